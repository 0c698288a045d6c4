import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { signedInFor } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { stopClock } from '@/prisma/factories/test-clock'
import { findSession } from './session-facts'

const IDLE = 30 * 60_000
const ABSOLUTE = 12 * 3_600_000

beforeAll(storeCast)
afterEach(async () => stopClock(null))
afterAll(closeDatabase)

/** Somebody signed in at a moment at which the clock then stands. */
async function signedInAt(): Promise<{ token: string; start: number; at: (after: number) => Promise<void>; runs: (touch?: boolean) => Promise<boolean>; lastSeen: () => Promise<number> }> {
  const { token, caller } = await signedInFor('vera@acme.example')
  const start = await transaction(readClock)
  const at = new Date(start)
  await db().session.updateMany({ where: { id: caller.sessionId }, data: { createdAt: at, lastSeenAt: at, expiresAt: new Date(start + ABSOLUTE) } })
  return {
    token, start,
    at: async (after) => stopClock(start + after),
    runs: async (touch = false) => (await findSession(token, { touch })) !== null,
    lastSeen: async () => (await db().session.findFirstOrThrow({ where: { id: caller.sessionId } })).lastSeenAt.getTime() - start,
  }
}

describe('[T21] a session', () => {
  it('that rests passes until the last millisecond of its idle time and is refused at its end', async () => {
    const { at, runs } = await signedInAt()
    await at(IDLE - 1)
    expect(await runs()).toBe(true)
    await at(IDLE)
    expect(await runs()).toBe(false)
  })

  it('lives on by what the person does, not by what an open tab asks by itself', async () => {
    const active = await signedInAt()
    await active.at(IDLE - 60_000)
    expect(await active.runs(true)).toBe(true)
    await active.at(2 * IDLE - 60_001)
    expect(await active.runs()).toBe(true)
    await active.at(2 * IDLE - 60_000)
    expect(await active.runs(true)).toBe(false)

    const idle = await signedInAt()
    for (let minute = 1; minute < 30; minute++) {
      await idle.at(minute * 60_000)
      expect(await idle.runs(false)).toBe(true)
    }
    expect(await idle.lastSeen()).toBe(0)
    await idle.at(IDLE)
    expect(await idle.runs()).toBe(false)
  })

  it('is touched at most once a minute', async () => {
    const { at, runs, lastSeen } = await signedInAt()
    await at(59_999)
    expect([await runs(true), await lastSeen()]).toEqual([true, 0])
    await at(60_000)
    expect([await runs(true), await lastSeen()]).toEqual([true, 60_000])
  })

  it('ends after its absolute time, however busy', async () => {
    const { at, runs } = await signedInAt()
    for (let after = IDLE / 2; after < ABSOLUTE; after += IDLE / 2) {
      await at(after)
      expect(await runs(true)).toBe(true)
    }
    await at(ABSOLUTE - 1)
    expect(await runs(true)).toBe(true)
    await at(ABSOLUTE)
    expect(await runs(true)).toBe(false)
  })

  it('obeys a limit that was made shorter while it runs, and does not outlive the one it began with', async () => {
    const { at, runs } = await signedInAt()
    const limits = async (idleTimeoutSeconds: number, absoluteTimeoutSeconds: number) => db().tenant.updateMany({ where: { slug: 'acme' }, data: { idleTimeoutSeconds, absoluteTimeoutSeconds } })
    await limits(300, 3600)
    await at(300_000 - 1)
    expect(await runs()).toBe(true)
    await at(300_000)
    expect(await runs()).toBe(false)
    await limits(3600, 5400)
    await at(3_599_999)
    expect(await runs(true)).toBe(true)
    await at(5_399_999)
    expect(await runs(true)).toBe(true)
    await at(5_400_000)
    expect(await runs()).toBe(false)
    await limits(3600, 24 * 3600)
    await db().session.updateMany({ data: { lastSeenAt: new Date(Date.now() + 2 * ABSOLUTE) } })
    await at(ABSOLUTE)
    expect(await runs()).toBe(false)
    await limits(1800, ABSOLUTE / 1000)
  })
})
