import { type ReactNode } from 'react'
import { Time } from '@/components/shell/time'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Status } from '@/components/ui/status'
import { type GrantsOfPerson } from '@/lib/administrators/profile-grants-data'
import { type EndedGrant, type GrantDetail, type GrantSource, type ProfileView } from '@/lib/administrators/profile-view'
import { explainVerdict, nameGrant } from '@/lib/authz/explain-words'
import { type Grant, type NotInForce } from '@/lib/authz/grants'
import { ROLES, isRoleKey } from '@/lib/authz/policy'
import { countOf } from '@/lib/format/count'
import { namingOf, runningNow, whyWaiting } from './grant-words'

interface RolesProps {
  profile: ProfileView
  grants: GrantsOfPerson
  now: number
  zone: string
  /** Button of the first card. */
  assign?: ReactNode
  /** What can be done to a grant that is not over. */
  grantActions?: (grant: Grant, detail: GrantDetail) => ReactNode
}

/** Every role a person holds or held: which count now, which they may activate, which wait and for what, which are over. */
export function PersonRoles(props: RolesProps) {
  const { profile, grants, now, zone, assign } = props
  const held = profile.person.grants.map((grant) => runningNow(grant, grants.activations, now))
  const whys = held.map((grant) => ({ grant, why: whyWaiting(grant, profile, now) }))
  const only = (which: (why: NotInForce | null) => boolean) => whys.filter(({ why }) => which(why)).map(({ grant }) => grant)
  const inForce = only((why) => why === null)
  const eligible = only((why) => why === 'not_activated')
  const waiting = only((why) => why !== null && why !== 'not_activated')
  return (
    <>
      <Card title="In force" description={inForce.length > 0 ? `${countOf(inForce.length, 'role')} that ${inForce.length === 1 ? 'counts' : 'count'} now.` : undefined} actions={assign} flush>
        {inForce.length > 0 ? (
          <GrantRows {...props} rows={inForce} />
        ) : (
          <EmptyState icon="roles" title="No role is in force">
            {eligible.length > 0 ? 'They can activate what they are eligible for; see below.' : waiting.length > 0 ? 'What they hold waits for something; see below.' : 'They can sign in and see their own account, nothing else.'}
          </EmptyState>
        )}
      </Card>
      {eligible.length > 0 ? (
        <Card title="Eligible" description="Counts only while they have activated it." flush>
          <GrantRows {...props} rows={eligible} />
        </Card>
      ) : null}
      {waiting.length > 0 ? (
        <Card title="Waiting" description="Held, and conferring nothing now." flush>
          <GrantRows {...props} rows={waiting} />
        </Card>
      ) : null}
      {grants.ended.length > 0 ? (
        <Card title="Ended" description={grants.moreEnded ? `The last ${grants.ended.length}; the audit has them all.` : undefined} flush>
          <ul>
            {grants.ended.map((grant) => (
              <EndedRow key={grant.id} grant={grant} now={now} zone={zone} />
            ))}
          </ul>
        </Card>
      ) : null}
    </>
  )
}

const activationsOf = (grant: Grant, { activations }: GrantsOfPerson) => activations.filter(({ grantId }) => grantId === grant.id)

const row = 'flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-b px-4 py-3 last:border-b-0'

function GrantRows({ rows, profile, grants, now, zone, grantActions }: RolesProps & { rows: readonly Grant[] }) {
  const naming = namingOf(profile, zone)
  return (
    <ul>
      {rows.map((grant) => {
        const detail = grants.details[grant.id]
        const why = whyWaiting(grant, profile, now)
        return (
          <li key={grant.id} className={row}>
            <div className="min-w-0 flex-1 basis-60">
              <p className="flex flex-wrap items-center gap-x-2">
                <span className="font-medium wrap-anywhere">{nameGrant(grant, naming)}</span>
                {grant.kind === 'eligible' ? <Badge tone={grant.activation ? 'info' : 'neutral'}>{grant.activation ? 'activated' : 'eligible'}</Badge> : null}
                {why === null && grant.kind === 'active' && grant.endsAt !== null ? <Badge>ends by itself</Badge> : null}
              </p>
              {why === null || why === 'not_activated' ? <p className="text-ink-3">{ROLES[grant.role].line}</p> : <Status tone="warn"><span className="whitespace-normal text-ink-2">{explainVerdict({ grant, verdict: why }, naming)}</span></Status>}
              {activationsOf(grant, grants).map((one) => (
                <p key={one.id} className="text-ink-2">
                  {one.startsAt > now ? 'Will be activated from' : 'Activated'} {one.startsAt > now ? <><Time at={one.startsAt} now={now} zone={zone} absolute /> </> : null}until <Time at={one.endsAt} now={now} zone={zone} absolute />
                  {one.placeName ? <>, in <bdi>{one.placeName}</bdi> only</> : null}
                </p>
              ))}
              <p className="text-xs text-ink-3">
                {why === 'not_started' ? 'From' : 'Since'} <Time at={grant.startsAt} now={now} zone={zone} absolute />
                {grant.endsAt === null ? ', no end' : <> until <Time at={grant.endsAt} now={now} zone={zone} absolute /></>}
                {detail ? ` · ${givenBy(detail)}` : ''}
              </p>
            </div>
            {detail && grantActions ? <div className="flex flex-wrap gap-2">{grantActions(grant, detail)}</div> : null}
          </li>
        )
      })}
    </ul>
  )
}

const SOURCES: Record<GrantSource, string> = { manual: 'given', invitation: 'given with the invitation', operator: 'given by the operator', seed: 'there from the start', sso: 'given by single sign-on' }

function givenBy({ source, grantedBy }: GrantDetail): string {
  return grantedBy ? `${SOURCES[source]} by ${grantedBy.name}` : SOURCES[source]
}

function EndedRow({ grant, now, zone }: { grant: EndedGrant; now: number; zone: string }) {
  const label = isRoleKey(grant.role) ? ROLES[grant.role].label : grant.role
  return (
    <li className={row}>
      <div className="min-w-0 flex-1 basis-60">
        <p className="wrap-anywhere text-ink-2">{grant.scope === 'tenant' ? label : `${label} in ${grant.placeName ?? `a ${grant.scope} that is gone`}`}{grant.kind === 'eligible' ? ', eligible' : ''}</p>
        <p className="text-xs text-ink-3">
          {grant.startsAt < grant.endedAt ? <>From <Time at={grant.startsAt} now={now} zone={zone} absolute /> until </> : 'Taken back before it began, '}
          <Time at={grant.endedAt} now={now} zone={zone} absolute /> · {givenBy(grant)}
        </p>
      </div>
      <Status>{grant.revoked ? 'Taken away' : 'Ended by itself'}</Status>
    </li>
  )
}
