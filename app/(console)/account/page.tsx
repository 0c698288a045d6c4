import type { Metadata } from 'next'
import { OwnAddress } from '@/components/account/own-address'
import { OwnNameForm } from '@/components/account/own-name-form'
import { OwnPreferences } from '@/components/account/own-preferences'
import { Time } from '@/components/shell/time'
import { Card } from '@/components/ui/card'
import { getOwnAccountView } from '@/lib/account/data'
import { requireActor } from '@/lib/authz/access'
import { readViewer } from '@/lib/format/viewer'

export const metadata: Metadata = { title: 'My account' }

/** Name, address, and how the console looks in this browser. */
export default async function AccountPage() {
  const facts = await requireActor()
  const [account, preferences] = await Promise.all([getOwnAccountView(facts), readViewer()])
  const { pendingAddress } = account
  return (
    <>
      <Card title="Name">
        <OwnNameForm account={{ givenName: account.givenName, familyName: account.familyName, version: account.version }} />
      </Card>
      <OwnAddress email={account.email} pending={pendingAddress && { email: pendingAddress.email, until: <Time at={pendingAddress.expiresAt} now={facts.actor.now} zone={preferences.zone} absolute /> }} />
      <OwnPreferences preferences={preferences} />
    </>
  )
}
