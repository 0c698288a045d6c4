import { Callout } from '@/components/ui/callout'
import { TextLink } from '@/components/ui/text-link'
import { countOf } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { type ConnectionView } from '@/lib/sso/connection-view'
import { daysLeft, urgency } from './days-left'

/** What people sign in with ends soon, or has ended: said before anything else of the connection. @param now epoch milliseconds of the request */
export function CredentialEnd({ connection, now }: { connection: ConnectionView; now: number }) {
  const saml = connection.protocol === 'saml'
  // Of several certificates one is enough: what counts is the last.
  const endsAt = saml ? Math.max(...connection.certificates.map(({ expiresAt }) => expiresAt)) : (connection.credential?.expiresAt ?? null)
  if (endsAt === null) return null
  const days = daysLeft(endsAt, now)
  const tone = urgency(days)
  if (tone === 'neutral') return null
  const what = saml ? 'certificate' : connection.clientAuth === 'private_key_jwt' ? 'key' : 'client secret'
  const staged = saml ? connection.staged.length > 0 : connection.staged !== null
  return (
    <Callout tone={tone} title={days <= 0 ? `The ${what} of this provider has ended.` : `The ${what} of this provider ends in ${countOf(days, 'day')}.`}>
      {saml ? (days <= 0 ? 'Nobody can sign in through it.' : 'After that nobody can sign in through it.') : days <= 0 ? 'Nobody can sign in through it, unless the provider still takes it.' : 'After that the provider does not take it, and nobody can sign in through it.'}{' '}
      <TextLink href={paths.connectionPart(connection.id, 'settings')}>{staged ? 'The next one is staged: prove it and put it in use.' : 'Stage the next one.'}</TextLink>
    </Callout>
  )
}
