import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { OwnFactors } from '@/components/mfa/own-factors'
import { deviceOf } from '@/lib/account/data'
import { requireActor } from '@/lib/authz/access'
import { readViewer } from '@/lib/format/viewer'
import { factorDue } from '@/lib/home/factor-due'
import { listOwnFactors } from '@/lib/mfa/data'

export const metadata: Metadata = { title: 'Second factors' }

/** What one proves oneself with besides the password, and which roles wait for it. */
export default async function AccountFactorsPage() {
  const facts = await requireActor()
  const [view, { zone }, sent] = await Promise.all([listOwnFactors(facts), readViewer(), headers()])
  return <OwnFactors view={view} due={factorDue(facts.actor)} email={facts.person.email} tenantName={facts.tenant.name} device={deviceOf(sent.get('user-agent') ?? '')} now={facts.actor.now} zone={zone} />
}
