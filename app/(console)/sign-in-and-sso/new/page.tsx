import { randomUUID } from 'node:crypto'
import type { Metadata } from 'next'
import { RefusedPage } from '@/components/guard/refused-page'
import { Page } from '@/components/shell/page'
import { NewConnectionForm } from '@/components/sso/connection-form'
import { ForTheirForm } from '@/components/sso/for-their-form'
import { NewConnectionTabs } from '@/components/sso/new-connection-tabs'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { openPage } from '@/lib/authz/access'
import { paths } from '@/lib/paths'
import { forTheirForm } from '@/lib/sso/connections-data'

export const metadata: Metadata = { title: 'Add identity provider' }

export default async function NewConnectionPage() {
  const access = await openPage('sso:manage')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  // Known before it is saved: the provider gives a client id only to whoever names the redirect URI.
  const connectionId = randomUUID()
  return (
    <Page>
      <PageHeader breadcrumb={<Breadcrumb items={[{ label: 'Sign-in and SSO', href: paths.signInAndSso }]} />} title="Add identity provider" description="Nobody has to use it before you say so." tabs={<NewConnectionTabs />} />
      <Card title="What the provider’s form wants">
        <ForTheirForm wanted={forTheirForm(access.facts.tenant.slug, connectionId)} publicKey={null} withKey />
      </Card>
      <Card title="What the provider gives you">
        <NewConnectionForm connectionId={connectionId} />
      </Card>
    </Page>
  )
}
