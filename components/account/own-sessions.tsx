'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Time } from '@/components/shell/time'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { type OwnSessionsView, type OwnSessionView } from '@/lib/account/data'
import { ownSessionsQuery } from '@/lib/account/queries'
import { formatDuration } from '@/lib/format/time'
import { EndSessionDialog, type Ending } from './end-session-dialog'

interface OwnSessionsProps {
  /** as the server drew the page */
  drawn: OwnSessionsView
  zone: string
  idleSeconds: number
  /** when this session ends in any case */
  endsAt: number
}

/** Sessions and devices of oneself. Looks again every few seconds while the page is open, which does not count as being active. */
export function OwnSessions({ drawn, zone, idleSeconds, endsAt }: OwnSessionsProps) {
  const { data, refetch } = useQuery(ownSessionsQuery)
  const { now, sessions } = data && data.now > drawn.now ? data : drawn
  const [ending, setEnding] = useState<Ending | null>(null)
  const others = sessions.filter((session) => !session.current).length
  return (
    <Card
      title="Sessions and devices"
      description={`A session ends by itself after ${formatDuration(idleSeconds)} without use.`}
      flush
      actions={
        <Button disabledReason={others === 0 ? 'You are signed in nowhere else.' : null} onClick={() => setEnding({ all: others })}>
          End all others
        </Button>
      }
    >
      <ul className="divide-y">
        {sessions.map((session) => (
          <Session key={session.id} session={session} now={now} zone={zone} endsAt={endsAt} onEnd={() => setEnding({ session })} />
        ))}
      </ul>
      <EndSessionDialog ending={ending} onClose={() => setEnding(null)} onEnded={() => void refetch()} />
    </Card>
  )
}

function Session({ session, now, zone, endsAt, onEnd }: { session: OwnSessionView; now: number; zone: string; endsAt: number; onEnd: () => void }) {
  const { device, address, current, createdAt, lastSeenAt } = session
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          {device}
          {current ? <Badge tone="good">This session</Badge> : null}
        </p>
        <p className="break-words text-ink-3">
          <span className="break-all">{address}</span> · signed in <Time at={createdAt} now={now} zone={zone} />
          {current ? (
            <>
              {' '}
              · ends <Time at={endsAt} now={now} zone={zone} absolute /> at the latest
            </>
          ) : (
            <>
              {' '}
              · last used <Time at={lastSeenAt} now={now} zone={zone} />
            </>
          )}
        </p>
      </div>
      {current ? null : (
        <Button size="sm" onClick={onEnd} aria-label={`End the session of ${device}, ${address}`}>
          End session
        </Button>
      )}
    </li>
  )
}
