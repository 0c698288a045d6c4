import { BACKGROUND_HEADER } from '@/lib/authn/background'
import { type LiveEvent, type LiveHeard, type LiveState, type LiveTopic, type OverBecause } from '@/lib/live/live-event'
import { paths } from '@/lib/paths'

/** What a tab hears. `other`: somebody else has signed in in this browser. `back`: the same person has. */
export type Heard = Exclude<LiveEvent, { event: 'open' | 'over' }> | { event: 'over'; because: OverBecause | 'other' } | { event: 'back' }
type Say = (heard: Heard) => void
export interface Line {
  /** tells every tab that the person is signed in again */
  sayBack: () => void
  leave: () => void
}
type Ending = { end: 'over'; because: OverBecause } | { end: 'anew' | 'lost' | 'silent' }

/** A stream that says nothing for so long after it was opened is held up by something on the way. */
const SILENCE_MS = 5000
const POLL_MS = 5000
/** How long one asks from time to time before a stream is tried again that was held up twice. Held up once, it may have been a busy moment. */
const WITHOUT_STREAM_MS = 60_000
const LONGEST_PAUSE_MS = 10_000
/** After how long the question is put again where the answer was that nobody is signed in. */
const ASK_AGAIN_MS = 300

/**
 * Connects this tab with what happens on the server. All tabs of one person in one browser share one stream, because a browser
 * opens no more than six connections to a server: whichever tab holds the lock has it, and tells the others.
 * @param who the person whose page this is
 * @param drawn what the server had heard before it drew the page; null: it cannot say
 */
export function openLine(who: string, drawn: LiveHeard | null, hear: Say): Line {
  const leaving = new AbortController()
  const name = `castellan-live ${who}`
  const channel = new BroadcastChannel(name)
  const back = new EventTarget()
  const take: Say = (heard) => {
    if (heard.event === 'back') back.dispatchEvent(new Event('back'))
    hear(heard)
  }
  channel.addEventListener('message', ({ data }: MessageEvent<Heard>) => take(data))
  const say: Say = (heard) => {
    if (leaving.signal.aborted) return
    channel.postMessage(heard)
    take(heard)
  }
  const lead = async (tookOver: boolean) => new Leader({ who, drawn, say, leaving: leaving.signal, back }).run(tookOver)
  // Another tab has the stream. This one hears what it is told from now on; what happened since it was drawn it asks for.
  const follow = async () => {
    const state = await askLiveState(leaving.signal)
    if (state?.who === who && hasHeardMore(state, drawn)) hear({ event: 'again' })
  }
  void navigator.locks
    .request(name, { ifAvailable: true }, (lock) => (lock ? lead(false) : void follow()))
    .then(() => (leaving.signal.aborted ? null : navigator.locks.request(name, { signal: leaving.signal }, () => lead(true))))
    .catch(() => undefined)
  // This page was just drawn for them: tabs that ended earlier can go on, and those of anybody else are somebody else's now.
  channel.postMessage({ event: 'back' } satisfies Heard)
  const everybody = new BroadcastChannel('castellan-live')
  everybody.addEventListener('message', ({ data }: MessageEvent<string>) => {
    if (data !== who) void askLiveState(leaving.signal).then((state) => (state && state.who !== who ? take({ event: 'over', because: 'other' }) : undefined))
  })
  everybody.postMessage(who)
  return {
    sayBack: () => say({ event: 'back' }),
    leave: () => {
      leaving.abort()
      channel.close()
      everybody.close()
    },
  }
}

/** @returns whose session this browser has now; null: nobody's; undefined: the server cannot be asked */
export async function askLiveState(signal?: AbortSignal): Promise<LiveState | null | undefined> {
  try {
    const response = await fetch(paths.api.liveState, { cache: 'no-store', headers: { [BACKGROUND_HEADER]: '1' }, signal: signal ?? null })
    if (response.status === 401) return null
    return response.ok ? ((await response.json()) as LiveState) : undefined
  } catch {
    return undefined
  }
}

/** The one tab that listens. */
class Leader {
  /** the last marks of each epoch: behind several servers there are several */
  readonly #known = new Map<string, LiveHeard['marks']>()
  readonly who: string
  readonly drawn: LiveHeard | null
  readonly say: Say
  readonly leaving: AbortSignal
  readonly back: EventTarget

  constructor({ who, drawn, say, leaving, back }: { who: string; drawn: LiveHeard | null; say: Say; leaving: AbortSignal; back: EventTarget }) {
    this.who = who
    this.drawn = drawn
    this.say = say
    this.leaving = leaving
    this.back = back
  }

  /** @param missed whether something may have happened before the stream is open, besides what happened since the page was drawn */
  async run(missed: boolean): Promise<void> {
    for (let failures = 0, silences = 0; !this.leaving.aborted; missed = true) {
      const from = performance.now()
      const ending = await this.#listen(missed)
      if (this.leaving.aborted) return
      if (ending.end === 'anew') continue
      if (ending.end === 'over') {
        await this.#ask(ending.because)
        continue
      }
      failures = performance.now() - from > POLL_MS ? 0 : failures + 1
      silences = ending.end === 'silent' ? silences + 1 : 0
      const until = performance.now() + (silences > 1 ? WITHOUT_STREAM_MS : 0)
      do {
        await this.#pause(silences > 1 ? POLL_MS : Math.random() * Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures))
        await this.#ask('gone')
      } while (performance.now() < until && !this.leaving.aborted)
    }
  }

  /** @returns how the stream ended */
  async #listen(missed: boolean): Promise<Ending> {
    const stream = new EventSource(paths.api.live)
    const { leaving, say, drawn } = this
    const ending = await new Promise<Ending>((resolve) => {
      const silence = setTimeout(() => resolve({ end: 'silent' }), SILENCE_MS)
      leaving.addEventListener('abort', () => resolve({ end: 'lost' }), { once: true })
      stream.addEventListener('error', () => {
        clearTimeout(silence)
        resolve({ end: 'lost' })
      })
      stream.addEventListener('message', ({ data }: MessageEvent<string>) => {
        clearTimeout(silence)
        const told = JSON.parse(data) as LiveEvent
        if (told.event === 'over') return resolve({ end: 'over', because: told.because })
        if (told.event === 'open') return missed || hasHeardMore(told, drawn) ? say({ event: 'again' }) : undefined
        say(told)
        if (told.event === 'you') resolve({ end: 'anew' })
      })
    })
    stream.close()
    return ending
  }

  /** Asks once what the stream would have told. Where the session is over, says so and waits until the person is back. */
  async #ask(because: OverBecause): Promise<void> {
    if (this.leaving.aborted) return
    let state = await askLiveState(this.leaving)
    // The session may just have got its next reference, whose cookie is still on its way to this browser: nobody is signed out by one answer.
    if (state === null) {
      await this.#pause(ASK_AGAIN_MS)
      state = await askLiveState(this.leaving)
    }
    if (state === undefined || this.leaving.aborted) return
    if (state?.who !== this.who) {
      const back = new Promise<void>((resolve) => {
        this.back.addEventListener('back', () => resolve(), { once: true })
        this.leaving.addEventListener('abort', () => resolve(), { once: true })
      })
      this.say({ event: 'over', because: state ? 'other' : because })
      return back
    }
    const known = this.#known.get(state.epoch)
    this.#known.set(state.epoch, state.marks)
    if (!known) return this.say({ event: 'again' })
    if (state.marks.you !== known.you) this.say({ event: 'you' })
    for (const topic of Object.keys(state.marks) as (LiveTopic | 'you')[]) if (topic !== 'you' && state.marks[topic] !== known[topic]) this.say({ event: 'topic', topic })
  }

  async #pause(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.leaving.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
    })
  }
}

/** @returns whether something may have happened since the page was drawn; of what another server has heard, or the same one in another epoch, nobody knows */
function hasHeardMore({ epoch, marks }: LiveHeard, drawn: LiveHeard | null): boolean {
  if (epoch !== drawn?.epoch) return true
  const topics = Object.keys({ ...marks, ...drawn.marks }) as (keyof LiveHeard['marks'])[]
  return topics.some((topic) => marks[topic] !== drawn.marks[topic])
}
