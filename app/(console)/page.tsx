import type { Metadata } from 'next'
import { FactorDueNotice } from '@/components/home/factor-due-notice'
import { OpenSections } from '@/components/home/open-sections'
import { OwnRoles } from '@/components/home/own-roles'
import { WaitingList } from '@/components/home/waiting-list'
import { consoleSections } from '@/components/shell/console-sections'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { PageHeader } from '@/components/ui/page-header'
import { WaysInCard } from '@/components/ways-in/ways-in-card'
import { requireActor } from '@/lib/authz/access'
import { holds } from '@/lib/authz/can'
import { readViewer } from '@/lib/format/viewer'
import { findWaiting } from '@/lib/home/data'
import { factorDue } from '@/lib/home/factor-due'
import { paths } from '@/lib/paths'
import { countAlerts } from '@/lib/pim/alerts-data'
import { countWaiting } from '@/lib/pim/approvals-data'
import { listOwnPending } from '@/lib/pim/own-data'
import { findWaysIn } from '@/lib/ways-in/data'

export const metadata: Metadata = { title: 'Home' }

/** What power one has now and why, what waits, where one can go. Open to everyone who is signed in. */
export default async function HomePage() {
  const facts = await requireActor()
  const { actor, person, tenant, placeNames } = facts
  const [waiting, approvals, alerts, ways, pending, { zone }] = await Promise.all([findWaiting(facts), countWaiting(actor), countAlerts(actor), findWaysIn(actor), listOwnPending(actor), readViewer()])
  const due = factorDue(actor)
  const items = consoleSections(actor).flatMap((section) => section.items).filter(({ href }) => href !== paths.home)
  const account = { href: paths.account, label: 'My account', icon: 'person', line: 'Your password, sessions and devices, name and address' } as const
  const settings = holds(actor, 'tenant-settings:update') ? [{ href: paths.settings, label: 'Tenant settings', icon: 'settings', line: 'Its name, the notice on its sign-in page, how long invitations work, who may assign Client Admin' } as const] : []
  return (
    <Page>
      <RefreshOn topics={['administrators', 'roles', 'bulk', 'pim']} />
      <PageHeader title="Home" description={`Signed in to ${tenant.name} as ${person.givenName} ${person.familyName}, ${person.email}.`} />
      {due ? <FactorDueNotice due={due} now={actor.now} zone={zone} /> : null}
      <WaitingList waiting={waiting} approvals={approvals} review={facts.openReviews && !actor.breakGlass && holds(actor, 'break-glass:manage')} alerts={alerts} now={actor.now} zone={zone} />
      <OwnRoles actor={actor} placeNames={placeNames} pending={pending} zone={zone} />
      {ways ? <WaysInCard ways={ways} /> : null}
      <OpenSections items={[...items, ...settings, account]} />
    </Page>
  )
}
