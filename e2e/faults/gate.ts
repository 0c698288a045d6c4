// A line between the server and its database on which nothing is cut and nothing gets through while it is held.
import net from 'node:net'

type Direction = 'asked' | 'answered'

export interface Gate {
  port: number
  /** connections on which something was asked that is held back, or whose answer is */
  waiting: () => number
  /** holds both directions of every connection, also of those that come later */
  hold: () => void
  /** holds the answers of a connection from the moment at which this is asked on it */
  holdAnswersAfter: (asked: (bytes: Buffer, connection: object) => boolean) => void
  /** lets through what was held, in its order */
  release: () => void
  stop: () => Promise<void>
}

class Line {
  private readonly kept: Record<Direction, Buffer[]> = { asked: [], answered: [] }
  private readonly held: Record<Direction, boolean> = { asked: false, answered: false }
  readonly upstream: net.Socket

  constructor(readonly client: net.Socket, port: number, onAsked: (bytes: Buffer, line: Line) => void) {
    this.upstream = net.connect(port, '127.0.0.1')
    this.upstream.on('data', (bytes) => this.pass('answered', bytes))
    client.on('data', (bytes) => {
      onAsked(bytes, this)
      this.pass('asked', bytes)
    })
    for (const [one, other] of [[client, this.upstream], [this.upstream, client]] as const) {
      one.setNoDelay(true)
      one.on('error', () => undefined)
      one.on('close', () => other.destroy())
    }
  }

  waits(): boolean {
    return this.held.answered && this.kept.asked.length + this.kept.answered.length > 0
  }

  hold(...directions: Direction[]): void {
    for (const direction of directions) this.held[direction] = true
  }

  release(): void {
    for (const direction of ['asked', 'answered'] as const) {
      this.held[direction] = false
      for (const bytes of this.kept[direction].splice(0)) this.pass(direction, bytes)
    }
  }

  private pass(direction: Direction, bytes: Buffer): void {
    if (this.held[direction]) this.kept[direction].push(bytes)
    else if (direction === 'asked') this.upstream.write(bytes)
    else this.client.write(bytes)
  }
}

/** @param port where the database listens */
export async function openGate(port: number): Promise<Gate> {
  const lines = new Set<Line>()
  let holding = false
  let isTheMoment: (bytes: Buffer, connection: object) => boolean = () => false
  const server = net.createServer((client) => {
    const line = new Line(client, port, (bytes, asking) => {
      if (isTheMoment(bytes, asking)) asking.hold('answered')
    })
    if (holding) line.hold('asked', 'answered')
    lines.add(line)
    client.on('close', () => lines.delete(line))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as net.AddressInfo).port,
    waiting: () => [...lines].filter((line) => line.waits()).length,
    hold: () => {
      holding = true
      for (const line of lines) line.hold('asked', 'answered')
    },
    holdAnswersAfter: (asked) => void (isTheMoment = asked),
    release: () => {
      holding = false
      isTheMoment = () => false
      for (const line of lines) line.release()
    },
    stop: async () => {
      for (const { client, upstream } of lines) for (const socket of [client, upstream]) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
