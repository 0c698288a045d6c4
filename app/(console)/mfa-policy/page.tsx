import type { Metadata } from 'next'
import { AskLink } from '@/components/guard/ask-link'
import { reasonOf } from '@/components/guard/reason-of'
import { RefusedPage } from '@/components/guard/refused-page'
import { MfaPolicyForm } from '@/components/mfa-policy/mfa-policy-form'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { openPage } from '@/lib/authz/access'
import { can } from '@/lib/authz/can'
import { getMfaPolicy, previewMfaPolicy } from '@/lib/mfa-policy/data'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'MFA policy' }

export default async function MfaPolicyPage() {
  const access = await openPage('mfa-policy:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { cleared, facts: { actor } } = access
  const policy = await getMfaPolicy(cleared)
  const impact = await previewMfaPolicy(cleared, policy)
  const reason = reasonOf(can(actor, 'mfa-policy:manage'))
  return (
    <Page>
      <RefreshOn topics={['roles']} />
      <PageHeader title="MFA policy" description="Who needs a second factor before their roles mean anything." />
      {reason ? (
        <Callout tone="neutral" title="You can read this policy." actions={<AskLink asked={{ permission: 'mfa-policy:manage' }} />}>
          {reason}
        </Callout>
      ) : null}
      <Card title="Policy">
        <MfaPolicyForm stored={policy} impact={impact} reason={reason} />
      </Card>
    </Page>
  )
}
