import type { Metadata } from 'next'
import { ActivateHost, ActivateSeveralButton, type Wanted } from '@/components/pim/activate-host'
import { whyBusy, whyNotExtended } from '@/components/pim/basket'
import { MyRoles } from '@/components/pim/my-roles'
import { type PageParams } from '@/components/pim/page-address'
import { PimHeader } from '@/components/pim/pim-header'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { requireActor } from '@/lib/authz/access'
import { readViewer } from '@/lib/format/viewer'
import { listEligible } from '@/lib/pim/own-data'
import type { EligibleRole } from '@/lib/pim/own-view'

export const metadata: Metadata = { title: 'My roles' }

/** The roles one may activate, and those that run. Everybody may. */
export default async function MyRolesPage({ searchParams }: { searchParams: Promise<PageParams> }) {
  const facts = await requireActor()
  const params = await searchParams
  const { actor } = facts
  const [roles, { zone }] = await Promise.all([listEligible(facts), readViewer()])
  const { administratorId, status, factorEnrolledAt, grants, mfa, now } = actor
  const first = wantedOf(roles, params, now)
  return (
    <Page>
      <RefreshOn topics={['pim', 'roles']} />
      {/* An address that names another role opens the dialog for it, also when this page is open already. */}
      <ActivateHost key={first ? `${first.grantIds[0]} ${first.extend?.id} ${first.seconds}` : ''} roles={roles} person={{ administratorId, status, factorEnrolledAt, grants }} mfa={mfa} now={now} zone={zone} first={first}>
        <PimHeader actor={actor} description="Roles you hold only while you need them." {...(roles.filter((role) => !role.disabledReason && whyBusy(role) === null).length > 1 ? { actions: <ActivateSeveralButton /> } : {})} />
        <MyRoles roles={roles} now={now} zone={zone} />
      </ActivateHost>
    </Page>
  )
}

/** @returns what an address asks to begin with: the role, or to go on with what runs of it; null where there is nothing to ask for */
function wantedOf(roles: readonly EligibleRole[], { activate, extend, for: length }: PageParams, now: number): Wanted | null {
  const role = roles.find((one) => one.grantId === activate && !one.disabledReason)
  if (!role) return null
  const wanted = { grantIds: [role.grantId], ...(typeof length === 'string' && /^\d{1,6}$/.test(length) ? { seconds: Number(length) } : {}) }
  const running = role.activations.filter((one) => one.startsAt <= now && now < one.endsAt && whyNotExtended(role, one) === null)
  const named = running.find(({ id }) => id === extend)
  if (named) return { ...wanted, extend: named }
  if (whyBusy(role) === null) return wanted
  // It waits, or is to start: the page itself says so.
  return running[0] ? { ...wanted, extend: running[0] } : null
}
