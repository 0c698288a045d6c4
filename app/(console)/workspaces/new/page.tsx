import type { Metadata } from 'next'
import { RefusedPage } from '@/components/guard/refused-page'
import { NewPlaceForm } from '@/components/places/place-form'
import { Page } from '@/components/shell/page'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { PageHeader } from '@/components/ui/page-header'
import { openPage } from '@/lib/authz/access'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Create workspace' }

export default async function NewWorkspacePage() {
  const access = await openPage('workspace:create')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  return (
    <Page>
      <PageHeader breadcrumb={<Breadcrumb items={[{ label: 'Workspaces', href: paths.workspaces }]} />} title="Create workspace" description="A part of the tenant with administrators of its own, who see and manage only this one." />
      <NewPlaceForm kind="workspace" />
    </Page>
  )
}
