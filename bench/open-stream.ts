// The live stream as a browser holds it open, on a connection of its own.
import http from 'node:http'
import { paths } from '@/lib/paths'
import type { LiveEvent } from '@/lib/live/live-event'

export interface OpenStream {
  /** @returns when the next event of this kind came, of those not waited for yet; of this process's clock */
  heard: (event: LiveEvent['event']) => Promise<number>
  close: () => void
}

interface Heard { event: LiveEvent['event']; at: number }

/** @returns once the server has said that the stream is open @throws Error when it is refused, and from `heard` when it ends before that came */
export async function openStream(origin: string, token: string): Promise<OpenStream> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get(origin + paths.api.live, { agent: false, headers: { cookie: `castellan=${token}`, accept: 'text/event-stream' } }, resolve).on('error', reject)
  })
  if (response.statusCode !== 200) throw new Error(`the stream answered ${response.statusCode}`)
  const heard: Heard[] = []
  let over = false
  let wake = () => {}
  let text = ''
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    const at = Date.now()
    const parts = (text + chunk).split('\n\n')
    text = parts.pop()!
    for (const part of parts) if (part.startsWith('data: ')) heard.push({ event: (JSON.parse(part.slice(6)) as LiveEvent).event, at })
    wake()
  })
  for (const end of ['close', 'error'] as const) response.on(end, () => {
    over = true
    wake()
  })
  const stream: OpenStream = {
    heard: async (event) => {
      for (;;) {
        const index = heard.findIndex((one) => one.event === event)
        if (index >= 0) return heard.splice(0, index + 1).at(-1)!.at
        if (over) throw new Error(`the stream ended before it said "${event}"`)
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
    close: () => void response.destroy(),
  }
  await stream.heard('open')
  return stream
}

/** So many at once; a browser's own pace is slower. @returns in the order of the tokens */
export async function openStreams(origin: string, tokens: readonly string[], atOnce = 25): Promise<OpenStream[]> {
  const streams: OpenStream[] = []
  for (let from = 0; from < tokens.length; from += atOnce) streams.push(...(await Promise.all(tokens.slice(from, from + atOnce).map(async (token) => openStream(origin, token)))))
  return streams
}
