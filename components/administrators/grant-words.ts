import { type Naming } from '@/lib/authz/explain-words'
import { whyNotInForce, type Grant, type NotInForce } from '@/lib/authz/grants'
import { type ProfileView } from '@/lib/administrators/profile-view'
import { type ActivationOfGrant } from '@/lib/pim/activations-data'
import { formatDateTime } from '@/lib/format/time'

/** @returns how the places and moments of a person's roles are called on their page */
export function namingOf({ name, placeNames }: Pick<ProfileView, 'name' | 'placeNames'>, zone: string): Naming {
  return {
    person: name,
    place: (scope) => placeNames[scope.id] ?? (scope.type === 'workspace' ? 'a workspace' : 'an organization'),
    time: (at) => formatDateTime(at, zone),
  }
}

/** @returns the grant with the activation of it that runs, if one does */
export function runningNow(grant: Grant, activations: readonly ActivationOfGrant[], now: number): Grant {
  const [running] = activationsNow(grant, activations, now)
  return grant.kind === 'eligible' && running ? { ...grant, activation: running } : grant
}

/** @returns such as "activated" or "activated in Payments": an activation may reach less far than its role, then it says where. The one that reaches furthest comes first */
export function whereActivated(running: readonly { placeName: string | null }[]): string {
  const [first] = running
  if (!first || first.placeName === null) return 'activated'
  return running.length === 1 ? `activated in ${first.placeName}` : `activated in ${running.length} places`
}

/** @returns the activations of a grant that run now, the one that reaches furthest first */
export function activationsNow({ id }: Pick<Grant, 'id'>, activations: readonly ActivationOfGrant[], now: number): ActivationOfGrant[] {
  return activations.filter(({ grantId, startsAt, endsAt }) => grantId === id && startsAt <= now && now < endsAt).toSorted((a, b) => Number(a.scope !== undefined) - Number(b.scope !== undefined) || b.endsAt - a.endsAt)
}

/** @returns why one of their roles confers nothing now, or null; as if they had used the second factor that they have */
export function whyWaiting(grant: Grant, { person, mfa, mfaGraceUntil }: Pick<ProfileView, 'person' | 'mfa' | 'mfaGraceUntil'>, now: number): NotInForce | null {
  const { status, factorEnrolledAt } = person
  // Said first, because somebody has to decide it before the account can be active again.
  if (!grant.confirmed) return 'awaiting_confirmation'
  return whyNotInForce(grant, { status, factorEnrolledAt, factorUsedAt: factorEnrolledAt, mfa, mfaGraceUntil, now })
}
