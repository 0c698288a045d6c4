/** The server's own process is killed or asked to end, in the middle of the work. */
import { randomInt } from 'node:crypto'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { refuseBroken } from './broken-in'
import { startFaultyStack, type FaultyStack } from './faulty-stack'
import { failuresOf, lostOrDoubled, makeVirtualUsers, startLoad, type VirtualUser } from './virtual-users'

let stack: FaultyStack
let users: VirtualUser[]
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

beforeAll(async () => {
  stack = await startFaultyStack()
  users = await makeVirtualUsers(stack, 20)
})
afterEach(async () => refuseBroken(stack))
afterAll(async () => stack.stop())

it('[F01] [F02] kill -9 at any moment, six times: each change took effect once or not at all, and the same key finds out which', { timeout: 300_000 }, async () => {
  const load = startLoad(users)
  for (let round = 0; round < 6; round += 1) {
    await pause(randomInt(500, 2000))
    await stack.killApp('SIGKILL')
    await stack.startApp()
  }
  await pause(1000)
  await load.end()
  expect(await lostOrDoubled(stack, users)).toEqual([])
  // Work went on between the kills.
  expect(users.reduce((sum, { version }) => sum + version - 1, 0)).toBeGreaterThan(users.length)
})

it('[F03] SIGTERM during fifty changes at once: what was acknowledged stands, gone within fifteen seconds', async () => {
  const crowd = [...users, ...(await makeVirtualUsers(stack, 30))]
  const load = startLoad(crowd)
  await pause(1000)
  const from = performance.now()
  await stack.killApp('SIGTERM')
  expect(performance.now() - from).toBeLessThan(15_000)
  await stack.startApp()
  await load.end()
  expect(await lostOrDoubled(stack, crowd)).toEqual([])
  expect(failuresOf(crowd).filter((said) => !['busy', 'no answer', '503'].includes(said))).toEqual([])
})
