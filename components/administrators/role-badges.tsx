import { Badge } from '@/components/ui/badge'
import { type ListedGrant } from '@/lib/administrators/list-data'
import { explainVerdict, nameGrant, type Naming } from '@/lib/authz/explain-words'
import { whyNotInForce, type MfaPolicy } from '@/lib/authz/grants'
import { formatDateTime } from '@/lib/format/time'

export interface RoleBadgesProps {
  grants: readonly ListedGrant[]
  factorEnrolledAt: number | null
  mfa: MfaPolicy
  now: number
  zone: string
}

const SHOWN = 2

/** The roles of a person, the first ones by name. One that confers nothing now is marked, and says why on hover; the status stands in its own column. */
export function RoleBadges({ grants: held, factorEnrolledAt, mfa, now, zone }: RoleBadgesProps) {
  // What reaches furthest comes first; within that the order they came in stays.
  const grants = held.toSorted((a, b) => Number(a.scope.type !== 'tenant') - Number(b.scope.type !== 'tenant'))
  if (grants.length === 0) return <span className="text-ink-3">No role</span>
  const naming: Naming = {
    person: null,
    place: (scope) => grants.find((grant) => grant.scope.type !== 'tenant' && grant.scope.id === scope.id)?.placeName ?? (scope.type === 'workspace' ? 'a workspace' : 'an organization'),
    time: (at) => formatDateTime(at, zone),
  }
  const rest = grants.slice(SHOWN)
  return (
    <span className="flex min-w-0 gap-1">
      {grants.slice(0, SHOWN).map((grant) => {
        const why = whyNotInForce(grant, { status: 'active', factorEnrolledAt, factorUsedAt: factorEnrolledAt, mfa, now })
        const name = nameGrant(grant, naming)
        return (
          <Badge key={grant.id} tone={why === null ? 'neutral' : 'warn'} tip={why === null ? (name.length > 24 ? name : undefined) : `${name}: ${explainVerdict({ grant, verdict: why }, naming)}`}>
            <bdi className="truncate">{name}</bdi>
            {why === null ? null : <span className="font-normal">· {MARK[why]}</span>}
          </Badge>
        )
      })}
      {rest.length > 0 ? <Badge tip={rest.map((grant) => nameGrant(grant, naming)).join(', ')}>+{rest.length}</Badge> : null}
    </span>
  )
}

const MARK = {
  person_not_active: 'waits',
  not_started: 'later',
  ended: 'ended',
  awaiting_confirmation: 'undecided',
  place_not_active: 'place off',
  not_activated: 'eligible',
  mfa_not_enrolled: 'no factor',
  mfa_not_used: 'no factor',
} as const
