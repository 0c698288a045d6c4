// Stands between a server and PostgreSQL and notes every statement that is executed, with its values.
import net from 'node:net'

export interface Statement { text: string; values: (string | null)[] }

export interface CountingProxy {
  /** the address to connect to instead */
  url: string
  /** what was executed since the last call; transaction control and the driver's own settings are left out */
  take: () => Statement[]
  close: () => Promise<void>
}

const HEADER = 5

/** @param url where the database really is; no TLS */
export async function startCountingProxy(url: string): Promise<CountingProxy> {
  const target = new URL(url)
  const sockets = new Set<net.Socket>()
  let seen: Statement[] = []
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(target.port), target.hostname)
    const note = reader((statement) => seen.push(statement))
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (bytes) => {
      note(bytes)
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => client.write(bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxied = new URL(url)
  proxied.port = String((server.address() as net.AddressInfo).port)
  return {
    url: proxied.href,
    take: () => {
      const taken = seen.filter(({ text }) => !/^\s*(BEGIN|COMMIT|ROLLBACK|SET|LISTEN|UNLISTEN|SELECT 1\s*$)/i.test(text))
      seen = []
      return taken
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Reads what a client says (PostgreSQL's frontend protocol, version 3) and reports each execution. */
function reader(report: (statement: Statement) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0)
  let introduced = false
  const texts = new Map<string, string>()
  const portals = new Map<string, Statement>()
  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    if (!introduced) {
      if (rest.length < 4 || rest.length < rest.readInt32BE(0)) return
      rest = rest.subarray(rest.readInt32BE(0))
      introduced = true
    }
    while (rest.length >= HEADER && rest.length >= 1 + rest.readInt32BE(1)) {
      const kind = String.fromCharCode(rest[0]!)
      const body = rest.subarray(HEADER, 1 + rest.readInt32BE(1))
      rest = rest.subarray(1 + rest.readInt32BE(1))
      if (kind === 'Q') report({ text: textAt(body, 0).text, values: [] })
      if (kind === 'P') {
        const name = textAt(body, 0)
        texts.set(name.text, textAt(body, name.end).text)
      }
      if (kind === 'B') {
        const portal = textAt(body, 0)
        const name = textAt(body, portal.end)
        portals.set(portal.text, { text: texts.get(name.text) ?? '', values: valuesAt(body, name.end) })
      }
      if (kind === 'E') {
        const statement = portals.get(textAt(body, 0).text)
        if (statement) report(statement)
      }
    }
  }
}

function textAt(bytes: Buffer, start: number): { text: string; end: number } {
  const stop = bytes.indexOf(0, start)
  return { text: bytes.toString('utf8', start, stop), end: stop + 1 }
}

/** Values as text; bytes (a token's hash) in PostgreSQL's own notation for them. */
function valuesAt(bytes: Buffer, start: number): (string | null)[] {
  let at = start
  const formats: number[] = []
  const formatCount = bytes.readInt16BE(at)
  at += 2
  for (let index = 0; index < formatCount; index += 1, at += 2) formats.push(bytes.readInt16BE(at))
  const count = bytes.readInt16BE(at)
  at += 2
  const values: (string | null)[] = []
  for (let index = 0; index < count; index += 1) {
    const length = bytes.readInt32BE(at)
    at += 4
    const binary = (formats.length === 1 ? formats[0] : formats[index]) === 1
    values.push(length < 0 ? null : binary ? `\\x${bytes.toString('hex', at, at + length)}` : bytes.toString('utf8', at, at + length))
    if (length > 0) at += length
  }
  return values
}
