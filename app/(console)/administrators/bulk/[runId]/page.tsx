import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { BulkProgress } from '@/components/administrators/bulk-progress'
import { RefusedPage } from '@/components/guard/refused-page'
import { Page } from '@/components/shell/page'
import { Time } from '@/components/shell/time'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { PageHeader } from '@/components/ui/page-header'
import { findBulkRun } from '@/lib/administrators/find-bulk'
import { openPage } from '@/lib/authz/access'
import { countOf } from '@/lib/format/count'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Change of many people' }

/** What became of a change of many people, one by one; only for whoever began it. */
export default async function BulkRunPage({ params }: { params: Promise<{ runId: string }> }) {
  const access = await openPage('administrator:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { runId } = await params
  const run = await findBulkRun(access.cleared, runId, { show: 'all', after: 0 })
  if (!run) return notFound()
  const { zone } = await readViewer()
  return (
    <Page wide>
      <PageHeader
        breadcrumb={<Breadcrumb items={[{ label: 'Administrators', href: paths.administrators }]} />}
        title={run.title}
        description={
          <>
            {countOf(run.counts.total, 'person', 'people')}, begun <Time at={run.createdAt} now={access.facts.actor.now} zone={zone} />. You can leave this page; it goes on.
          </>
        }
      />
      <BulkProgress first={run} />
    </Page>
  )
}
