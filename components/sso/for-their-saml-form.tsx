import { CopyButton } from '@/components/ui/copy-button'
import { Facts } from '@/components/ui/facts'
import { LinkButton } from '@/components/ui/link-button'
import { type ForTheirSamlForm as Wanted } from '@/lib/sso/connection-view'

/** What a SAML provider's own form asks for, to be copied there, or taken over as a file. */
export function ForTheirSamlForm({ wanted: { entityId, acsUrl, metadataUrl }, stored }: { wanted: Wanted; /** it is saved: our metadata with our key is there */ stored: boolean }) {
  const copied = (text: string, label: string) => (
    <span className="flex items-start gap-2">
      <code className="min-w-0 font-mono text-xs break-all select-all">{text}</code>
      <CopyButton text={text} label={`Copy ${label}`} />
    </span>
  )
  return (
    <div className="grid gap-4">
      <Facts
        items={[
          { term: 'Entity id (audience)', value: copied(entityId, 'entity id') },
          { term: 'ACS URL (reply URL)', value: copied(acsUrl, 'ACS URL') },
          { term: 'NameID', value: 'One that lasts, such as persistent' },
          { term: 'Signature', value: 'Of the assertion, by RSA and SHA-256 or better' },
          { term: 'Encryption', value: stored ? 'Taken; the certificate is in our metadata' : 'Taken; the certificate is in our metadata once this is saved' },
          { term: 'Sign-in that the provider begins', value: 'Not taken' },
        ]}
      />
      {stored ? <div><LinkButton href={metadataUrl} icon="download" plain>Download our metadata</LinkButton></div> : null}
    </div>
  )
}
