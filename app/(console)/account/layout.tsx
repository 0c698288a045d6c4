import { Page } from '@/components/shell/page'
import { PageHeader } from '@/components/ui/page-header'
import { TabLinks } from '@/components/ui/tab-links'
import { paths } from '@/lib/paths'

const tabs = [
  { href: paths.account, label: 'Profile' },
  { href: paths.accountRoles, label: 'Roles' },
  { href: paths.accountPassword, label: 'Password' },
  { href: paths.accountFactors, label: 'Second factors' },
  { href: paths.accountSignIns(), label: 'Linked sign-ins' },
  { href: paths.accountSessions, label: 'Sessions' },
]

/** What belongs to everyone signed in, whatever roles they hold. Each page asks for itself who that is. */
export default function AccountLayout({ children }: { children: React.ReactNode }) {
  return (
    <Page>
      <PageHeader title="My account" tabs={<TabLinks label="My account" items={tabs} />} />
      {children}
    </Page>
  )
}
