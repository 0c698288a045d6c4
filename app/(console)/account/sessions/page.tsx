import type { Metadata } from 'next'
import { OwnSessions } from '@/components/account/own-sessions'
import { listOwnSessions } from '@/lib/account/data'
import { requireActor } from '@/lib/authz/access'
import { readViewer } from '@/lib/format/viewer'

export const metadata: Metadata = { title: 'Sessions' }

/** Where one is signed in, this session marked; each other can be ended. */
export default async function AccountSessionsPage() {
  const facts = await requireActor()
  const [drawn, { zone }] = await Promise.all([listOwnSessions(facts), readViewer()])
  return <OwnSessions drawn={drawn} zone={zone} idleSeconds={facts.session.idleSeconds} endsAt={facts.session.expiresAt} />
}
