// The one tab that listens, with a browser put in its place: what it says of a session that seems to be over.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LiveEvent, LiveState } from '@/lib/live/live-event'
import { openLine, type Heard } from './live-line'

const WHO = 'me'
const there: LiveState = { who: WHO, epoch: 'e', marks: {} as LiveState['marks'] }
let answers: (LiveState | 401 | 'unreachable')[]
let asked: number
const streams: EventTarget[] = []
let leave = () => {}

const tell = (told: LiveEvent) => streams.at(-1)!.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(told) }))
function listen(): Heard[] {
  const heard: Heard[] = []
  ;({ leave } = openLine(WHO, (one) => void heard.push(one)))
  return heard
}

beforeEach(() => {
  vi.useFakeTimers()
  answers = []
  asked = 0
  vi.stubGlobal('EventSource', class extends EventTarget {
    constructor() {
      super()
      streams.push(this)
    }
    close() {}
  })
  vi.stubGlobal('navigator', { locks: { request: async (_name: string, { ifAvailable }: { ifAvailable?: boolean }, work: (lock: unknown) => unknown) => (ifAvailable ? work({}) : new Promise(() => {})) } })
  vi.stubGlobal('fetch', async () => {
    asked += 1
    const answer = answers.shift() ?? there
    if (answer === 'unreachable') throw new TypeError('offline')
    return answer === 401 ? new Response(null, { status: 401 }) : Response.json(answer)
  })
})
afterEach(() => {
  leave()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** The stream says that the session is over. */
async function over(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0)
  tell({ event: 'over', because: 'revoked' })
  await vi.advanceTimersByTimeAsync(0)
}

describe('a session that seems to be over', () => {
  it('[T22] is asked for once more: its next reference may be on its way', async () => {
    const heard = listen()
    answers = [401, there]
    await over()
    await vi.advanceTimersByTimeAsync(299)
    expect([asked, heard]).toEqual([1, []])
    await vi.advanceTimersByTimeAsync(1)
    expect([asked, heard.filter(({ event }) => event === 'over')]).toEqual([2, []])
  })

  it('is over when the second answer says so too, and it is said once', async () => {
    const heard = listen()
    answers = [401, 401]
    await over()
    await vi.advanceTimersByTimeAsync(300)
    expect(heard).toEqual([{ event: 'over', because: 'revoked' }])
    await vi.advanceTimersByTimeAsync(60_000)
    expect([asked, heard.length]).toEqual([2, 1])
  })

  it('of somebody else is that at once; of a server that does not answer nothing is said', async () => {
    const heard = listen()
    answers = [{ ...there, who: 'other' }]
    await over()
    expect([asked, heard]).toEqual([1, [{ event: 'over', because: 'other' }]])
    leave()
    const later = listen()
    answers = [401, 'unreachable']
    await over()
    await vi.advanceTimersByTimeAsync(300)
    expect(later.filter(({ event }) => event === 'over')).toEqual([])
  })
})
