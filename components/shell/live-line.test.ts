// The one tab that listens, with a browser put in its place: what it says of a session that seems to be over.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LiveEvent, LiveHeard, LiveState } from '@/lib/live/live-event'
import { openLine, type Heard } from './live-line'

const WHO = 'me'
const there: LiveState = { who: WHO, epoch: 'e', marks: {} as LiveState['marks'] }
let answers: (LiveState | 401 | 'unreachable')[]
let asked: number
/** whether another tab has the stream */
let led: boolean
const streams: EventTarget[] = []
let leave = () => {}

const tell = (told: LiveEvent) => streams.at(-1)!.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(told) }))
function listen(drawn: LiveHeard | null = there): Heard[] {
  const heard: Heard[] = []
  ;({ leave } = openLine(WHO, drawn, (one) => void heard.push(one)))
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
  led = false
  vi.stubGlobal('navigator', { locks: { request: async (_name: string, { ifAvailable }: { ifAvailable?: boolean }, work: (lock: unknown) => unknown) => (ifAvailable ? work(led ? null : {}) : new Promise(() => {})) } })
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

describe('what happened between the drawing of a page and the opening of its line', () => {
  const drawn: LiveHeard = { epoch: 'e', marks: { administrators: 3, you: 1 } }
  const opened = async (now: LiveHeard) => {
    const heard = listen(drawn)
    await vi.advanceTimersByTimeAsync(0)
    tell({ event: 'open', ...now })
    return heard
  }

  it('is looked at again where a mark differs, and where the server cannot say', async () => {
    expect(await opened({ epoch: 'e', marks: { administrators: 4, you: 1 } })).toEqual([{ event: 'again' }])
    leave()
    expect(await opened({ epoch: 'e', marks: { administrators: 3, you: 1, pim: 1 } })).toEqual([{ event: 'again' }])
    leave()
    expect(await opened({ epoch: 'another', marks: drawn.marks }), 'another server, or the same one after it lost its connection').toEqual([{ event: 'again' }])
  })

  it('is nothing where no mark differs', async () => {
    expect(await opened({ epoch: 'e', marks: { you: 1, administrators: 3 } })).toEqual([])
  })

  it('is asked for by a tab whose neighbour has the stream', async () => {
    led = true
    answers = [{ who: WHO, epoch: 'e', marks: { administrators: 4, you: 1 } }, { who: WHO, ...drawn }, 'unreachable']
    const more = listen(drawn)
    await vi.advanceTimersByTimeAsync(0)
    leave()
    const same = listen(drawn)
    await vi.advanceTimersByTimeAsync(0)
    leave()
    const none = listen(drawn)
    await vi.advanceTimersByTimeAsync(0)
    expect([asked, more, same, none]).toEqual([3, [{ event: 'again' }], [], []])
  })
})

it('tries a stream that says nothing once more soon, and asks from time to time when it is held up again', async () => {
  const before = streams.length
  listen()
  await vi.advanceTimersByTimeAsync(5000)
  expect(asked).toBe(0)
  // A pause of at most a second, one question, and the next stream.
  await vi.advanceTimersByTimeAsync(1000)
  expect([asked, streams.length - before]).toEqual([1, 2])
  await vi.advanceTimersByTimeAsync(5000 + 59_000)
  expect([asked, streams.length - before]).toEqual([12, 2])
  await vi.advanceTimersByTimeAsync(6000)
  expect(streams.length - before).toBe(3)
})
