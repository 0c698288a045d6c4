import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { InviteListProgress } from '@/components/invitations/invite-list-progress'
import { Page } from '@/components/shell/page'
import { Time } from '@/components/shell/time'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { requireActor } from '@/lib/authz/access'
import { readViewer } from '@/lib/format/viewer'
import { findInviteList } from '@/lib/invitations/find-list'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Invited list' }

/** What became of a list of people, line by line; only for whoever sent it. */
export default async function InviteListPage({ params }: { params: Promise<{ listId: string }> }) {
  const { actor } = await requireActor()
  const { listId } = await params
  const list = await findInviteList(actor, listId, { show: 'all', after: 0 })
  if (!list) return notFound()
  const { zone } = await readViewer()
  return (
    <Page wide>
      <PageHeader
        breadcrumb={<Breadcrumb items={[{ label: 'Administrators', href: paths.administrators }, { label: 'Invite Admin', href: paths.inviteAdministrators }]} />}
        title="A list of people to invite"
        description={
          <>
            As {list.role}, sent <Time at={list.createdAt} now={actor.now} zone={zone} />.
          </>
        }
        actions={
          <LinkButton href={paths.inviteAdministrators} icon="invite">
            Invite others
          </LinkButton>
        }
      />
      <InviteListProgress first={list} />
    </Page>
  )
}
