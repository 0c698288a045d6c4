import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { Status } from '@/components/ui/status'
import { TextLink } from '@/components/ui/text-link'
import { countOf } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { type ConnectionSummary } from '@/lib/sso/connection-view'
import { ConnectionLogo } from './connection-logo'
import { daysLeft, urgency } from './days-left'
import { MoveConnection } from './move-connection'

interface ConnectionListProps {
  tenantSlug: string
  connections: readonly ConnectionSummary[]
  /** epoch milliseconds of the request */
  now: number
  /** why they may only be read */
  reason: string | null
}

/** The identity providers in the order of the sign-in page. */
export function ConnectionList({ tenantSlug, connections, now, reason }: ConnectionListProps) {
  if (connections.length === 0) {
    return (
      <EmptyState icon="key" title="No identity provider yet" action={reason ? null : <LinkButton href={paths.newConnection} variant="primary" icon="plus">Add identity provider</LinkButton>}>
        People sign in with what Castellan itself knows of them.
      </EmptyState>
    )
  }
  return (
    <ul className="grid grid-cols-1 divide-y md:grid-cols-[minmax(0,1fr)_repeat(4,auto)]">
      {connections.map((connection, index) => (
        <li key={connection.id} className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 px-4 py-3 md:col-span-full md:grid-cols-subgrid">
          <div className="col-span-full min-w-0 md:col-span-1">
            <p className="flex flex-wrap items-center gap-2">
              {connection.logo ? <ConnectionLogo src={paths.api.ssoLogo(tenantSlug, connection.id, connection.version)} /> : null}
              <TextLink href={paths.connection(connection.id)} className="min-w-0 font-medium wrap-anywhere">{connection.name}</TextLink>
              <Badge>{connection.protocol === 'oidc' ? 'OpenID Connect' : 'SAML 2.0'}</Badge>
              {connection.hidden ? <Badge tip="Not offered on the sign-in page">Hidden</Badge> : null}
            </p>
            <p className="truncate text-xs text-ink-3">{connection.issuer}</p>
          </div>
          <p className="text-ink-3">{countOf(connection.people, 'person', 'people')}, {countOf(connection.domains, 'domain')}</p>
          <Status tone={connection.disabled ? 'neutral' : 'good'}>{connection.disabled ? 'Disabled' : connection.required ? 'Required' : 'Enabled'}</Status>
          <div className="max-md:empty:hidden"><Expiry what={connection.protocol === 'oidc' ? 'Secret' : 'Certificate'} expiresAt={connection.expiresAt} now={now} /></div>
          {reason || connections.length < 2 ? null : <div className="col-start-2 md:col-start-5"><MoveConnection id={connection.id} name={connection.name} first={index === 0} last={index === connections.length - 1} /></div>}
        </li>
      ))}
    </ul>
  )
}

/** What ends, and when: said from 60 days on. */
function Expiry({ what, expiresAt, now }: { what: string; expiresAt: number | null; now: number }) {
  if (expiresAt === null) return null
  const days = daysLeft(expiresAt, now)
  if (urgency(days) === 'neutral') return null
  return <Badge tone={urgency(days)}>{days <= 0 ? `${what} has ended` : `${what} ends in ${countOf(days, 'day')}`}</Badge>
}
