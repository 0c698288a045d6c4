import type { Metadata } from 'next'
import { RefusedPage } from '@/components/guard/refused-page'
import { PermissionMatrix } from '@/components/roles/permission-matrix'
import { RolesHeader } from '@/components/roles/roles-header'
import { LinkButton } from '@/components/ui/link-button'
import { openPage } from '@/lib/authz/access'
import { paths } from '@/lib/paths'
import { PermissionQuery } from '@/lib/roles/permission-query'

export const metadata: Metadata = { title: 'Permissions' }

/** The whole table of who may do what. */
export default async function PermissionsPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const access = await openPage('role:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const header = (
    <RolesHeader
      title="Permissions"
      description="Which role carries what. This is the table that every page and every action asks."
      actions={
        <LinkButton plain download href={paths.api.permissionMatrix} icon="download">
          Download CSV
        </LinkButton>
      }
    />
  )
  return <PermissionMatrix header={header} query={PermissionQuery.parse(await searchParams)} />
}
