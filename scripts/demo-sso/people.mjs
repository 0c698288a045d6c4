/** Who has an account with the demo's identity providers. They are not the console's: an account there opens nothing here until it is linked. */
import { createHash } from 'node:crypto'

const named = (givenName, familyName, groups, email = `${givenName.toLowerCase()}@acme.example`) => ({ givenName, familyName, email, groups })

export const PEOPLE = [
  named('Oscar', 'Ortega', ['staff', 'directors']),
  named('Carla', 'Conti', ['staff', 'compliance']),
  named('Bea', 'Bauer', ['staff']),
  named('Vera', 'Virtanen', ['staff']),
  // Nobody the console knows: what it says to a stranger is part of the tour.
  named('Nadia', 'Novak', ['staff', 'contractors'], 'nadia@northwind.example'),
]

/** What a provider calls somebody: the same for ever, and no address. */
export const subjectOf = ({ email }) => createHash('sha256').update(email).digest('hex').slice(0, 20)
