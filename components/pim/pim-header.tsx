import { type ReactNode } from 'react'
import { PageHeader } from '@/components/ui/page-header'
import { TabLinks } from '@/components/ui/tab-links'
import { holds } from '@/lib/authz/can'
import { type Actor } from '@/lib/authz/grants'
import { paths } from '@/lib/paths'

/** The top of every page of PIM: what one may enter of it. */
export function PimHeader({ actor, description, actions, list = false }: { actor: Actor; description: ReactNode; actions?: ReactNode; /** above the toolbar of a list */ list?: boolean }) {
  const tabs = [
    { href: paths.pim, label: 'My roles' },
    { href: paths.pimRequests, label: 'My requests' },
    { href: paths.pimApprovals, label: 'Approvals' },
    ...(holds(actor, 'pim-request:read-all') ? [{ href: paths.pimAllRequests, label: 'All requests' }] : []),
    ...(holds(actor, 'pim-policy:read') ? [{ href: paths.pimRoleSettings, label: 'Role settings' }, { href: paths.pimAlerts, label: 'Alerts' }] : []),
  ]
  const header = <PageHeader title="PIM" description={description} {...(actions ? { actions } : {})} tabs={<TabLinks label="PIM" items={tabs} />} />
  return list ? <div className="pb-3">{header}</div> : header
}
