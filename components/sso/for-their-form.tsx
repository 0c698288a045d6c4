import { CopyButton } from '@/components/ui/copy-button'
import { Facts } from '@/components/ui/facts'
import { type ForTheirForm as Wanted } from '@/lib/sso/connection-view'

/** What the provider's own form asks for, to be copied there. */
export function ForTheirForm({ wanted: { redirectUri, keysUrl }, publicKey, withKey }: { wanted: Wanted; publicKey: string | null; /** it proves itself with a key of its own */ withKey: boolean }) {
  const copied = (text: string, label: string) => (
    <span className="flex items-start gap-2">
      <code className="min-w-0 font-mono text-xs break-all select-all">{text}</code>
      <CopyButton text={text} label={`Copy ${label}`} />
    </span>
  )
  return (
    <Facts
      items={[
        { term: 'Redirect URI', value: copied(redirectUri, 'redirect URI') },
        ...(withKey ? [{ term: 'Address of our public key', value: copied(keysUrl, 'address of our public key') }] : []),
        ...(withKey && publicKey ? [{ term: 'Our public key (JWK)', value: copied(publicKey, 'our public key') }] : []),
        { term: 'Kind of application', value: 'Web application, authorization code with PKCE (S256)' },
        { term: 'Signature of ID tokens', value: 'RS256 or ES256' },
      ]}
    />
  )
}
