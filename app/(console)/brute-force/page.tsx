import type { Metadata } from 'next'
import { BruteForceForm } from '@/components/brute-force/brute-force-form'
import { AskLink } from '@/components/guard/ask-link'
import { reasonOf } from '@/components/guard/reason-of'
import { RefusedPage } from '@/components/guard/refused-page'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { Facts } from '@/components/ui/facts'
import { PageHeader } from '@/components/ui/page-header'
import { LONGEST_STREAK } from '@/lib/authn/sign-in-attempts'
import { openPage } from '@/lib/authz/access'
import { can } from '@/lib/authz/can'
import { getBruteForce, getBruteForceImpact } from '@/lib/brute-force/data'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Brute-force protection' }

export default async function BruteForcePage() {
  const access = await openPage('brute-force:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { cleared, facts: { actor } } = access
  const limits = await getBruteForce(cleared)
  const impact = await getBruteForceImpact(cleared, limits.failures)
  const reason = reasonOf(can(actor, 'brute-force:manage'))
  return (
    <Page>
      <RefreshOn topics={['roles']} />
      <PageHeader title="Brute-force protection" description="When guessing stops, without locking anybody out of their own account." />
      {reason ? (
        <Callout tone="neutral" title="You can read these limits." actions={<AskLink asked={{ permission: 'brute-force:manage' }} />}>
          {reason}
        </Callout>
      ) : null}
      <Card title="One address on one account">
        <BruteForceForm stored={limits} impact={impact} reason={reason} />
      </Card>
      <Card title="What stands in any case">
        <Facts
          items={[
            { term: 'From anywhere', value: `${LONGEST_STREAK} failures in a row on one account switch its password off until it is reset; a link is mailed. Never for a break-glass account, and passkeys go on.` },
            { term: 'Whoever is refused', value: 'Hears the same as for a wrong password. The same account is open from every other address.' },
            { term: 'The person', value: 'Is told by mail. An administrator can unlock them in the list.' },
          ]}
        />
      </Card>
    </Page>
  )
}
