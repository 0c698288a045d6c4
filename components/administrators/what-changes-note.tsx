import { Callout } from '@/components/ui/callout'
import { nameGrant } from '@/lib/authz/explain-words'
import { whyNotInForce, type Grant, type NotInForce } from '@/lib/authz/grants'
import { POLICY, ROLES } from '@/lib/authz/policy'
import { uneasyPairs } from '@/lib/authz/rules'
import { sumUp, whatChanges, type HeldPermission } from '@/lib/authz/what-changes'
import { countOf } from '@/lib/format/count'
import { formatDateTime } from '@/lib/format/time'
import { type Assigning } from './assigning'
import { namingOf } from './grant-words'

interface WhatChangesProps {
  assigning: Assigning
  /** every grant once the change is done */
  after: readonly Grant[]
  /** the grant in hand, as it will be; null when it ends */
  grant: Grant | null
  /** when the change takes effect, in epoch milliseconds */
  at: number
  /** a later end: what is gained then is what would have been lost */
  keeping?: boolean
}

/** The consequence before the commitment: permissions gained and lost, when, what the role waits for, and which roles should not meet. */
export function WhatChangesNote({ assigning, after, grant, at, keeping = false }: WhatChangesProps) {
  const { person, mfa, now, zone, self } = assigning
  // An eligible role gives nothing by itself: what it would give is looked at as if it ran.
  const gives = grant?.kind === 'eligible' && !person.grants.some(({ id, kind }) => id === grant.id && kind === 'active')
  const running = (one: Grant): Grant => (gives && one.id === grant.id ? { ...one, activation: { id: 'asked', startsAt: at, endsAt: at + 1 } } : one)
  const difference = whatChanges(person, after.map(running), mfa, at)
  const sum = sumUp(difference)
  const when = at > now ? `From ${formatDateTime(at, zone)}` : 'From now on'
  const who = self ? 'you' : 'they'
  const kept = difference.gained.length
  const title = gives ? (sum ? `Nothing changes until it is activated. While it is, ${who} ${sum}.` : `Nothing changes: ${who} hold all of this by other roles, activated or not.`) : keeping && kept > 0 ? `${when} ${who} keep ${countOf(kept, 'permission')} that would have ended then.` : sum ? `${when} ${who} ${sum}.` : grant?.kind === 'eligible' ? `Nothing changes: ${who} keep all of this by other roles.` : grant ? `Nothing changes: ${who} hold all of this by other roles, or the role confers nothing by itself.` : `Nothing changes: ${who} keep all of this by other roles.`
  const waits = grant && waitingFor(grant, assigning, at)
  const before = new Set(uneasyPairs(person.grants.map(({ role }) => role)).map(({ a, b }) => `${a} ${b}`))
  const uneasy = uneasyPairs(after.map(({ role }) => role)).filter(({ a, b }) => !before.has(`${a} ${b}`))
  return (
    <div className="grid gap-2" aria-live="polite">
      <Callout tone="info" title={title}>
        {waits ? <p>{waits}</p> : null}
        {sum ? (
          <details className="mt-1">
            <summary className="cursor-pointer text-accent-ink">Which permissions</summary>
            <PermissionList title={keeping ? 'Kept' : 'Gained'} held={difference.gained} assigning={assigning} />
            <PermissionList title="Lost" held={difference.lost} assigning={assigning} />
          </details>
        ) : null}
      </Callout>
      {uneasy.map(({ a, b, because }) => (
        <Callout key={`${a}-${b}`} tone="warn" title={`${ROLES[a].label} and ${ROLES[b].label} should not meet in one person`}>
          {because} It is allowed, and is listed for review.
        </Callout>
      ))}
    </div>
  )
}

const WAITING: Readonly<Partial<Record<NotInForce, string>>> = {
  person_not_active: 'It counts only once the account is active.',
  place_not_active: 'It counts only once the organization is active again.',
  mfa_not_enrolled: 'It counts only once they have added a second factor, which they do under My account.',
}

function waitingFor(grant: Grant, { person: { status, factorEnrolledAt }, mfa }: Assigning, at: number): string | null {
  const why = whyNotInForce(grant, { status, factorEnrolledAt, factorUsedAt: factorEnrolledAt, mfa, now: at })
  return (why && WAITING[why]) ?? null
}

function PermissionList({ title, held, assigning }: { title: string; held: readonly HeldPermission[]; assigning: Assigning }) {
  if (held.length === 0) return null
  const { place: nameOf } = namingOf(assigning, assigning.zone)
  return (
    <>
      <p className="mt-2 font-medium text-ink">{title}</p>
      <ul className="list-disc pl-5">
        {held.map(({ permission, place }) => (
          <li key={`${permission} ${place?.id}`}>
            {POLICY[permission].label}
            {place ? ` (${nameOf(place)})` : ''}
          </li>
        ))}
      </ul>
    </>
  )
}

/** @returns "Workspace Admin in Payments", as the dialogs name a role of this person */
export function calledHere(grant: Grant, assigning: Assigning): string {
  return nameGrant(grant, namingOf(assigning, assigning.zone))
}
