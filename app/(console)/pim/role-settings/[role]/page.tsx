import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { AskLink } from '@/components/guard/ask-link'
import { reasonOf } from '@/components/guard/reason-of'
import { RefusedPage } from '@/components/guard/refused-page'
import { SettingsForm } from '@/components/pim/settings-form'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { Badge } from '@/components/ui/badge'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { openPage } from '@/lib/authz/access'
import { can } from '@/lib/authz/can'
import { ROLES, isRoleKey } from '@/lib/authz/policy'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'
import { findRoleSettings, whyNotMadeEligible } from '@/lib/pim/settings-page-data'

interface RolePage { params: Promise<{ role: string }> }

export async function generateMetadata({ params }: RolePage): Promise<Metadata> {
  const { role } = await params
  return { title: isRoleKey(role) ? `PIM settings of ${ROLES[role].label}` : 'Role settings' }
}

export default async function RoleSettingPage({ params }: RolePage) {
  const access = await openPage('pim-policy:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { cleared, facts: { actor } } = access
  const [view, { zone }] = await Promise.all([findRoleSettings(cleared, (await params).role), readViewer()])
  if (!view) notFound()
  const { role, version } = view.record
  const reason = reasonOf(can(actor, 'pim-policy:manage'))
  return (
    <Page>
      <RefreshOn topics={['roles', 'pim']} />
      <PageHeader
        breadcrumb={<Breadcrumb items={[{ label: 'PIM', href: paths.pim }, { label: 'Role settings', href: paths.pimRoleSettings }]} />}
        title={ROLES[role].label}
        description={ROLES[role].line}
        actions={version > 0 ? <Badge tone="info">own settings</Badge> : <Badge>default settings</Badge>}
      />
      {reason ? (
        <Callout tone="neutral" title="You can read these settings." actions={<AskLink asked={{ permission: 'pim-policy:manage' }} />}>
          {reason}
        </Callout>
      ) : null}
      <Card title="Settings">
        <SettingsForm key={role} view={view} reason={reason} refusals={whyNotMadeEligible(actor, view)} now={actor.now} zone={zone} />
      </Card>
    </Page>
  )
}
