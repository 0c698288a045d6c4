import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Countdown } from '@/components/pim/countdown'
import { History } from '@/components/pim/history'
import { RequestActions } from '@/components/pim/request-actions'
import { RequestFacts } from '@/components/pim/request-facts'
import { RequestStatus } from '@/components/pim/request-status'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { Time } from '@/components/shell/time'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { requireActor } from '@/lib/authz/access'
import { listOf } from '@/lib/format/count'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'
import { findDecidersOf, findRequestDetail } from '@/lib/pim/detail-data'
import { roleInPlace, STATE_WORDS } from '@/lib/pim/request-words'

export const metadata: Metadata = { title: 'Request' }

/** One request: for whoever asked, whoever may decide it, and whoever may see all. For everybody else there is none. */
export default async function RequestPage({ params }: { params: Promise<{ id: string }> }) {
  const { actor } = await requireActor()
  const { id } = await params
  const [detail, { zone }] = await Promise.all([findRequestDetail(actor, id), readViewer()])
  if (!detail) notFound()
  const { request } = detail
  const { person, role, placeName, state, activation, extendsId, approvals, approvalsNeeded } = request
  const own = person.id === actor.administratorId
  const deciders = state === 'pending_approval' ? await findDecidersOf(actor, request) : []
  const name = roleInPlace(role, placeName)
  const needed = approvalsNeeded - approvals
  return (
    <Page>
      <RefreshOn topics={['pim']} />
      <PageHeader
        breadcrumb={<Breadcrumb items={[own ? { label: 'My requests', href: paths.pimRequests } : { label: 'Approvals', href: paths.pimApprovals }]} />}
        title={<span className="wrap-anywhere">{`${own ? '' : `${person.name}: `}${extendsId ? 'Extend ' : ''}${name}`}</span>}
        aside={<RequestStatus state={state} />}
        description={
          state === 'active' ? (
            <>
              Active for another <Countdown until={activation!.endsAt} now={actor.now} />, until <Time at={activation!.endsAt} now={actor.now} zone={zone} absolute />.
            </>
          ) : state === 'scheduled' ? (
            <>
              {STATE_WORDS[state].line} From <Time at={activation!.startsAt} now={actor.now} zone={zone} absolute /> until <Time at={activation!.endsAt} now={actor.now} zone={zone} absolute />.
            </>
          ) : (
            STATE_WORDS[state].line
          )
        }
        actions={<RequestActions request={request} actor={actor} />}
      />
      {state === 'pending_approval' && own ? (
        deciders.length >= needed ? (
          <Callout>{listOf(deciders)} can decide it now.</Callout>
        ) : (
          <Callout tone="warn" title={deciders.length === 0 ? 'Nobody can decide it now' : `Only ${listOf(deciders)} can decide it now`}>
            It needs {needed} more. Ask a Client Owner to add approvers, or wait until one can decide.
          </Callout>
        )
      ) : null}
      {state === 'pending_approval' && !own && request.refusal ? <Callout tone="neutral">{request.refusal}</Callout> : null}
      <Card title="What is asked for">
        <RequestFacts request={request} now={actor.now} zone={zone} />
      </Card>
      <Card title="What happened">
        <History detail={detail} now={actor.now} zone={zone} />
      </Card>
    </Page>
  )
}
