import type { Metadata } from 'next'
import { RefusedPage } from '@/components/guard/refused-page'
import { PimHeader } from '@/components/pim/pim-header'
import { SettingsTable } from '@/components/pim/settings-table'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { openPage } from '@/lib/authz/access'
import { paths } from '@/lib/paths'
import { listRoleSettings } from '@/lib/pim/settings-page-data'

export const metadata: Metadata = { title: 'Role settings' }

export default async function RoleSettingsPage() {
  const access = await openPage('pim-policy:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  return (
    <Page wide>
      <RefreshOn topics={['roles', 'pim']} />
      <PimHeader actor={access.facts.actor} description="What activating each role asks for. What stands out is set here; the rest is the default." />
      <SettingsTable rows={await listRoleSettings(access.cleared)} />
    </Page>
  )
}
