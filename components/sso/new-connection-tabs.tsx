import { TabLinks } from '@/components/ui/tab-links'
import { paths } from '@/lib/paths'

/** Which protocol a new identity provider speaks. */
export function NewConnectionTabs() {
  return <TabLinks label="Protocol" items={[{ href: paths.newConnection, label: 'OpenID Connect' }, { href: paths.newSamlConnection, label: 'SAML 2.0' }]} />
}
