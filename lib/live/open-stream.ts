import 'server-only'
import type { SessionFacts } from '@/lib/authn/session-facts'
import type { Actor } from '@/lib/authz/grants'
import { AppError } from '@/lib/errors/app-error'
import type { LiveEvent } from './live-event'
import { heardSoFar, watchSession } from './watch-sessions'

/** Proxies cut what is silent for a minute. */
const BEAT_MILLISECONDS = 20_000
/** Whoever does not read is not told more; they come back and look at everything. */
const LONGEST_BACKLOG = 64
const DAY_MILLISECONDS = 86_400_000

/**
 * The stream of one browser: what concerns its session, as server-sent events, until the session is over or the browser leaves.
 * After `you` it ends too, because what its reader may hear has changed; the browser opens it anew.
 * @throws AppError busy when there is no room
 */
export function openStream({ actor }: SessionFacts, gone: AbortSignal): Response {
  const bytes = new TextEncoder()
  let finish = () => {}
  let room = true
  const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    let stop: (() => void) | null = null
    let over = false
    const turn = setTimeout(() => tell({ event: 'you' }), untilPowerChanges(actor))
    const beat = setInterval(() => send(': beat\n\n'), BEAT_MILLISECONDS)
    function send(text: string) {
      if ((controller.desiredSize ?? 0) < -LONGEST_BACKLOG) finish()
      else if (!over) controller.enqueue(bytes.encode(text))
    }
    finish = () => {
      if (over) return
      over = true
      clearInterval(beat)
      clearTimeout(turn)
      stop?.()
      controller.close()
    }
    const tell = (event: LiveEvent) => {
      send(`data: ${JSON.stringify(event)}\n\n`)
      if (event.event === 'you') finish()
    }
    stop = watchSession({ actor, tell, close: () => finish() })
    if (!stop) {
      room = false
      return finish()
    }
    gone.addEventListener('abort', () => finish(), { once: true })
    tell({ event: 'open', ...heardSoFar(actor) })
  }
  const stream = new ReadableStream<Uint8Array>({ start, cancel: () => finish() }, { highWaterMark: 1 })
  if (!room) throw new AppError('busy')
  return new Response(stream, { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' } })
}

/** @returns milliseconds until a role begins or ends by itself, at most a day */
function untilPowerChanges({ grants, now }: Actor): number {
  const moments = grants.flatMap(({ startsAt, endsAt, activation }) => [startsAt, endsAt, activation?.startsAt ?? null, activation?.endsAt ?? null])
  return Math.min(DAY_MILLISECONDS, ...moments.filter((at) => at !== null && at > now).map((at) => at! - now + 1))
}
