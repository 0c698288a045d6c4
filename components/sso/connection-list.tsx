import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { Status } from '@/components/ui/status'
import { TextLink } from '@/components/ui/text-link'
import { countOf } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { type ConnectionSummary } from '@/lib/sso/connection-view'
import { MoveConnection } from './move-connection'

const DAY_MS = 86_400_000
const WARN_DAYS = 60

interface ConnectionListProps {
  connections: readonly ConnectionSummary[]
  /** epoch milliseconds of the request */
  now: number
  /** why they may only be read */
  reason: string | null
}

/** The identity providers in the order of the sign-in page. */
export function ConnectionList({ connections, now, reason }: ConnectionListProps) {
  if (connections.length === 0) {
    return (
      <EmptyState icon="key" title="No identity provider yet" action={reason ? null : <LinkButton href={paths.newConnection} variant="primary" icon="plus">Add identity provider</LinkButton>}>
        People sign in with what Castellan itself knows of them.
      </EmptyState>
    )
  }
  return (
    <ul className="divide-y">
      {connections.map((connection, index) => (
        <li key={connection.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
          <div className="min-w-0 flex-1 basis-56">
            <p className="flex flex-wrap items-center gap-2">
              <TextLink href={paths.connection(connection.id)} className="min-w-0 font-medium wrap-anywhere">{connection.name}</TextLink>
              <Badge>{connection.protocol === 'oidc' ? 'OpenID Connect' : 'SAML 2.0'}</Badge>
              {connection.hidden ? <Badge tip="Not offered on the sign-in page">Hidden</Badge> : null}
            </p>
            <p className="truncate text-xs text-ink-3">{connection.issuer}</p>
          </div>
          <p className="text-ink-3">{countOf(connection.people, 'person', 'people')}, {countOf(connection.domains, 'domain')}</p>
          <Expiry what={connection.protocol === 'oidc' ? 'Secret' : 'Certificate'} expiresAt={connection.expiresAt} now={now} />
          <Status tone={connection.disabled ? 'neutral' : 'good'}>{connection.disabled ? 'Disabled' : connection.required ? 'Required' : 'Enabled'}</Status>
          {reason || connections.length < 2 ? null : <MoveConnection id={connection.id} name={connection.name} first={index === 0} last={index === connections.length - 1} />}
        </li>
      ))}
    </ul>
  )
}

/** What ends, and when: said from 60 days on. */
function Expiry({ what, expiresAt, now }: { what: string; expiresAt: number | null; now: number }) {
  if (expiresAt === null) return null
  const days = Math.ceil((expiresAt - now) / DAY_MS)
  if (days > WARN_DAYS) return null
  return <Badge tone={days <= 7 ? 'danger' : 'warn'}>{days <= 0 ? `${what} has ended` : `${what} ends in ${countOf(days, 'day')}`}</Badge>
}
