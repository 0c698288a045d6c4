import { type Naming } from '@/lib/authz/explain-words'
import { whyNotInForce, type Grant, type NotInForce } from '@/lib/authz/grants'
import { type ProfileView } from '@/lib/administrators/profile-view'
import { formatDateTime } from '@/lib/format/time'

/** @returns how the places and moments of a person's roles are called on their page */
export function namingOf({ name, placeNames }: Pick<ProfileView, 'name' | 'placeNames'>, zone: string): Naming {
  return {
    person: name,
    place: (scope) => placeNames[scope.id] ?? (scope.type === 'workspace' ? 'a workspace' : 'an organization'),
    time: (at) => formatDateTime(at, zone),
  }
}

/** @returns why one of their roles confers nothing now, or null; as if they had used the second factor that they have */
export function whyWaiting(grant: Grant, { person, mfa }: Pick<ProfileView, 'person' | 'mfa'>, now: number): NotInForce | null {
  const { status, factorEnrolledAt } = person
  // Said first, because somebody has to decide it before the account can be active again.
  if (!grant.confirmed) return 'awaiting_confirmation'
  return whyNotInForce(grant, { status, factorEnrolledAt, factorUsedAt: factorEnrolledAt, mfa, now })
}
