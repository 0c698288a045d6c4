import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

const held = globalThis as { castellanPeerAddress?: true }

/**
 * Appends the address of the socket's other end to X-Forwarded-For of every request this process receives, as a reverse
 * proxy does: the right-most entry is then always true, whatever a client wrote into the header.
 */
export function appendPeerAddress(): void {
  if (held.castellanPeerAddress) return
  held.castellanPeerAddress = true
  // Node tells this channel of each request before any handler sees it.
  subscribe('http.server.request.start', (message) => {
    const { headers, socket } = (message as { request: IncomingMessage }).request
    const sent = headers['x-forwarded-for']
    const peer = socket.remoteAddress ?? 'unknown'
    headers['x-forwarded-for'] = sent ? `${String(sent)}, ${peer}` : peer
  })
}
