import type { Metadata } from 'next'
import { AskLink } from '@/components/guard/ask-link'
import { reasonOf } from '@/components/guard/reason-of'
import { RefusedPage } from '@/components/guard/refused-page'
import { SessionPolicyForm } from '@/components/session-policy/session-policy-form'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { openPage } from '@/lib/authz/access'
import { can } from '@/lib/authz/can'
import { paths } from '@/lib/paths'
import { previewSessionPolicy, getSessionPolicy } from '@/lib/session-policy/data'

export const metadata: Metadata = { title: 'Session limits' }

export default async function SessionPolicyPage() {
  const access = await openPage('session-policy:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { cleared, facts: { actor } } = access
  const limits = await getSessionPolicy(cleared)
  const impact = await previewSessionPolicy(cleared, limits)
  const reason = reasonOf(can(actor, 'session-policy:manage'))
  return (
    <Page>
      <RefreshOn topics={['roles']} />
      <PageHeader title="Session limits" description="How long somebody stays signed in." />
      {reason ? (
        <Callout tone="neutral" title="You can read these limits." actions={<AskLink asked={{ permission: 'session-policy:manage' }} />}>
          {reason}
        </Callout>
      ) : null}
      <Card title="Limits">
        <SessionPolicyForm stored={limits} impact={impact} reason={reason} />
      </Card>
    </Page>
  )
}
