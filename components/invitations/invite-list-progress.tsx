'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Progress } from '@/components/ui/progress'
import { RadioGroup } from '@/components/ui/radio-group'
import { useAction } from '@/lib/actions/use-action'
import { countOf, formatCount } from '@/lib/format/count'
import { resumeInviteList, stopInviteList } from '@/lib/invitations/actions'
import type { InviteListView, LineFilter } from '@/lib/invitations/list-view'
import { inviteListQuery } from '@/lib/invitations/queries'
import { InviteLines } from './invite-lines'

/** How far a list has come and what became of each line; looks again while it runs. */
export function InviteListProgress({ first }: { first: InviteListView }) {
  const [show, setShow] = useState<LineFilter>('all')
  const [after, setAfter] = useState(0)
  const atStart = show === 'all' && after === 0
  const { data = first, isError } = useQuery({ ...inviteListQuery({ id: first.id, show, after }), ...(atStart ? { initialData: first } : {}) })
  const { counts, state, stoppedBecause } = data
  const filters = [['all', 'All', counts.total], ['refused', 'Not invited', counts.refused], ['done', 'Invited', counts.done], ['waiting', 'Waiting', counts.waiting]] as const
  return (
    <div className="grid gap-5">
      {isError ? <Callout tone="warn">The server did not answer just now. What is shown may be a little old.</Callout> : null}
      {state === 'done' ? (
        <Callout tone={counts.refused > 0 ? 'warn' : 'good'} live title={`${countOf(counts.done, 'person is', 'people are')} invited.`}>
          {counts.refused > 0 ? `${countOf(counts.refused, 'line was', 'lines were')} not; ${counts.refused === 1 ? 'it' : 'each'} says why below. Nothing was half done.` : 'Their mails are on the way. They appear among the administrators until they activate.'}
        </Callout>
      ) : (
        <div className="grid gap-3 rounded-lg border bg-canvas p-4">
          {state === 'running' ? <p className="text-ink-2">You can leave this page; it goes on.</p> : null}
          <Progress label={state === 'running' ? 'Inviting' : 'Stopped'} value={counts.total - counts.waiting} max={Math.max(1, counts.total)} detail={`${formatCount(counts.total - counts.waiting)} of ${formatCount(counts.total)}${counts.refused ? `, ${formatCount(counts.refused)} not invited` : ''}`} />
          {state === 'stopped' ? <p className="text-ink-2">{stoppedBecause ? `It stopped: ${lowerFirst(stoppedBecause)} Go on when you are ready.` : 'You stopped it. What was done stays done.'}</p> : null}
          <StopOrResume list={data} />
        </div>
      )}
      <RadioGroup
        legend="Show"
        hideLegend
        row
        name="show"
        options={filters.filter(([value, , count]) => value === 'all' || count > 0 || value === show).map(([value, label, count]) => ({ value, label: `${label} (${formatCount(count)})` }))}
        value={show}
        onChange={(event) => {
          setShow(event.target.value as LineFilter)
          setAfter(0)
        }}
      />
      <InviteLines lines={data.lines} />
      {after > 0 || data.next !== null ? (
        <div className="flex gap-2">
          <Button size="sm" disabledReason={after > 0 ? null : 'This is the beginning.'} onClick={() => setAfter(0)}>
            Back to the beginning
          </Button>
          <Button size="sm" disabledReason={data.next === null ? 'There are no more lines.' : null} onClick={() => setAfter(data.next ?? 0)}>
            Next 100
          </Button>
        </div>
      ) : null}
    </div>
  )
}

function StopOrResume({ list: { id, state, counts } }: { list: InviteListView }) {
  const client = useQueryClient()
  const stop = useAction(stopInviteList)
  const resume = useAction(resumeInviteList)
  const act = async (action: typeof stop) => {
    await action.run({ listId: id })
    await client.invalidateQueries({ queryKey: ['invite-list', id] })
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
            Invite the other {formatCount(counts.waiting)}
          </Button>
        )}
      </div>
    </>
  )
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
