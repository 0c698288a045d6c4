import { type ReactNode } from 'react'
import { WaitingRequests } from '@/components/pim/waiting-requests'
import { Time } from '@/components/shell/time'
import { Status } from '@/components/ui/status'
import { TextLink } from '@/components/ui/text-link'
import { placeKey, reachOfGrant, whyNotInForce, type Actor, type Grant } from '@/lib/authz/grants'
import { ROLES } from '@/lib/authz/policy'
import { explainGrant } from '@/lib/authz/refusals'
import { paths } from '@/lib/paths'
import { type OwnPending } from '@/lib/pim/own-view'

interface OwnRoleProps {
  grant: Grant
  actor: Actor
  /** its name; null: the whole tenant */
  place: string | null
  /** what was asked for of it, and waits to be decided */
  pending: readonly OwnPending[]
  zone: string
  /** what one may do about it */
  actions: ReactNode
}

/** One role that one holds: where, since when and until when, and why it confers nothing where it does not. */
export function OwnRole({ grant, actor, place, pending, zone, actions }: OwnRoleProps) {
  const { now } = actor
  const inForce = whyNotInForce(grant, actor) === null
  return (
    <li className="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere">
          <TextLink href={paths.role(grant.role)}>{ROLES[grant.role].label}</TextLink>
          {place ? <span className="font-normal text-ink-2"> in {place}</span> : null}
        </p>
        <p className="text-ink-3">{ROLES[grant.role].line}</p>
        <WhyNot grant={grant} actor={actor} asked={pending.some(({ scope, extendsId }) => extendsId === null && placeKey(scope) === placeKey(grant.scope))} />
        <WaitingRequests pending={pending} place={place} now={now} zone={zone} />
      </div>
      <div className="grid content-start gap-0.5 text-xs text-ink-3 sm:justify-items-end">
        <Status tone={inForce ? 'good' : 'neutral'}>{inForce ? 'In force' : 'Not in force'}</Status>
        <Span grant={grant} inForce={inForce} now={now} zone={zone} />
        {actions ? <div className="mt-1.5">{actions}</div> : null}
      </div>
    </li>
  )
}

/** What it waits for, and what to do about it. Nothing where that is the decision about a request. */
function WhyNot({ grant, actor, asked }: { grant: Grant; actor: Actor; asked: boolean }) {
  const code = whyNotInForce(grant, actor)
  if (code === null) return null
  if (code !== 'not_activated') return <p className="mt-1 text-ink-2">{explainGrant(grant, actor)}</p>
  if (grant.activation) {
    return (
      <p className="mt-1 text-ink-2">
        It is approved, and starts by itself. <TextLink href={paths.pim}>See it in PIM</TextLink>
      </p>
    )
  }
  return asked ? null : (
    <p className="mt-1 text-ink-2">
      {explainGrant(grant, actor)} <TextLink href={paths.pimActivate(grant.id)}>Activate it</TextLink>
    </p>
  )
}

function Span({ grant, inForce, now, zone }: { grant: Grant; inForce: boolean; now: number; zone: string }) {
  const { activation } = grant
  if (activation) {
    return (
      <span>
        {activation.startsAt > now ? 'Active from ' : 'Active since '}
        <Time at={activation.startsAt} now={now} zone={zone} absolute /> until <Time at={activation.endsAt} now={now} zone={zone} absolute />
      </span>
    )
  }
  const kind = grant.kind === 'eligible' ? 'Eligible, ' : ''
  return (
    <span>
      {kind}
      {grant.startsAt > now ? 'from ' : inForce ? 'since ' : 'held since '}
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

/** @returns of somebody's grants those that are shown: the bare way to a role is left out while all of it runs, or is to start, anyway */
export function shownGrants({ grants }: Pick<Actor, 'grants'>): readonly Grant[] {
  const under = new Set(grants.flatMap((grant) => (grant.activation && placeKey(reachOfGrant(grant)) === placeKey(grant.scope) ? [grant.id] : [])))
  return grants.filter((grant) => grant.kind !== 'eligible' || grant.activation !== null || !under.has(grant.id))
}
