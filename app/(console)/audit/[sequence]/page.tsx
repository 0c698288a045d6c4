import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { EventChanges } from '@/components/audit/event-changes'
import { eventFacts } from '@/components/audit/event-facts'
import { EventOutcome } from '@/components/audit/event-outcome'
import { EventSentence } from '@/components/audit/event-sentence'
import { RefusedPage } from '@/components/guard/refused-page'
import { Page } from '@/components/shell/page'
import { Time } from '@/components/shell/time'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { Facts } from '@/components/ui/facts'
import { PageHeader } from '@/components/ui/page-header'
import { findEvent } from '@/lib/audit/explorer-data'
import { openAudit } from '@/lib/audit/open-audit'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'

interface Address { params: Promise<{ sequence: string }> }

export async function generateMetadata({ params }: Address): Promise<Metadata> {
  return { title: `Event ${(await params).sequence.slice(0, 15)}` }
}

export default async function AuditEventPage({ params }: Address) {
  const access = await openAudit()
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { sequence } = await params
  const event = await findEvent(access.reader, sequence)
  if (!event) return notFound()
  const { zone } = await readViewer()
  const { now } = access.facts.actor
  const { about, origin, chain } = eventFacts(event)
  return (
    <Page wide>
      <PageHeader
        breadcrumb={<Breadcrumb items={[{ label: 'Audit', href: paths.audit }]} />}
        title={<EventSentence event={event} />}
        aside={<EventOutcome outcome={event.outcome} reason={null} />}
        description={
          <>
            Event {event.sequence}, <Time at={event.at} now={now} zone={zone} absolute />
          </>
        }
      />
      {event.reason ? (
        <Callout tone={event.outcome === 'failed' ? 'danger' : 'warn'} title={event.outcome === 'failed' ? 'Why it failed' : 'Why it was refused'}>
          {event.reason}
        </Callout>
      ) : null}
      <Card title="What changed" flush={event.changes.length > 0}>
        {event.changes.length > 0 ? <EventChanges changes={event.changes} now={now} zone={zone} /> : <p className="text-ink-3">This event changed no fields.</p>}
      </Card>
      <Card title="Who and what">
        <Facts items={about} />
      </Card>
      <Card title="Where it came from">
        <Facts items={origin} />
      </Card>
      <Card title="In the chain" description="Each event carries the hash of the one before it, so that none can be changed or taken out unnoticed.">
        <Facts items={chain} />
      </Card>
    </Page>
  )
}
