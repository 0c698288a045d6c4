import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { accountKey, reserveAttempt, type AttemptKey } from '@/lib/authn/sign-in-attempts'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { storeCast } from '@/prisma/factories/store-cast'
import { setBruteForce } from './actions'
import { getBruteForce, getBruteForceImpact } from './data'
import type { BruteForceValues } from './schema'

const set = performableOf(setBruteForce)
const tenant = async () => db().tenant.findUniqueOrThrow({ where: { slug: 'acme' } })
const reader = async () => clear((await signInAs('olivia@acme.example', { factor: false })).facts.actor, 'brute-force:read')
const save = async (name: string, values: Partial<BruteForceValues>) => set.perform(await callerFor(`${name}@acme.example`), { failures: 5, lockMinutes: 30, ...values, version: (await tenant()).bruteForceVersion }, TEST_ORIGIN, false)

let tenantId: string
const pair = (name: string = randomUUID()): AttemptKey => ({ tenantId, account: accountKey(tenantId, name), address: '203.0.113.1', kind: 'password' })
const fail = async (key: AttemptKey, times: number) => {
  const answers = []
  for (let n = 0; n < times; n++) answers.push(await reserveAttempt(key))
  return answers.filter(({ allowed }) => allowed).length
}

beforeAll(storeCast)
beforeAll(async () => {
  tenantId = (await tenant()).id
})
afterAll(closeDatabase)
beforeEach(async () => {
  await db().tenant.updateMany({ data: { bruteForceFailures: 5, bruteForceLockSeconds: 1800 } })
  await db().signInAttempt.deleteMany({})
})

describe('brute-force protection', () => {
  it('[T48] is changed by owners, Client Security Admins and Super Admins, and by nobody else; each refusal is in the audit', async () => {
    for (const name of ['adam', 'carla', 'audrey', 'bea', 'max', 'vera']) {
      await expect(save(name, { failures: 20 })).rejects.toMatchObject({ code: 'forbidden' })
      const { id } = await db().administrator.findFirstOrThrow({ where: { emailKey: `${name}@acme.example` } })
      expect(await db().auditEvent.findFirst({ where: { actorId: id }, orderBy: { sequence: 'desc' } })).toMatchObject({ action: 'brute_force.changed', outcome: 'refused' })
    }
    await save('sam', { failures: 6 })
    expect(await tenant()).toMatchObject({ bruteForceFailures: 6 })
  })

  it('[T05] counts from the next attempt: fewer close a pair that is there already, more leave room, and never one more than allowed', async () => {
    const [near, fresh] = [pair(), pair()]
    expect(await fail(near, 4)).toBe(4)
    await save('olivia', { failures: 3 })
    expect(await fail(near, 4)).toBe(1)
    expect(await fail(fresh, 9)).toBe(3)
    await save('olivia', { failures: 8 })
    expect(await fail(pair(), 20)).toBe(8)
    // Another tenant counts by its own.
    const globex = await db().tenant.findUniqueOrThrow({ where: { slug: 'globex' } })
    expect(await fail({ ...pair(), tenantId: globex.id }, 9)).toBe(5)
  })

  it('[T05] refuses for as long as it says; who is refused already keeps the time they were given', async () => {
    const [before, after] = [pair(), pair()]
    const until = async ({ account }: AttemptKey) => (await db().signInAttempt.findFirstOrThrow({ where: { accountKey: account } })).lockedUntil!.getTime()
    await fail(before, 5)
    const given = await until(before)
    await save('olivia', { lockMinutes: 1 })
    await fail(after, 5)
    expect(await until(before)).toBe(given)
    expect((await until(after)) - (await transaction(readClock))).toBeLessThanOrEqual(60_000)
    await save('olivia', { lockMinutes: 1440 })
    expect(await tenant()).toMatchObject({ bruteForceLockSeconds: 86_400 })
  })

  it('says who is refused now, and who would be after one more failure', async () => {
    await fail(pair(), 5)
    await fail(pair(), 4)
    await fail(pair(), 2)
    await db().signInAttempt.create({ data: { tenantId, accountKey: Buffer.from(accountKey(tenantId, 'rested')), address: '203.0.113.2', kind: 'password', failures: 4, updatedAt: new Date(Date.now() - 1_801_000) } })
    const impact = async (failures: number) => getBruteForceImpact(await reader(), failures)
    expect([await impact(5), await impact(3), await impact(20)]).toEqual([{ refused: 1, next: 1 }, { refused: 1, next: 2 }, { refused: 1, next: 0 }])
  })

  it('[T54] two change it: the second is told and shown what stands; the same again is refused; the audit has both sides', async () => {
    const olivia = await callerFor('olivia@acme.example')
    const { bruteForceVersion: version } = await tenant()
    await set.perform(olivia, { failures: 10, lockMinutes: 60, version }, TEST_ORIGIN, false)
    expect(await db().auditEvent.findFirstOrThrow({ where: { tenantId, action: 'brute_force.changed', outcome: 'done' }, orderBy: { sequence: 'desc' } })).toMatchObject({ before: { failures: 5, lockMinutes: 30 }, after: { failures: 10, lockMinutes: 60 } })
    await expect(set.perform(olivia, { failures: 3, lockMinutes: 30, version }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'conflict', failure: { details: { current: { failures: 10, lockMinutes: 60, version: version + 1 } } } })
    await expect(set.perform(olivia, { failures: 10, lockMinutes: 60, version: version + 1 }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'wrong_state' })
    expect(await getBruteForce(await reader())).toEqual({ failures: 10, lockMinutes: 60, version: version + 1 })
  })

  it('[T50] refuses what is no limit', async () => {
    for (const part of [{ failures: 2 }, { failures: 21 }, { failures: 4.5 }, { failures: '5' }, { lockMinutes: 0 }, { lockMinutes: 1441 }, { lockMinutes: null }, { tenantId }]) await expect(save('olivia', part as never)).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
