import type { ComboboxOption } from '@/components/ui/combobox'
import type { RoleKey } from '@/lib/authz/policy'
import type { ListedPerson } from '@/lib/invitations/parse-list'
import type { GrantKind } from '@/lib/pim/assignment-terms'

export interface PersonDraft {
  /** stays with the row while others come and go */
  key: number
  email: string
  givenName: string
  familyName: string
}

export interface PlaceDraft {
  key: number
  /** value: "workspace:<id>" */
  place: ComboboxOption | null
  role: RoleKey
}

export interface InviteDraft {
  by: 'hand' | 'list'
  people: PersonDraft[]
  listed: ListedPerson[]
  role: RoleKey | null
  places: PlaceDraft[]
  kind: GrantKind
  /** of a datetime-local field: the viewer's own clock; empty for none */
  startsAt: string
  endsAt: string
}

let last = 0

export function newPerson(person: Partial<Omit<PersonDraft, 'key'>> = {}): PersonDraft {
  return { key: ++last, email: '', givenName: '', familyName: '', ...person }
}

export function newPlace(role: RoleKey): PlaceDraft {
  return { key: ++last, place: null, role }
}

export interface Recipient { email: string; givenName: string; familyName: string }

/** @returns who is to be invited: rows with something in them, or the lines of a list that have no problem */
export function recipientsOf({ by, people, listed }: InviteDraft): Recipient[] {
  const pick = ({ email, givenName, familyName }: Recipient) => ({ email, givenName, familyName })
  return by === 'list' ? listed.filter(({ problem }) => problem === null).map(pick) : people.filter(isTouched).map(pick)
}

export function isTouched({ email, givenName, familyName }: Recipient): boolean {
  return `${email}${givenName}${familyName}`.trim() !== ''
}

const momentOf = (typed: string) => (typed === '' ? undefined : new Date(typed).getTime())

/** What everybody is given, as the actions take it. */
export function accessOf({ role, places, kind, startsAt, endsAt }: InviteDraft, placeByPlace: RoleKey) {
  const chosen = role === placeByPlace ? places : []
  return {
    role: role!,
    kind,
    places: chosen.map((row) => {
      const [type, id] = (row.place?.value ?? 'workspace:').split(':') as ['workspace' | 'organization', string]
      return { type, id, role: row.role }
    }),
    startsAt: momentOf(startsAt),
    endsAt: momentOf(endsAt),
  }
}

/** @returns the roles that the kind of access is about: for a Member those of the places */
export function rolesInHand({ role, places }: Pick<InviteDraft, 'role' | 'places'>, placeByPlace: RoleKey): RoleKey[] {
  if (role === null) return []
  return role === placeByPlace ? [...new Set(places.map((place) => place.role))] : [role]
}
