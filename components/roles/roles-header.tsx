import { type ReactNode } from 'react'
import { PageHeader } from '@/components/ui/page-header'
import { TabLinks } from '@/components/ui/tab-links'
import { paths } from '@/lib/paths'

const TABS = [
  { href: paths.roles, label: 'Catalogue' },
  { href: paths.rolePermissions(), label: 'Permissions' },
  { href: paths.roleAssignments, label: 'Who may grant' },
  { href: paths.canThey, label: 'Can they?' },
]

/** The top of each page about roles. */
export function RolesHeader({ title, description, actions }: { title: string; description: string; actions?: ReactNode }) {
  return <PageHeader title={title} description={description} actions={actions} tabs={<TabLinks label="Roles" items={TABS} />} />
}
