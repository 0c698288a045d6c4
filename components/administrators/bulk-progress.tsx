'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Progress } from '@/components/ui/progress'
import { RadioGroup } from '@/components/ui/radio-group'
import { useAction } from '@/lib/actions/use-action'
import { resumeBulkChange, stopBulkChange } from '@/lib/administrators/actions'
import { BULK_WORDS } from '@/lib/administrators/bulk-change'
import { type BulkRunView, type ItemFilter } from '@/lib/administrators/bulk-view'
import { bulkRunQuery } from '@/lib/administrators/queries'
import { countOf, formatNumber } from '@/lib/format/count'
import { BulkItems } from './bulk-items'

/** How far a change of many people has come and what became of each; looks again while it runs. */
export function BulkProgress({ first }: { first: BulkRunView }) {
  const [show, setShow] = useState<ItemFilter>('all')
  const [after, setAfter] = useState(0)
  const atStart = show === 'all' && after === 0
  const { data = first, isError } = useQuery({ ...bulkRunQuery({ id: first.id, show, after }), ...(atStart ? { initialData: first } : {}) })
  const { counts, state, stoppedBecause } = data
  const filters = [['all', 'All', counts.total], ['done', 'Changed', counts.done], ['unchanged', 'Nothing to do', counts.unchanged], ['refused', 'Refused', counts.refused], ['waiting', 'Waiting', counts.waiting]] as const
  return (
    <div className="grid gap-5">
      {isError ? <Callout tone="warn">The server did not answer just now. What is shown may be a little old.</Callout> : null}
      {state === 'done' ? (
        <Outcome run={data} />
      ) : (
        <div className="grid gap-3 rounded-lg border bg-canvas p-4">
          <Progress label={state === 'running' ? 'Under way' : 'Stopped'} value={counts.total - counts.waiting} max={Math.max(1, counts.total)} detail={`${formatNumber(counts.total - counts.waiting)} of ${formatNumber(counts.total)}${counts.refused ? `, ${formatNumber(counts.refused)} refused` : ''}`} />
          {state === 'stopped' ? <p className="text-ink-2">{stoppedBecause ? `It stopped by itself. ${stoppedBecause} Go on when you are ready.` : 'You stopped it. What was done stays done.'}</p> : null}
          <StopOrResume run={data} />
        </div>
      )}
      <RadioGroup
        legend="Show"
        hideLegend
        row
        name="show"
        options={filters.filter(([value, , count]) => value === 'all' || count > 0 || value === show).map(([value, label, count]) => ({ value, label: `${label} (${formatNumber(count)})` }))}
        value={show}
        onChange={(event) => {
          setShow(event.target.value as ItemFilter)
          setAfter(0)
        }}
      />
      <BulkItems act={data.act} items={data.items} />
      {after > 0 || data.next !== null ? (
        <div className="flex gap-2">
          <Button size="sm" disabledReason={after > 0 ? null : 'This is the beginning.'} onClick={() => setAfter(0)}>
            Back to the beginning
          </Button>
          <Button size="sm" disabledReason={data.next === null ? 'There is nobody after these.' : null} onClick={() => setAfter(data.next ?? 0)}>
            Next 100
          </Button>
        </div>
      ) : null}
    </div>
  )
}

function Outcome({ run: { act, counts } }: { run: BulkRunView }) {
  const left = counts.refused + counts.unchanged
  return (
    <Callout tone={counts.refused > 0 ? 'warn' : 'good'} live title={`${countOf(counts.done, 'person was', 'people were')} ${BULK_WORDS[act].done}.`}>
      {left > 0 ? `${countOf(left, 'person was', 'people were')} not; each says why below. Nothing was half done.` : 'Each change stands in the audit by itself.'}
    </Callout>
  )
}

function StopOrResume({ run: { id, state, counts } }: { run: BulkRunView }) {
  const client = useQueryClient()
  const stop = useAction(stopBulkChange)
  const resume = useAction(resumeBulkChange)
  const act = async (action: typeof stop) => {
    await action.run({ runId: id })
    await client.invalidateQueries({ queryKey: ['bulk-run', id] })
  }
  return (
    <>
      <FailureNotice failure={stop.failure ?? resume.failure} />
      <div>
        {state === 'running' ? (
          <Button size="sm" pending={stop.pending} onClick={() => void act(stop)}>
            Stop
          </Button>
        ) : (
          <Button size="sm" variant="primary" pending={resume.pending} onClick={() => void act(resume)}>
            Go on with the other {formatNumber(counts.waiting)}
          </Button>
        )}
      </div>
    </>
  )
}
