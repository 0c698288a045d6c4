import { reasonOf } from '@/components/guard/reason-of'
import { can } from '@/lib/authz/can'
import { type Actor } from '@/lib/authz/grants'
import { isOver } from '@/lib/pim/request-state'
import { type WaitingRequest } from '@/lib/pim/request-view'
import { roleInPlace } from '@/lib/pim/request-words'
import { DecideButtons, DecideHost } from './decide-host'
import { EndOwnButton } from './end-own'
import { NudgeButton } from './nudge-button'
import { decidingOf } from './queue'
import { RevokeButton } from './revoke-button'

const HOUR = 3_600_000

/** What the viewer can do about a request now: their own, one to decide, or anybody's to revoke. */
export function RequestActions({ request, actor }: { request: WaitingRequest; actor: Actor }) {
  const { id, state, person, role, placeName, nudgedAt, refusal } = request
  const over = isOver(state)
  const own = person.id === actor.administratorId
  const name = roleInPlace(role, placeName)
  const nudgeable = nudgedAt === null || nudgedAt <= actor.now - HOUR
  const mayRevoke = can(actor, 'pim-request:cancel-any')
  // The host stays when it is over: whoever is deciding then is still told why.
  return (
    <DecideHost>
      <div className="flex flex-wrap items-start gap-2">
        {own && state === 'pending_approval' ? (
          <>
            <NudgeButton requestId={id} disabledReason={nudgeable ? null : 'You reminded them within the last hour.'} />
            <EndOwnButton act="withdraw" requestId={id} name={name} size="md" />
          </>
        ) : null}
        {own && state === 'scheduled' ? <EndOwnButton act="cancel" requestId={id} name={name} size="md" /> : null}
        {own && state === 'active' ? <EndOwnButton act="deactivate" requestId={id} name={name} size="md" /> : null}
        {!own && state === 'pending_approval' ? (
          <DecideButtons about={decidingOf(request)} disabledReason={refusal} />
        ) : null}
        {/* Whoever can decide it denies it. */}
        {own || over || (state === 'pending_approval' && refusal === null) ? null : <RevokeButton requestId={id} person={person.name} role={name} active={state === 'active'} disabledReason={reasonOf(mayRevoke)} />}
      </div>
    </DecideHost>
  )
}
