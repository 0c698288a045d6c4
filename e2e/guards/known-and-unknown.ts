// How well one could tell people who have an account from people who have none by what a form answers, and how long it takes.
import type { Answered } from './send-request'

export interface Seen {
  /** medians, in milliseconds: of known people, and how far that of unknown ones is from it */
  median: number
  apart: number
  /** 0.5: not at all */
  area: number
  /** status, headers and bodies that were told apart; 1 is all alike */
  kinds: number
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

function areaUnderCurve(some: readonly number[], others: readonly number[]): number {
  let higher = 0
  for (const one of some) for (const other of others) higher += one > other ? 1 : one === other ? 0.5 : 0
  return higher / (some.length * others.length)
}

/** Everything of an answer but the nonce, the address that was typed, tokens, the hour, and where the page's data was cut for sending. */
export function shown({ status, headers, text }: Answered, email: string): string {
  const { date: _date, 'content-security-policy': policy, etag: _etag, 'content-length': _length, ...others } = headers
  const nonce = /'nonce-([^']+)'/.exec(String(policy))?.[1]
  const page = text.replaceAll(/"\]\)<\/script><script[^>]*>self\.__next_f\.push\(\[1,"/g, '')
  const all = JSON.stringify([status, others, page]).replaceAll(email, 'ADDRESS').replaceAll(/castellan-code=[A-Za-z0-9_-]{43}/g, 'castellan-code=TOKEN').replaceAll(/Expires=[^;]*/g, 'Expires=THEN')
  return nonce ? all.replaceAll(nonce, 'NONCE') : all
}

/** Asks for known and unknown people in turn, one after the other. @param known and unknown of the same length, address by address */
export async function compareKnown(rounds: number, known: readonly string[], unknown: readonly string[], ask: (email: string) => Promise<Answered>): Promise<Seen> {
  const times: [number[], number[]] = [[], []]
  const kinds = new Set<string>()
  for (const email of [...known, ...unknown]) await ask(email)
  for (let round = 0; round < rounds; round++) {
    // Which of the two goes first changes too.
    for (const which of round % 2 ? ([0, 1] as const) : ([1, 0] as const)) {
      const email = (which ? unknown : known)[round % known.length]!
      const answer = await ask(email)
      times[which].push(answer.milliseconds)
      kinds.add(shown(answer, email))
    }
  }
  return { median: median(times[0]), apart: Math.abs(median(times[0]) - median(times[1])), area: areaUnderCurve(...times), kinds: kinds.size }
}
