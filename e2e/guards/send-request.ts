// One HTTP request, byte by byte as it is told: no client that adds an Origin, follows a redirect or refuses a header.
import http from 'node:http'

export type Headers = Record<string, string | string[]>

export interface Answered {
  status: number
  headers: http.IncomingHttpHeaders
  text: string
  /** how long it took */
  milliseconds: number
}

interface Sending {
  method?: string
  headers?: Headers
  body?: string | Buffer
  /** another server than the one of the journeys, such as http://localhost:41234 */
  server?: string | undefined
  /** the answer never ends: its head is enough */
  headOnly?: boolean
  /** on a connection of its own, however many there are at once */
  crowding?: boolean | undefined
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })

/** @param address path and query, sent as it stands @throws when the server hangs up without an answer */
export async function sendRequest(address: string, sending: Sending = {}): Promise<Answered> {
  const { method = 'GET', headers = {}, body, headOnly = false, crowding = false, server = process.env.CASTELLAN_E2E_ORIGIN! } = sending
  const { hostname, port } = new URL(server)
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path: address, method, agent: crowding ? false : agent, headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) } }, (response) => {
      const chunks: Buffer[] = []
      const answer = () => resolve({ status: response.statusCode!, headers: response.headers, text: Buffer.concat(chunks).toString('utf8'), milliseconds: performance.now() - started })
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', answer)
      if (headOnly) {
        answer()
        response.destroy()
      }
      response.on('error', reject)
    })
    // A server that refuses a body closes while it is still being sent: what it answered counts.
    let answered = false
    request.on('response', () => (answered = true))
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (answered) return
      // A server ends a connection that rests for seconds, maybe just as we take it up again: it has read nothing then, and a new one is opened.
      if (request.reusedSocket && error.code === 'ECONNRESET') resolve(sendRequest(address, { ...sending, crowding: true }))
      else reject(error)
    })
    request.end(body)
  })
}

/** A page as the router asks for it: its payload. Next wants to see in the address which headers it was asked with, and says where. */
export async function askPayload(address: string, headers: Headers): Promise<Answered> {
  const first = await sendRequest(address, { headers: { rsc: '1', ...headers } })
  const again = first.status === 307 && first.headers.location?.includes('_rsc') ? first.headers.location : null
  return again === null ? first : sendRequest(again, { headers: { rsc: '1', ...headers } })
}
