import { Badge } from '@/components/ui/badge'
import { type ListedActivation, type ListedGrant } from '@/lib/administrators/list-data'
import { explainVerdict, nameGrant, type Naming } from '@/lib/authz/explain-words'
import { whyNotInForce, type MfaPolicy } from '@/lib/authz/grants'
import { formatDateTime } from '@/lib/format/time'
import { whereActivated } from './grant-words'

export interface RoleBadgesProps {
  grants: readonly ListedGrant[]
  factorEnrolledAt: number | null
  /** until when what the MFA policy asks is not held against them yet */
  mfaGraceUntil: number | null
  mfa: MfaPolicy
  now: number
  zone: string
}

const SHOWN = 2

/** The roles of a person, the first ones by name. One that confers nothing now is marked, and says why on hover; the status stands in its own column. */
export function RoleBadges({ grants: held, factorEnrolledAt, mfaGraceUntil, mfa, now, zone }: RoleBadgesProps) {
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
        const why = whyNotInForce(grant, { status: 'active', factorEnrolledAt, factorUsedAt: factorEnrolledAt, mfa, mfaGraceUntil, now })
        const name = nameGrant(grant, naming)
        const eligible = grant.kind === 'eligible' && (why === null || why === 'not_activated')
        const tip = why === null && grant.activation ? `${name}: activated ${grant.running.map((one) => `${inPlace(one)}until ${naming.time(one.endsAt)}`).join(', ')}` : why === null ? (name.length > 24 ? name : undefined) : `${name}: ${explainVerdict({ grant, verdict: why }, naming)}`
        return (
          <Badge key={grant.id} tone={why === null ? (eligible ? 'info' : 'neutral') : eligible ? 'neutral' : 'warn'} tip={tip}>
            <bdi className="truncate">{name}</bdi>
            {eligible ? <span className="truncate font-normal">· {why === null ? whereActivated(grant.running) : 'eligible'}</span> : why === null ? null : <span className="font-normal">· {MARK[why]}</span>}
          </Badge>
        )
      })}
      {rest.length > 0 ? <Badge tip={rest.map((grant) => nameGrant(grant, naming)).join(', ')}>+{rest.length}</Badge> : null}
    </span>
  )
}

const inPlace = ({ placeName }: ListedActivation) => (placeName === null ? '' : `in ${placeName} `)

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
