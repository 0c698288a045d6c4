import { type ReactNode } from 'react'
import { Time } from '@/components/shell/time'
import { Card } from '@/components/ui/card'
import { Status } from '@/components/ui/status'
import { TextLink } from '@/components/ui/text-link'
import { whyNotInForce, type Actor, type Grant } from '@/lib/authz/grants'
import { ROLES } from '@/lib/authz/policy'
import { explainGrant } from '@/lib/authz/refusals'
import { paths } from '@/lib/paths'

interface OwnRolesProps {
  actor: Actor
  placeNames: Readonly<Record<string, string>>
  zone: string
  /** at the end of each: what one may do about it */
  actions?: (grant: Grant, name: string) => ReactNode
}

/** Every role one holds: where, since when and until when, and for each that confers nothing now the reason. */
export function OwnRoles({ actor, placeNames, zone, actions }: OwnRolesProps) {
  // What is in force first, and of that what reaches furthest.
  const rank = (grant: Grant) => (whyNotInForce(grant, actor) === null ? 0 : 2) + (grant.scope.type === 'tenant' ? 0 : 1)
  const grants = actor.grants.toSorted((a, b) => rank(a) - rank(b))
  return (
    <Card title="Your roles" description={summary(actor)} flush>
      {grants.length > 0 ? (
        <ul className="divide-y">
          {grants.map((grant) => (
            <OwnRole key={grant.id} grant={grant} actor={actor} place={placeOf(grant, placeNames)} zone={zone} actions={actions} />
          ))}
        </ul>
      ) : (
        <p className="p-4 text-ink-2">You hold no role. Your own account and the catalogue of roles are open to you; an administrator can grant you more.</p>
      )}
    </Card>
  )
}

function OwnRole({ grant, actor, place, zone, actions }: { grant: Grant; actor: Actor; place: string | null; zone: string; actions: OwnRolesProps['actions'] }) {
  const why = explainGrant(grant, actor)
  return (
    <li className="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <p className="font-medium break-words">
          <TextLink href={paths.role(grant.role)}>{ROLES[grant.role].label}</TextLink>
          {place ? <span className="font-normal text-ink-2"> in {place}</span> : null}
        </p>
        <p className="text-ink-3">{ROLES[grant.role].line}</p>
        {why ? <p className="mt-1 text-ink-2">{why}</p> : null}
      </div>
      <div className="grid content-start gap-0.5 text-xs text-ink-3 sm:justify-items-end">
        <Status tone={why ? 'neutral' : 'good'}>{why ? 'Not in force' : 'In force'}</Status>
        <Span grant={grant} inForce={why === null} now={actor.now} zone={zone} />
        {actions ? <div className="mt-1.5">{actions(grant, place ? `${ROLES[grant.role].label} in ${place}` : ROLES[grant.role].label)}</div> : null}
      </div>
    </li>
  )
}

function Span({ grant, inForce, now, zone }: { grant: Grant; inForce: boolean; now: number; zone: string }) {
  const kind = grant.kind === 'eligible' ? 'Eligible, ' : ''
  const starts = grant.startsAt > now
  return (
    <span>
      {kind}
      {starts ? 'from ' : inForce ? 'since ' : 'held since '}
      <Time at={grant.startsAt} now={now} zone={zone} absolute />
      {grant.endsAt === null ? null : (
        <>
          {' until '}
          <Time at={grant.endsAt} now={now} zone={zone} absolute />
        </>
      )}
    </span>
  )
}

function placeOf(grant: Grant, names: OwnRolesProps['placeNames']): string | null {
  if (grant.scope.type === 'tenant') return null
  return names[grant.scope.id] ?? (grant.scope.type === 'workspace' ? 'a workspace' : 'an organization')
}

function summary({ grants, inForce }: Actor): string {
  if (grants.length === 0) return ''
  if (inForce.length === 0) return grants.length === 1 ? 'You hold one role, and it is not in force now.' : 'None of them is in force now.'
  if (inForce.length === grants.length) return grants.length === 1 ? 'You hold one role, and it is in force.' : 'All of them are in force.'
  return `${inForce.length} of ${grants.length} in force.`
}
