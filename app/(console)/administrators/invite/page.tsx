import type { Metadata } from 'next'
import { RefusedPage } from '@/components/guard/refused-page'
import { InviteForm } from '@/components/invitations/invite-form'
import { SentLists } from '@/components/invitations/sent-lists'
import { Page } from '@/components/shell/page'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { PageHeader } from '@/components/ui/page-header'
import { openPage } from '@/lib/authz/access'
import { PLACE_BY_PLACE_ROLE, ROLES } from '@/lib/authz/policy'
import { readViewer } from '@/lib/format/viewer'
import { ANYONE, offerRoles } from '@/lib/invitations/access-offer'
import { getMailsPerHour, listSentLists } from '@/lib/invitations/find-list'
import { paths } from '@/lib/paths'
import { getAssignmentTerms } from '@/lib/pim/role-settings-data'

export const metadata: Metadata = { title: 'Invite Admin' }

export default async function InvitePage() {
  const access = await openPage('administrator:invite', ANYONE)
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { actor } = access.facts
  const offers = offerRoles(actor)
  const { zone } = await readViewer()
  return (
    <Page>
      <PageHeader breadcrumb={<Breadcrumb items={[{ label: 'Administrators', href: paths.administrators }]} />} title="Invite Admin" description="They get a mail with a link that works once, set a password of their own, and are in." />
      <InviteForm
        roles={offers.filter(({ role }) => ROLES[role].reach === 'tenant')}
        placeRoles={offers.filter(({ role }) => ROLES[role].reach === 'place')}
        placeByPlace={PLACE_BY_PLACE_ROLE}
        terms={await getAssignmentTerms(actor.tenantId)}
        zone={zone}
        mailsPerHour={await getMailsPerHour(access.cleared)}
      />
      <SentLists lists={await listSentLists(actor)} now={actor.now} zone={zone} />
    </Page>
  )
}
