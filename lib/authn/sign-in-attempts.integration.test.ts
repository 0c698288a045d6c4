import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { storeCast } from '@/prisma/factories/store-cast'
import { moveClock } from '@/prisma/factories/test-clock'
import { LONGEST_STREAK, accountKey, forgetFailures, isAccountLocked, releaseAttempt, reserveAttempt, unlockAccount, type AttemptKey } from './sign-in-attempts'

beforeAll(storeCast)
afterAll(closeDatabase)

let tenantId: string
beforeAll(async () => {
  tenantId = (await db().tenant.findUniqueOrThrow({ where: { slug: 'acme' } })).id
})
const keyOf = (name: string, address = '203.0.113.1'): AttemptKey => ({ tenantId, account: accountKey(tenantId, name), address, kind: 'password' })
const allowed = async (key: AttemptKey, times: number) => (await Promise.all(Array.from({ length: times }, async () => reserveAttempt(key)))).filter((one) => one.allowed).length

describe('brute force (T05)', () => {
  it('64 at once: five are compared, twenty rounds', async () => {
    for (let round = 0; round < 20; round++) expect(await allowed(keyOf(randomUUID()), 64)).toBe(5)
  })

  it('the fifth locks for half an hour, then there are five more; a lock is not lengthened by trying', async () => {
    const key = keyOf('locked@acme.example')
    const five = []
    for (let n = 0; n < 5; n++) five.push(await reserveAttempt(key))
    expect(five.map((one) => one.allowed && one.locks)).toEqual([false, false, false, false, true])
    await moveClock(29 * 60_000)
    expect(await allowed(key, 10)).toBe(0)
    await moveClock(30 * 60_000 + 1000)
    expect(await allowed(key, 10)).toBe(5)
    await moveClock(0)
  })

  it('in no half hour there are more than five, whatever the pace', async () => {
    const key = keyOf('pace@acme.example')
    const compared: number[] = []
    let minute = 100
    for (let step = 0; step < 80; step++) {
      minute += [1, 0, 9, 31, 4, 0, 0, 14][step % 8]!
      await moveClock(minute * 60_000)
      if ((await reserveAttempt(key)).allowed) compared.push(minute)
    }
    await moveClock(0)
    for (const start of compared) expect(compared.filter((at) => at >= start && at < start + 29).length).toBeLessThanOrEqual(5)
    expect(compared.length).toBeGreaterThan(15)
  })

  it('[T06] another address is another pair, and what is refused does not count against the account', async () => {
    const key = keyOf('owner@acme.example')
    expect(await allowed(key, 60)).toBe(5)
    for (let n = 0; n < 440; n++) expect((await reserveAttempt(key)).allowed).toBe(false)
    expect(await reserveAttempt(keyOf('owner@acme.example', '198.51.100.7'))).toMatchObject({ allowed: true, failures: 1, streak: 6 })
  })

  it('the hundredth in a row from anywhere is the last, whoever asks, until the account is unlocked', async () => {
    const from = (n: number) => keyOf('streak@acme.example', `198.51.100.${n}`)
    const all = (await Promise.all(Array.from({ length: 120 }, async (_, n) => reserveAttempt(from(n))))).filter((one) => one.allowed)
    expect(all).toHaveLength(LONGEST_STREAK)
    expect(all.filter((one) => one.switchesOff)).toHaveLength(1)
    expect(await reserveAttempt(from(200))).toEqual({ allowed: false, because: 'streak' })
    await transaction(async (tx) => unlockAccount(tx, { tenantId, emailKey: 'streak@acme.example', now: await readClock(tx) }))
    expect((await reserveAttempt(from(201))).allowed).toBe(true)
  })

  it('success begins anew; an attempt that was not compared is given back; unlocking opens every address', async () => {
    const key = keyOf('again@acme.example')
    expect(await allowed(key, 4)).toBe(4)
    await transaction(async (tx) => forgetFailures(tx, key))
    expect(await allowed(key, 4)).toBe(4)
    await reserveAttempt(key)
    await releaseAttempt(key)
    expect(await allowed(key, 9)).toBe(1)
    const at = async () => transaction(async (tx) => isAccountLocked(tx, { tenantId, emailKey: 'again@acme.example', now: await readClock(tx) }))
    expect(await at()).toBe(true)
    expect(await transaction(async (tx) => unlockAccount(tx, { tenantId, emailKey: 'again@acme.example', now: await readClock(tx) }))).toBe(true)
    expect(await at()).toBe(false)
    expect((await reserveAttempt(key)).allowed).toBe(true)
  })

  it('passwords and codes count apart, tenants too, and the table names nobody', async () => {
    const other = await db().tenant.findUniqueOrThrow({ where: { slug: 'globex' } })
    const key = keyOf('apart@acme.example')
    expect(await allowed(key, 9)).toBe(5)
    expect((await reserveAttempt({ ...key, kind: 'code' })).allowed).toBe(true)
    expect(accountKey(other.id, 'apart@acme.example')).not.toEqual(key.account)
    const rows = await db().signInAttempt.findMany()
    expect(JSON.stringify(rows.map((row) => ({ ...row, accountKey: Buffer.from(row.accountKey).toString('utf8') })))).not.toContain('acme.example')
  })
})
