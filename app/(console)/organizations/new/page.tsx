import type { Metadata } from 'next'
import { RefusedPage } from '@/components/guard/refused-page'
import { NewPlaceForm } from '@/components/places/place-form'
import { Page } from '@/components/shell/page'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { PageHeader } from '@/components/ui/page-header'
import { openPage } from '@/lib/authz/access'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Onboard organization' }

export default async function NewOrganizationPage() {
  const access = await openPage('organization:create')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  return (
    <Page>
      <PageHeader breadcrumb={<Breadcrumb items={[{ label: 'Organizations', href: paths.organizations }]} />} title="Onboard organization" description="Its own administrators then run it through the delegated admin portal and see no other." />
      <NewPlaceForm kind="organization" />
    </Page>
  )
}
