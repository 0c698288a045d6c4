import type { Metadata } from 'next'
import { RefusedPage } from '@/components/guard/refused-page'
import { RoleCatalogue } from '@/components/roles/role-catalogue'
import { RolesHeader } from '@/components/roles/roles-header'
import { Page } from '@/components/shell/page'
import { openPage } from '@/lib/authz/access'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Roles' }

export default async function RolesPage() {
  const access = await openPage('role:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  return (
    <Page>
      <RolesHeader title="Roles" description="Fourteen roles, what each is for and who may grant it. A role can be held in one place or everywhere, from one day to another." />
      <RoleCatalogue actor={access.facts.actor} />
    </Page>
  )
}
