import { Time } from '@/components/shell/time'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Status } from '@/components/ui/status'
import { TextLink } from '@/components/ui/text-link'
import { ROLES } from '@/lib/authz/policy'
import { paths } from '@/lib/paths'
import { type EligibleRole, type OwnActivation } from '@/lib/pim/own-view'
import { roleInPlace } from '@/lib/pim/request-words'
import { ActivateButton, ExtendButton } from './activate-host'
import { whyBusy, whyNotExtended } from './basket'
import { Countdown } from './countdown'
import { EndOwnButton } from './end-own'
import { WaitingRequests } from './waiting-requests'

interface MyRolesProps {
  roles: readonly EligibleRole[]
  now: number
  zone: string
}

/** What runs now or is to start, then every role one may activate, with what it would add. */
export function MyRoles({ roles, now, zone }: MyRolesProps) {
  const running = roles.flatMap((role) => role.activations.map((activation) => ({ role, activation })))
  return (
    <>
      {running.length > 0 ? (
        <Card title="Active now, or soon" flush>
          <ul className="divide-y">
            {running.map(({ role, activation }) => (
              <Running key={activation.id} role={role} activation={activation} now={now} zone={zone} />
            ))}
          </ul>
        </Card>
      ) : null}
      <Card title="Roles you may activate" description={roles.length > 0 ? 'Each confers nothing until you activate it, for as long as you need it.' : undefined} flush>
        {roles.length > 0 ? (
          <ul className="divide-y">
            {roles.map((role) => (
              <Eligible key={role.grantId} role={role} now={now} zone={zone} />
            ))}
          </ul>
        ) : (
          <EmptyState icon="bolt" title="You are not eligible for any role">
            Roles that you hold all the time stand on Home. Whoever may assign roles can make you eligible for more.
          </EmptyState>
        )}
      </Card>
    </>
  )
}

function Running({ role, activation, now, zone }: { role: EligibleRole; activation: OwnActivation; now: number; zone: string }) {
  const { requestId, startsAt, endsAt, placeName } = activation
  const name = roleInPlace(role.role, placeName)
  const runs = startsAt <= now
  const extends_ = role.activations.some((other) => other.endsAt === startsAt && other.placeName === placeName)
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3 font-medium">
          <span className="min-w-0 wrap-anywhere">{name}</span>
          <Status tone={runs ? 'good' : 'info'}>{runs ? 'Active' : extends_ ? 'Goes on' : 'Scheduled'}</Status>
        </p>
        <p className="text-ink-2">
          {runs ? (
            <>
              Ends in <Countdown until={endsAt} now={now} />, on <Time at={endsAt} now={now} zone={zone} absolute />
            </>
          ) : (
            <>
              From <Time at={startsAt} now={now} zone={zone} absolute /> until <Time at={endsAt} now={now} zone={zone} absolute />
            </>
          )}
          . <TextLink href={paths.pimRequest(requestId)}>See the request</TextLink>
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {runs ? <ExtendButton role={role} activation={activation} disabledReason={role.disabledReason ?? whyNotExtended(role, activation)} /> : null}
        <EndOwnButton act={runs ? 'deactivate' : 'cancel'} requestId={requestId} name={name} />
      </div>
    </li>
  )
}

function Eligible({ role, now, zone }: { role: EligibleRole; now: number; zone: string }) {
  const { role: key, endsAt, adds, pending, disabledReason, placeName, settings } = role
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="font-medium wrap-anywhere">
          <TextLink href={paths.role(key)}>{ROLES[key].label}</TextLink>
          {placeName ? <span className="font-normal text-ink-2"> in {placeName}</span> : null}
        </p>
        <p className="text-ink-3">{ROLES[key].line}</p>
        <p className="mt-1 wrap-anywhere text-ink-2">
          {adds}. {settings.approvals > 0 ? `Needs ${settings.approvals === 1 ? 'an approval' : `${settings.approvals} approvals`}.` : 'Needs no approval.'}
          {endsAt === null ? '' : <> You are eligible until <Time at={endsAt} now={now} zone={zone} absolute />.</>}
        </p>
        <WaitingRequests pending={pending} place={placeName} now={now} zone={zone} />
      </div>
      <ActivateButton role={role} disabledReason={disabledReason ?? whyBusy(role)} />
    </li>
  )
}
