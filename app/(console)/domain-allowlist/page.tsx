import type { Metadata } from 'next'
import { DomainAllowlistForm } from '@/components/domain-allowlist/domain-allowlist-form'
import { AskLink } from '@/components/guard/ask-link'
import { reasonOf } from '@/components/guard/reason-of'
import { RefusedPage } from '@/components/guard/refused-page'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { WaysInCard } from '@/components/ways-in/ways-in-card'
import { openPage } from '@/lib/authz/access'
import { can } from '@/lib/authz/can'
import { previewAllowlist, getDomainAllowlist } from '@/lib/domain-allowlist/data'
import { paths } from '@/lib/paths'
import { findWaysIn } from '@/lib/ways-in/data'

export const metadata: Metadata = { title: 'Domain allowlist' }

export default async function DomainAllowlistPage() {
  const access = await openPage('domain-allowlist:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { cleared, facts: { actor } } = access
  const [list, ways] = await Promise.all([getDomainAllowlist(cleared), findWaysIn(actor)])
  const impact = await previewAllowlist(cleared, list.domains)
  const reason = reasonOf(can(actor, 'domain-allowlist:manage'))
  return (
    <Page>
      <RefreshOn topics={['roles', 'administrators']} />
      <PageHeader title="Domain allowlist" description="Whose addresses may come new to this tenant." />
      {reason ? (
        <Callout tone="neutral" title="You can read this list." actions={<AskLink asked={{ permission: 'domain-allowlist:manage' }} />}>
          {reason}
        </Callout>
      ) : null}
      <Card title="Allowlist">
        <DomainAllowlistForm stored={list} impact={impact} reason={reason} />
      </Card>
      {ways ? <WaysInCard ways={ways} /> : null}
    </Page>
  )
}
