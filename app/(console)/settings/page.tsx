import type { Metadata } from 'next'
import { reasonOf } from '@/components/guard/reason-of'
import { RefusedPage } from '@/components/guard/refused-page'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { Time } from '@/components/shell/time'
import { AssignmentRuleSwitch } from '@/components/tenant-settings/assignment-rule-switch'
import { InvitationLifetimeForm } from '@/components/tenant-settings/invitation-lifetime-form'
import { RenameTenantForm } from '@/components/tenant-settings/rename-tenant-form'
import { SignInNoticeForm } from '@/components/tenant-settings/sign-in-notice-form'
import { Card } from '@/components/ui/card'
import { Facts } from '@/components/ui/facts'
import { PageHeader } from '@/components/ui/page-header'
import { openPage } from '@/lib/authz/access'
import { can } from '@/lib/authz/can'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'
import { getTenantSettings } from '@/lib/tenant-settings/data'

export const metadata: Metadata = { title: 'Tenant settings' }

export default async function TenantSettingsPage() {
  const access = await openPage('tenant-settings:update')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { cleared, facts: { actor } } = access
  const [settings, { zone }] = await Promise.all([getTenantSettings(cleared), readViewer()])
  return (
    <Page>
      <RefreshOn topics={['roles']} />
      <PageHeader title="Tenant settings" description="What holds for everybody here." />
      <Card title="This tenant">
        <div className="grid gap-5">
          <RenameTenantForm name={settings.name} version={settings.version} />
          <Facts
            items={[
              { term: 'Sign-in address', value: <code className="font-mono text-xs break-all">{paths.signIn(settings.slug)}</code> },
              { term: 'Added', value: <Time at={settings.createdAt} now={actor.now} zone={zone} /> },
            ]}
          />
        </div>
      </Card>
      <Card title="Notice on the sign-in page">
        <SignInNoticeForm notice={settings.signInNotice} version={settings.version} />
      </Card>
      <Card title="Invitations">
        <InvitationLifetimeForm seconds={settings.invitationLifetimeSeconds} version={settings.version} open={settings.open} reason={reasonOf(can(actor, 'sign-in:manage'))} />
      </Card>
      <Card title="Who may assign roles">
        <AssignmentRuleSwitch on={settings.onlyOwnersAssignClientAdmin} version={settings.version} narrowed={settings.narrowed} reason={reasonOf(can(actor, 'assignment-rules:manage'))} />
      </Card>
    </Page>
  )
}
