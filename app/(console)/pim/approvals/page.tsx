import type { Metadata } from 'next'
import { DecideHost } from '@/components/pim/decide-host'
import { pageAddress, type PageParams } from '@/components/pim/page-address'
import { PimHeader } from '@/components/pim/pim-header'
import { Queue } from '@/components/pim/queue'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { CursorPages } from '@/components/ui/cursor-pages'
import { EmptyState } from '@/components/ui/empty-state'
import { Kbd } from '@/components/ui/kbd'
import { requireActor } from '@/lib/authz/access'
import { readViewer } from '@/lib/format/viewer'
import { listWaiting } from '@/lib/pim/approvals-data'

export const metadata: Metadata = { title: 'Approvals' }

/** What waits for the one who is signed in: by their role, or because a role's settings name them. */
export default async function ApprovalsPage({ searchParams }: { searchParams: Promise<PageParams> }) {
  const { actor } = await requireActor()
  const params = await searchParams
  const cursor = typeof params.cursor === 'string' ? params.cursor : undefined
  const [{ requests, earlier, later }, { zone }] = await Promise.all([listWaiting(actor, cursor), readViewer()])
  const address = pageAddress(params)
  return (
    <Page>
      <RefreshOn topics={['pim', 'roles']} />
      <PimHeader actor={actor} description="Requests that wait for you, longest waiting first." />
      {/* Around both: whoever is deciding when the last request goes away is still told why. */}
      <DecideHost>
        {requests.length > 0 ? (
          <>
            <Queue requests={requests} now={actor.now} zone={zone} />
            {earlier || later ? <CursorPages previous={earlier && address(earlier)} next={later && address(later)} first={earlier ? address(null) : null} /> : null}
            <p className="text-xs text-ink-3 max-md:hidden">
              <Kbd>j</Kbd> <Kbd>k</Kbd> walk the requests, <Kbd>a</Kbd> approves, <Kbd>d</Kbd> denies; both ask first.
            </p>
          </>
        ) : (
          <EmptyState icon="done" title="Nothing waits for you">
            When somebody asks for a role that you decide about, it stands here at once, and the navigation counts it.
          </EmptyState>
        )}
      </DecideHost>
    </Page>
  )
}
