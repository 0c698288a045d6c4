import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newToken } from '@/lib/crypto/tokens'
import { accountKey, LONGEST_STREAK } from '@/lib/authn/sign-in-attempts'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { enrolledPasskey } from '@/prisma/factories/enrolled-passkey'
import { codeOf, enrolledTotp } from '@/prisma/factories/enrolled-totp'
import { patiently } from '@/prisma/factories/patiently'
import { moveClock, stopClock } from '@/prisma/factories/test-clock'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { workOff } from '@/prisma/factories/work-off'
import { acceptFactor, type AcceptedFactor } from './accept-factor'
import { MOST_FAILURES, reserveFactorTry, type FactorTry } from './factor-attempts'
import { countRecoveryCodes, makeRecoveryCodes } from './recovery-codes'
import { tellWrongCodes } from './tell-wrong-codes'
import { openTotpSecret } from './totp'

const BOUND = { purpose: 'step_up', id: '00000000-0000-4000-8000-000000000000' } as const

let tenant: DisposableTenant
beforeAll(async () => {
  tenant = await disposableTenant()
})
afterAll(closeDatabase)

type Whose = { tenantId: string; administratorId: string }
const whose = (name: string): Whose => ({ tenantId: tenant.id, administratorId: tenant.people[name]!.id })
const at = (n: number) => ({ ...TEST_ORIGIN, address: `198.51.100.${n}` })
const outcome = async (work: Promise<unknown>) => work.then(() => 'accepted', (error: { code?: string; message?: string }) => error.code ?? error.message)

/** Many at once with one counted try each: what the counters would let through is not what is tried here. */
const uncounted = async ({ tenantId, administratorId }: Whose, factorId: string | null): Promise<FactorTry> => {
  await db().signInAttempt.deleteMany({ where: { tenantId } })
  const counted = await reserveFactorTry({ tenantId, administratorId, factorId, origin: TEST_ORIGIN })
  await db().signInAttempt.deleteMany({ where: { tenantId } })
  return counted
}
const accept = async ({ tenantId, administratorId }: Whose, given: { factorId: string | null; code: string }, counted: FactorTry): Promise<AcceptedFactor> =>
  transaction(async (tx) => {
    const now = await readClock(tx)
    const { factorId, code } = given
    return acceptFactor(tx, { tenantId, administratorId, now, bound: BOUND, given: factorId === null ? { kind: 'recovery_code', code, counted } : { kind: 'totp', factorId, code, counted } })
  })
const tryCode = async (person: Whose, factorId: string | null, code: string, from = 1, pendingId?: string) =>
  accept(person, { factorId, code }, await reserveFactorTry({ ...person, factorId, origin: at(from), ...(pendingId ? { pendingId } : {}) }))
const wrong = async (secret: string) => ((Number(await codeOf(secret)) + 1) % 1_000_000).toString().padStart(6, '0')

describe('a code of an authenticator app', () => {
  it('[T11] counts once: sixteen at the same time, thirty rounds', async () => {
    const person = whose('olivia')
    const { factorId, secret } = await enrolledTotp(person)
    for (let round = 0; round < 30; round++) {
      await moveClock(round * 60_000)
      const [code, counted] = [await codeOf(secret), await uncounted(person, factorId)]
      const outcomes = await Promise.all(Array.from({ length: 16 }, async () => outcome(patiently(async () => accept(person, { factorId, code }, counted)))))
      expect(outcomes.filter((one) => one === 'accepted')).toHaveLength(1)
      expect(outcomes.filter((one) => one === 'wrong_code')).toHaveLength(15)
    }
    await moveClock(0)
  }, 120_000)

  it('[T11] [T13] one step back counts, and nothing at or before a step that was taken, also when the clock is put back', async () => {
    const person = whose('oscar')
    const { factorId, secret } = await enrolledTotp(person)
    // In the middle of a step, so that none ends meanwhile.
    const middle = (Math.floor((await transaction(readClock)) / 30_000) + 1) * 30_000 + 15_000
    await stopClock(middle)
    expect(await tryCode(person, factorId, await codeOf(secret, 1))).toMatchObject({ kind: 'totp', factorId, replacement: null, entries: [] })
    expect(await outcome(tryCode(person, factorId, await codeOf(secret, 1)))).toBe('wrong_code')
    const taken = await codeOf(secret)
    expect(await outcome(tryCode(person, factorId, taken))).toBe('accepted')
    expect(await outcome(tryCode(person, factorId, await codeOf(secret, -1)))).toBe('wrong_code')
    await stopClock(middle - 3_600_000)
    expect(await outcome(tryCode(person, factorId, await codeOf(secret), 2))).toBe('wrong_code')
    await stopClock(null)
  })

  it.each(['', '１２３４５６', '1234567', '000000\n', 'abcdef'])('[T14] %j is refused as any wrong code, and counted', async (code) => {
    const person = whose('gus')
    const { factorId } = await enrolledTotp(person)
    await db().signInAttempt.deleteMany({ where: { tenantId: tenant.id } })
    expect(await outcome(tryCode(person, factorId, code))).toBe('wrong_code')
    expect(await db().secondFactor.findFirst({ where: { id: factorId } })).toMatchObject({ failures: 1 })
    expect(await db().signInAttempt.findMany({ where: { tenantId: tenant.id, kind: 'code' } })).toMatchObject([{ failures: 1 }])
  })

  it('[T15] the secret is sealed for its row: moved to another person or factor it does not open, and no column holds it', async () => {
    const [mine, theirs] = [await enrolledTotp(whose('sam')), await enrolledTotp(whose('bea'))]
    const row = await db().secondFactor.findFirstOrThrow({ where: { id: mine.factorId } })
    const dump = JSON.stringify(await db().secondFactor.findMany({ where: { tenantId: tenant.id } }), (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))
    expect(dump).not.toContain(mine.secret)
    expect(openTotpSecret(row.secretSealed!, { ...whose('sam'), factorId: mine.factorId })).toBe(mine.secret)
    expect(() => openTotpSecret(row.secretSealed!, { ...whose('bea'), factorId: mine.factorId })).toThrow(/authenticate data/)
    await db().secondFactor.updateMany({ where: { id: theirs.factorId }, data: { secretSealed: row.secretSealed } })
    const code = await codeOf(mine.secret)
    await expect(tryCode(whose('bea'), theirs.factorId, code)).rejects.toThrow(/authenticate data/)
    expect(await outcome(tryCode(whose('sam'), mine.factorId, code))).toBe('accepted')
  })

  it("another person's factor is none, whoever knows its code, and a draft is none either", async () => {
    const mine = await enrolledTotp(whose('vera'))
    expect(await outcome(tryCode(whose('rex'), mine.factorId, await codeOf(mine.secret)))).toBe('wrong_code')
    // Nor can anybody's wrong codes block it but its owner's.
    expect((await db().secondFactor.findFirstOrThrow({ where: { id: mine.factorId } })).failures).toBe(0)
    await db().secondFactor.updateMany({ where: { id: mine.factorId }, data: { confirmedAt: null, draftExpiresAt: new Date(Date.now() + 600_000) } })
    expect(await outcome(tryCode(whose('vera'), mine.factorId, await codeOf(mine.secret)))).toBe('wrong_code')
  })

  it('a kind that the policy no longer allows is refused beside one that it does, but for a break-glass owner; alone it is taken', async () => {
    const { factorId, secret } = await enrolledTotp(whose('audrey'))
    await enrolledPasskey(whose('audrey'))
    const alone = await enrolledTotp(whose('carla'))
    await db().tenant.update({ where: { id: tenant.id }, data: { mfaAllowedFactors: ['passkey'] } })
    expect(await outcome(tryCode(whose('audrey'), factorId, await codeOf(secret)))).toBe('wrong_code')
    await db().administrator.updateMany({ where: { id: tenant.people.audrey!.id }, data: { breakGlassAt: new Date() } })
    expect(await outcome(tryCode(whose('audrey'), factorId, await codeOf(secret)))).toBe('accepted')
    expect(await outcome(tryCode(whose('carla'), alone.factorId, await codeOf(alone.secret)))).toBe('accepted')
    await db().tenant.update({ where: { id: tenant.id }, data: { mfaAllowedFactors: ['totp', 'passkey'] } })
  })
})

describe('guessing', () => {
  it('[T12] ten wrong in a row block the factor: then even the right code is refused, enrolment stays closed, person and owners are told once', async () => {
    const person = whose('adam')
    const { factorId, secret } = await enrolledTotp(person)
    for (let n = 0; n < MOST_FAILURES; n++) expect(await outcome(tryCode(person, factorId, await wrong(secret), 10 + n))).toBe('wrong_code')
    expect(await outcome(tryCode(person, factorId, await codeOf(secret), 40))).toBe('wrong_code')
    const { factorEnrolledAt, factorKinds } = await db().administrator.findFirstOrThrow({ where: { id: person.administratorId } })
    expect([factorEnrolledAt !== null, factorKinds]).toEqual([true, ['totp']])
    const [job] = await db().job.findMany({ where: { kind: 'wrong_codes', administratorId: person.administratorId, state: 'queued' }, orderBy: { createdAt: 'desc' } })
    for (let again = 0; again < 2; again++) await tellWrongCodes(job!)
    for (const [name, letter] of [['adam', 'factor_blocked'], ['olivia', 'factor_of_another_blocked'], ['oscar', 'factor_of_another_blocked']] as const) {
      expect((await waitingLetters(tenant.people[name]!.email)).filter((one) => one.name === letter)).toHaveLength(1)
    }
    expect(await db().auditEvent.count({ where: { action: 'factor.blocked', affectedId: person.administratorId } })).toBe(1)
  })

  it('the tenth try may be the right one: then nothing is blocked, and nobody is told', async () => {
    const person = whose('sonia')
    const { factorId, secret } = await enrolledTotp(person)
    for (let n = 0; n < MOST_FAILURES - 1; n++) expect(await outcome(tryCode(person, factorId, await wrong(secret), 60 + n))).toBe('wrong_code')
    expect(await outcome(tryCode(person, factorId, await codeOf(secret), 80))).toBe('accepted')
    expect(await db().secondFactor.findFirst({ where: { id: factorId } })).toMatchObject({ failures: 0, blockedAt: null })
    await workOff('wrong_codes')
    expect((await waitingLetters(tenant.people.sonia!.email)).map(({ name }) => name)).not.toContain('factor_blocked')
  })

  it('[T12] sixteen guesses at once are never more than ten, from as many addresses as there are', async () => {
    const person = whose('april')
    const { factorId } = await enrolledTotp(person)
    const reserved = await Promise.all(Array.from({ length: 16 }, async (_, n) => outcome(reserveFactorTry({ ...person, factorId, origin: at(100 + n) }))))
    expect(reserved.filter((one) => one === 'accepted')).toHaveLength(MOST_FAILURES)
  })

  it('[T12] five per address, five per pending sign-in; the sixth starts over', async () => {
    const person = whose('carla')
    const { factorId } = await enrolledTotp(person)
    const now = await transaction(readClock)
    const { id: pendingId } = await db().pendingSignIn.create({ data: { ...person, tokenHash: newToken('session').hash, comparedHash: '', createdAt: new Date(now), expiresAt: new Date(now + 600_000) }, select: { id: true } })
    for (let n = 0; n < 5; n++) expect(await outcome(tryCode(person, factorId, '000000', 150 + n, pendingId))).toBe('wrong_code')
    await expect(tryCode(person, factorId, '000000', 160, pendingId)).rejects.toMatchObject({ failure: { code: 'wrong_code', reason: 'start_over' } })
    const other = whose('wanda')
    const code = await enrolledTotp(other)
    for (let n = 0; n < 5; n++) await outcome(tryCode(other, code.factorId, '000000', 170))
    expect(await outcome(tryCode(other, code.factorId, await codeOf(code.secret), 170))).toBe('wrong_code')
    expect(await outcome(tryCode(other, code.factorId, await codeOf(code.secret), 171))).toBe('accepted')
  })

  it('a hundred wrong codes from anywhere close the codes of an account, but never of a break-glass one', async () => {
    const person = whose('noor')
    const { factorId, secret } = await enrolledTotp(person)
    await db().signInStreak.create({ data: { tenantId: tenant.id, accountKey: accountKey(tenant.id, tenant.people.noor!.email), kind: 'code', failures: LONGEST_STREAK, updatedAt: new Date() } })
    expect(await outcome(tryCode(person, factorId, await codeOf(secret)))).toBe('wrong_code')
    await db().administrator.updateMany({ where: { id: person.administratorId }, data: { breakGlassAt: new Date() } })
    expect(await outcome(tryCode(person, factorId, await codeOf(secret), 2))).toBe('accepted')
  })

  it('another way in frees what was blocked, and says so', async () => {
    const person = whose('max')
    const { factorId, secret } = await enrolledTotp(person)
    for (let n = 0; n < MOST_FAILURES; n++) await outcome(tryCode(person, factorId, await wrong(secret), 180 + n))
    const [code] = await transaction(async (tx) => makeRecoveryCodes(tx, { ...person, now: await readClock(tx) }))
    const accepted = await tryCode(person, null, code!, 200)
    expect(accepted.entries.map(({ action }) => action)).toEqual(['recovery_code.used', 'factor.unblocked'])
    expect(await outcome(tryCode(person, factorId, await codeOf(secret), 200))).toBe('accepted')
  })
})

describe('recovery codes', () => {
  const make = async (person: Whose) => transaction(async (tx) => makeRecoveryCodes(tx, { ...person, now: await readClock(tx) }))

  it('[T17] ten of 120 bits; the table holds none of them, a new set kills the old', async () => {
    const person = whose('ines')
    const old = await make(person)
    expect(old).toHaveLength(10)
    for (const code of old) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
    const rows = JSON.stringify(await db().recoveryCode.findMany({ where: person }))
    for (const code of old) for (const form of [code, code.replaceAll('-', '')]) expect(rows).not.toContain(form)
    const next = await make(person)
    expect(await outcome(tryCode(person, null, old[0]!))).toBe('wrong_code')
    expect(await outcome(tryCode(person, null, next[0]!.toLowerCase().replaceAll('-', ' '), 2))).toBe('accepted')
  })

  it('[T17] sixteen at the same time: one counts, thirty rounds; the used one is dead and another takes its place', async () => {
    const person = whose('bea')
    let [code] = await make(person)
    for (let round = 0; round < 30; round++) {
      const counted = await uncounted(person, null)
      const outcomes = await Promise.allSettled(Array.from({ length: 16 }, async () => patiently(async () => accept(person, { factorId: null, code: code! }, counted))))
      const won = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      expect(won).toHaveLength(1)
      code = won[0]!.replacement!
      expect(await db().$transaction(async (tx) => countRecoveryCodes(tx, person))).toBe(10)
    }
    expect((await waitingLetters(tenant.people.bea!.email)).filter(({ name }) => name === 'factor_changed')).toHaveLength(30)
  }, 120_000)

  it("[T17] another's code is nobody's, and what is no code is a wrong one", async () => {
    const [code] = await make(whose('olivia'))
    for (const [n, typed] of [code!, '', '0000', code!.slice(0, -1), `${code!}0`, 'U'.repeat(24), '0'.repeat(5000)].entries()) expect(await outcome(tryCode(whose('oscar'), null, typed, 210 + n))).toBe('wrong_code')
  })
})
