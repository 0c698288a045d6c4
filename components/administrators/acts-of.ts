import { type PersonSubject } from '@/lib/administrators/consequences'
import { offersFor, roleReasons, type PersonOffers } from '@/lib/administrators/person-offers'
import { type ProfileView } from '@/lib/administrators/profile-view'
import { type Actor } from '@/lib/authz/grants'
import { assigningOf } from './assigning'
import { type ActContext } from './person-dialog'

export interface Acts {
  offers: PersonOffers
  context: ActContext
}

/** @returns what the viewer may do to this person, and what the dialogs need to say beforehand */
export function actsOf(profile: ProfileView, actor: Actor, zone: string): Acts {
  const { id, givenName, familyName, pendingAddress } = profile
  return {
    offers: offersFor(actor, profile),
    context: {
      subject: subjectOf(profile),
      names: { givenName, familyName },
      pendingEmail: pendingAddress?.email ?? null,
      assigning: assigningOf(profile, { reasons: roleReasons(actor, id), self: id === actor.administratorId, now: actor.now, zone }),
    },
  }
}

function subjectOf({ id, name, email, version, activatedAt, attempts, pseudonym, stated }: ProfileView): PersonSubject {
  return {
    id, name, email, version, activated: activatedAt !== null, pseudonym, ...stated.status,
    lockedAddresses: attempts.filter(({ lockedUntil }) => lockedUntil !== null).length,
  }
}
