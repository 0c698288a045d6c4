import { randomUUID } from 'node:crypto'
import type { Metadata } from 'next'
import { RefusedPage } from '@/components/guard/refused-page'
import { Page } from '@/components/shell/page'
import { ForTheirSamlForm } from '@/components/sso/for-their-saml-form'
import { NewConnectionTabs } from '@/components/sso/new-connection-tabs'
import { NewSamlForm } from '@/components/sso/saml-form'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { openPage } from '@/lib/authz/access'
import { paths } from '@/lib/paths'
import { forTheirSamlForm } from '@/lib/sso/connections-data'

export const metadata: Metadata = { title: 'Add identity provider' }

export default async function NewSamlConnectionPage() {
  const access = await openPage('sso:manage')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  // Known before it is saved: the provider's form wants both.
  const connectionId = randomUUID()
  return (
    <Page>
      <PageHeader breadcrumb={<Breadcrumb items={[{ label: 'Sign-in and SSO', href: paths.signInAndSso }]} />} title="Add identity provider" description="Nobody has to use it before you say so." tabs={<NewConnectionTabs />} />
      <Card title="What the provider’s form wants">
        <ForTheirSamlForm wanted={forTheirSamlForm(access.facts.tenant.slug, connectionId)} stored={false} />
      </Card>
      <Card title="What the provider gives you">
        <NewSamlForm connectionId={connectionId} />
      </Card>
    </Page>
  )
}
