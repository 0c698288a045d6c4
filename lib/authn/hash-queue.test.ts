import { describe, expect, it } from 'vitest'
import { FairQueue } from './hash-queue'

/** Work that ends when told to, and remembers who was started. */
function bench(queue: FairQueue) {
  const started: string[] = []
  const ends: (() => void)[] = []
  const ask = async (address: string) =>
    queue.run(address, async () => {
      started.push(address)
      await new Promise<void>((resolve) => ends.push(resolve))
    })
  const settle = async () => new Promise<void>((resolve) => setImmediate(resolve))
  return { started, ask, settle, endOne: async () => { ends.shift()?.(); await settle() } }
}

describe('the hash queue (T80)', () => {
  it('runs two at once, keeps twenty waiting, and says busy to the next', async () => {
    const { ask, started, endOne, settle } = bench(new FairQueue(2, 20))
    const all = Array.from({ length: 22 }, async () => ask('a'))
    await expect(ask('a')).rejects.toMatchObject({ code: 'busy' })
    expect(started).toHaveLength(2)
    for (let n = 0; n < 22; n++) await endOne()
    await Promise.all(all)
    await settle()
    expect(started).toHaveLength(22)
  })

  it('serves addresses in turn', async () => {
    const { ask, started, endOne } = bench(new FairQueue(1, 20))
    const all = ['a', 'a', 'a', 'a', 'b', 'b', 'c'].map(async (address) => ask(address))
    for (const _ of all) await endOne()
    await Promise.all(all)
    expect(started).toEqual(['a', 'a', 'b', 'c', 'a', 'b', 'a'])
  })

  it('lets somebody else in when one address fills it', async () => {
    const { ask, started, endOne } = bench(new FairQueue(1, 4))
    const greedy = Array.from({ length: 5 }, async () => ask('greedy').then(() => 'done', () => 'busy'))
    const other = ask('other')
    for (let n = 0; n < 6; n++) await endOne()
    await other
    expect(await Promise.all(greedy)).toEqual(['done', 'done', 'done', 'done', 'busy'])
    expect(started.slice(0, 3)).toContain('other')
  })

  it('gives the place on when work fails', async () => {
    const queue = new FairQueue(1, 1)
    await expect(queue.run('a', async () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(queue.run('a', async () => 'yes')).resolves.toBe('yes')
  })
})
