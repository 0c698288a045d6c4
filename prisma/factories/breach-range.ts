import { createHash } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface BreachRange {
  /** as `BREACH_RANGE_URL` has it */
  url: string
  /** what was asked, oldest first: path and whether padding was wanted */
  asked: { path: string; padding: boolean }[]
  /** what it answers instead of what it knows */
  answer: ((response: http.ServerResponse) => void) | null
  stop: () => Promise<void>
}

/** A k-anonymous range service on this machine that knows these passwords; padded with one that nobody ever had. */
export async function startBreachRange(known: readonly string[], padding: readonly string[] = []): Promise<BreachRange> {
  const lines = [...known.map((password) => [hashOf(password), 3] as const), ...padding.map((password) => [hashOf(password), 0] as const)]
  const server = http.createServer((request, response) => {
    const path = request.url ?? ''
    range.asked.push({ path, padding: request.headers['add-padding'] === 'true' })
    if (range.answer) return range.answer(response)
    const prefix = path.split('/').at(-1)!
    response.end(lines.filter(([hash]) => hash.startsWith(prefix)).map(([hash, times]) => `${hash.slice(5)}:${times}`).concat(`${'0'.repeat(35)}:0`).join('\r\n'))
  })
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening) })
  const range: BreachRange = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/range`,
    asked: [],
    answer: null,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((closed) => { server.close(closed) })
    },
  }
  return range
}

const hashOf = (password: string) => createHash('sha1').update(password).digest('hex').toUpperCase()
