import type { Metadata } from 'next'
import { OwnSignIns } from '@/components/account/own-sign-ins'
import { Callout } from '@/components/ui/callout'
import { requireActor } from '@/lib/authz/access'
import { readViewer } from '@/lib/format/viewer'
import { listOwnIdentities } from '@/lib/sso/own-identities'
import { ssoFailureSentence } from '@/lib/sso/sso-failure'

export const metadata: Metadata = { title: 'Linked sign-ins' }

/** The identity providers one's account is linked to. */
export default async function AccountSignInsPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const facts = await requireActor()
  const [identities, { zone }, { link: failed }] = await Promise.all([listOwnIdentities(facts), readViewer(), searchParams])
  const wrong = ssoFailureSentence(failed)
  return (
    <>
      {wrong ? <Callout tone="danger" title="Nothing was linked.">{wrong}</Callout> : null}
      <OwnSignIns {...identities} tenantName={facts.tenant.name} now={facts.actor.now} zone={zone} />
    </>
  )
}
