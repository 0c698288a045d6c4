import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Actor } from '@/lib/authz/grants'
import { reserveConnection, type ReservedConnection } from '@/lib/db/reserved-connection'
import { AppError } from '@/lib/errors/app-error'
import { isShuttingDown, onShutdown } from '@/lib/shutdown'
import { LIVE_CHANNEL } from './announce'
import { checkSessions } from './check-sessions'
import type { LiveEvent, LiveHeard } from './live-event'
import { mayHear, nameHappening, readSignal, tellHappening } from './live-topics'

export interface Watcher {
  /** as the stream was opened; it is opened anew when what they may hear changes */
  actor: Actor
  tell: (event: LiveEvent) => void
  /** the process ends, or makes room */
  close: () => void
}

/** Every session is looked at this often even when nothing is heard; also what notices that the connection is dead. */
const CHECK_MILLISECONDS = 15_000
const RETRY_MILLISECONDS = 1000
/** Signals of one moment are answered by one look at the sessions they touch. */
const GATHER_MILLISECONDS = 20
/** One browser has one stream; this is for many browsers with one session, and an end to mischief. */
const STREAMS_OF_A_SESSION = 12
const STREAMS_OF_A_PROCESS = 5000
const MARKS_OF_A_TENANT = 2000

interface Watch {
  connection: ReservedConnection
  watchers: Set<Watcher>
  /** what was heard by tenant, topic and place, for who can only ask from time to time; counted from `epoch` on */
  heard: Map<string, Map<string, number>>
  epoch: string
  /** to be looked at, and what those are told whose session goes on */
  due: Map<Watcher, LiveEvent | null>
  gathering: NodeJS.Timeout | null
  next: NodeJS.Timeout | null
}

// On the global object: the builder may give each route a copy of this file, and there is one connection a process.
const held = globalThis as { castellanLive?: Watch }

function watch(): Watch {
  if (held.castellanLive) return held.castellanLive
  const connection = reserveConnection({ name: 'castellan-live', channel: LIVE_CHANNEL, onNotification: hear, onConnected: startAnew })
  const made: Watch = { connection, watchers: new Set(), heard: new Map(), epoch: randomUUID(), due: new Map(), gathering: null, next: null }
  onShutdown(async () => {
    for (const watcher of made.watchers) watcher.close()
    clearTimeout(made.gathering ?? undefined)
    clearTimeout(made.next ?? undefined)
    delete held.castellanLive
    await connection.close()
  })
  return (held.castellanLive = made)
}

/** Starts to tell a tab what concerns it. @returns how to stop, or null when there is no room */
export function watchSession(watcher: Watcher): (() => void) | null {
  if (isShuttingDown()) return null
  const { watchers } = watch()
  const same = [...watchers].filter(({ actor }) => actor.sessionId === watcher.actor.sessionId)
  if (same.length >= STREAMS_OF_A_SESSION || watchers.size >= STREAMS_OF_A_PROCESS) return null
  watchers.add(watcher)
  look([watcher])
  return () => void watchers.delete(watcher)
}

/** What was heard before a page is drawn, asked before anything else is read for it; null while the process ends. */
export function heardBeforeDrawing(actor: Actor): LiveHeard | null {
  return isShuttingDown() ? null : heardSoFar(actor)
}

/** What was heard so far: when a mark differs from the last answer of this epoch, look again. @throws AppError busy while the process ends */
export function heardSoFar(actor: Actor): LiveHeard {
  if (isShuttingDown()) throw new AppError('busy')
  const { epoch, heard } = watch()
  const marks: LiveHeard['marks'] = {}
  for (const [name, times] of heard.get(actor.tenantId) ?? []) {
    const happening = tellHappening(name)
    if (mayHear(actor, happening)) marks[happening.topic] = (marks[happening.topic] ?? 0) + times
  }
  return { epoch, marks }
}

function hear(payload: string): void {
  const signal = readSignal(payload)
  if (!signal) return
  const live = watch()
  const { tenantId, topic, administratorId } = signal
  count(live, tenantId, nameHappening({ topic, ...(signal.place ? { place: signal.place } : {}) }))
  if (administratorId) count(live, tenantId, nameHappening({ topic: 'you', person: administratorId }))
  const also = new Set(signal.also)
  for (const person of also) count(live, tenantId, nameHappening({ topic, person }))
  const touched: Watcher[] = []
  for (const watcher of live.watchers) {
    if (watcher.actor.tenantId !== tenantId) continue
    // Their own session first: whoever is not signed in any more must not be sent to fetch anything.
    if (watcher.actor.administratorId === administratorId) touched.push(watcher)
    else if (also.has(watcher.actor.administratorId) || mayHear(watcher.actor, signal)) watcher.tell({ event: 'topic', topic })
  }
  look(touched, { event: 'you' })
}

function count({ heard }: Watch, tenantId: string, name: string): void {
  const counts = heard.get(tenantId) ?? new Map<string, number>()
  heard.set(tenantId, counts.set(name, (counts.get(name) ?? 0) + 1))
  // Of what was counted for very many places, the oldest are forgotten; a lower mark is a changed mark.
  if (counts.size > MARKS_OF_A_TENANT) counts.delete(counts.keys().next().value!)
}

/** The connection was made, or made again: whatever was said meanwhile was not heard. */
function startAnew(): void {
  const live = held.castellanLive
  if (!live) return
  live.epoch = randomUUID()
  live.heard.clear()
  look(live.watchers, { event: 'again' })
}

/** Looks at these sessions in the database soon; those that run on are told `otherwise`. */
function look(some: Iterable<Watcher>, otherwise: LiveEvent | null = null): void {
  const live = watch()
  for (const watcher of some) live.due.set(watcher, otherwise ?? live.due.get(watcher) ?? null)
  if (live.due.size > 0) live.gathering ??= setTimeout(() => void lookNow(live), GATHER_MILLISECONDS)
}

async function lookNow(live: Watch): Promise<void> {
  const asked = [...live.due]
  live.due.clear()
  live.gathering = null
  const states = await checkSessions(live.connection, asked.map(([{ actor }]) => actor)).catch(() => null)
  let soonest = states ? CHECK_MILLISECONDS : RETRY_MILLISECONDS
  for (const [watcher, event] of asked) {
    if (!live.watchers.has(watcher)) continue
    if (!states) {
      // While the database is away nothing can be said of anybody.
      live.due.set(watcher, live.due.get(watcher) ?? event)
      continue
    }
    const state = states.get(watcher.actor.sessionId)
    if (!state || state.over) {
      live.watchers.delete(watcher)
      watcher.tell({ event: 'over', because: state?.over ?? 'gone' })
      watcher.close()
      continue
    }
    soonest = Math.min(soonest, state.left + 1)
    if (event) watcher.tell(event)
  }
  plan(live, soonest)
}

/** The next look at everybody: when the first of them reaches a limit, and at least every few seconds. */
function plan(live: Watch, milliseconds: number): void {
  if (live.watchers.size === 0 || held.castellanLive !== live) return
  const at = performance.now() + milliseconds
  const planned = live.next as (NodeJS.Timeout & { at?: number }) | null
  if (planned?.at !== undefined && planned.at > performance.now() && planned.at <= at) return
  clearTimeout(live.next ?? undefined)
  live.next = Object.assign(setTimeout(() => look(live.watchers), milliseconds), { at })
  live.next.unref()
}
