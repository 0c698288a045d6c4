import type { Metadata } from 'next'
import { OpenSections } from '@/components/home/open-sections'
import { OwnRoles } from '@/components/home/own-roles'
import { WaitingList } from '@/components/home/waiting-list'
import { consoleSections } from '@/components/shell/console-sections'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { PageHeader } from '@/components/ui/page-header'
import { requireActor } from '@/lib/authz/access'
import { holds } from '@/lib/authz/can'
import { readViewer } from '@/lib/format/viewer'
import { findWaiting } from '@/lib/home/data'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Home' }

/** What power one has now and why, what waits, where one can go. Open to everyone who is signed in. */
export default async function HomePage() {
  const facts = await requireActor()
  const { actor, person, tenant, placeNames } = facts
  const [waiting, { zone }] = await Promise.all([findWaiting(facts), readViewer()])
  const items = consoleSections(actor).flatMap((section) => section.items).filter(({ href }) => href !== paths.home)
  const account = { href: paths.account, label: 'My account', icon: 'person', line: 'Your password, sessions and devices, name and address' } as const
  const settings = holds(actor, 'tenant-settings:update') ? [{ href: paths.settings, label: 'Tenant settings', icon: 'settings', line: 'Its name, the notice on its sign-in page, how long invitations work, who may assign Client Admin' } as const] : []
  return (
    <Page>
      <RefreshOn topics={['administrators', 'roles', 'bulk']} />
      <PageHeader title="Home" description={`Signed in to ${tenant.name} as ${person.givenName} ${person.familyName}, ${person.email}.`} />
      <WaitingList waiting={waiting} now={actor.now} zone={zone} />
      <OwnRoles actor={actor} placeNames={placeNames} zone={zone} />
      <OpenSections items={[...items, ...settings, account]} />
    </Page>
  )
}
