import type { Metadata } from 'next'
import { reasonOf } from '@/components/guard/reason-of'
import { RefusedPage } from '@/components/guard/refused-page'
import { EndFix, MakeEligibleFix, RequireMfaFix } from '@/components/pim/alert-fixes'
import { AlertList } from '@/components/pim/alert-list'
import { PimHeader } from '@/components/pim/pim-header'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { LinkButton } from '@/components/ui/link-button'
import { openPage } from '@/lib/authz/access'
import { can } from '@/lib/authz/can'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'
import type { AlertItem, AlertKind } from '@/lib/pim/alert-view'
import { listAlerts } from '@/lib/pim/alerts-data'
import { listRoleSettings } from '@/lib/pim/settings-page-data'

export const metadata: Metadata = { title: 'PIM alerts' }

export default async function AlertsPage() {
  const access = await openPage('pim-policy:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { cleared, facts: { actor } } = access
  const [alerts, { zone }] = await Promise.all([listAlerts(cleared), readViewer()])
  const records = alerts.some(({ kind }) => kind === 'no_mfa') ? await listRoleSettings(cleared) : []
  const fixOf = (kind: AlertKind, { grant, person, role }: AlertItem) => {
    if (kind === 'few_owners') return <LinkButton size="sm" href={paths.inviteAdministrators}>Invite Admin</LinkButton>
    const record = kind === 'no_mfa' && records.find((one) => one.role === role)
    if (record) return <RequireMfaFix record={record} reason={reasonOf(can(actor, 'pim-policy:manage'))} />
    if (!grant || !person || !role) return null
    const side = { role, scope: grant.scope }
    const why = (after: typeof side | null) => reasonOf(can(actor, 'role:assign', { change: { administratorId: person.id, before: side, after } }))
    const about = { grant, name: person.name, role }
    if (kind === 'unused' || (kind === 'against_policy' && grant.kind === 'eligible')) return <EndFix {...about} reason={why(null)} />
    return kind === 'against_policy' ? <MakeEligibleFix {...about} reason={why(side)} /> : null
  }
  return (
    <Page>
      <RefreshOn topics={['roles', 'pim', 'administrators']} />
      <PimHeader actor={actor} description="What should not stay as it is, why, and how to put it right." />
      <AlertList alerts={alerts} now={actor.now} zone={zone} fixOf={fixOf} />
    </Page>
  )
}
