import 'server-only'
import { AppError } from '@/lib/errors/app-error'

interface Waiting { start: () => void; refuse: () => void }

/** Runs costly work a few at a time; whoever waits is served address by address in turn, not first come first served. */
export class FairQueue {
  #running = 0
  #waiting = 0
  // Insertion order is the turn: an address that was served goes to the end.
  readonly #byAddress = new Map<string, Waiting[]>()

  constructor(readonly atOnce: number, readonly longest: number) {}

  /** @throws AppError `busy` when too many wait already */
  async run<T>(address: string, work: () => Promise<T>): Promise<T> {
    if (this.#running < this.atOnce) this.#running += 1
    else await this.#wait(address)
    try {
      return await work()
    } finally {
      this.#next()
    }
  }

  async #wait(address: string): Promise<void> {
    if (this.#waiting >= this.longest && !this.#makeRoomFor(address)) throw new AppError('busy')
    this.#waiting += 1
    await new Promise<void>((resolve, reject) => {
      const line = this.#byAddress.get(address) ?? []
      line.push({ start: resolve, refuse: () => reject(new AppError('busy')) })
      this.#byAddress.set(address, line)
    })
  }

  /** A full queue turns away the last one of the address that fills it most, so that one address cannot shut everybody out. */
  #makeRoomFor(address: string): boolean {
    const [greedy, line] = [...this.#byAddress].reduce((most, entry) => (entry[1].length > most[1].length ? entry : most))
    if (greedy === address || line.length <= (this.#byAddress.get(address)?.length ?? 0) + 1) return false
    this.#waiting -= 1
    line.pop()!.refuse()
    return true
  }

  /** Hands the place on without letting go of it. */
  #next(): void {
    const first = this.#byAddress.entries().next()
    if (first.done) {
      this.#running -= 1
      return
    }
    const [address, line] = first.value
    const { start } = line.shift()!
    this.#byAddress.delete(address)
    if (line.length > 0) this.#byAddress.set(address, line)
    this.#waiting -= 1
    start()
  }
}

// 64 MiB each: more at once would only make each slower, and memory run out (T80).
const queue = new FairQueue(2, 20)

/** @throws AppError `busy` when two are hashed and twenty wait */
export async function inHashQueue<T>(address: string, work: () => Promise<T>): Promise<T> {
  return queue.run(address, work)
}
