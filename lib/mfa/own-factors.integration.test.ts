import { randomUUID } from 'node:crypto'
import { generateSync } from 'otplib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { signedInFor } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { codeOf, enrolledTotp } from '@/prisma/factories/enrolled-totp'
import { SoftPasskey } from '@/prisma/factories/soft-passkey'
import { browser } from '@/prisma/factories/stand-in-browser'
import { moveClock } from '@/prisma/factories/test-clock'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { addAuthenticator, addPasskey, beginAuthenticator, beginPasskey, dropFactor, mailEnrolmentCode, makeNewRecoveryCodes, renameFactor, resetFactorsOf } from './actions'
import { makeRecoveryCodes, spendRecoveryCode } from './recovery-codes'

vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

let tenant: DisposableTenant
beforeAll(async () => {
  tenant = await disposableTenant()
})
beforeEach(() => {
  browser.kept = []
  browser.address = `192.0.2.${Math.floor(Math.random() * 250) + 1}`
})
afterAll(closeDatabase)

const refused = (code: string, more: Record<string, unknown> = {}) => ({ ok: false, error: expect.objectContaining({ code, ...more }) })
const facts = async (token = browser.cookie!) => findSession(token, { touch: false })
const email = (name: string) => tenant.people[name]!.email

async function signedIn(name: string) {
  const session = await signedInFor(email(name))
  browser.cookie = session.token
  return session
}

async function mailedCode(name: string): Promise<string> {
  expect(await mailEnrolmentCode({})).toEqual({ ok: true, data: undefined })
  const letter = (await waitingLetters(email(name))).find((one) => one.name === 'enrolment_code')
  if (letter?.name !== 'enrolment_code') throw new Error('no code was mailed')
  expect(letter.lifetimeSeconds).toBeLessThanOrEqual(600)
  return letter.code
}

async function begun() {
  const answer = await beginAuthenticator({}, randomUUID())
  if (!answer.ok) throw new Error(answer.error.sentence)
  return answer.data
}

async function enrol(name: string) {
  const [mailed, { factorId, secret }] = [await mailedCode(name), await begun()]
  const answer = await addAuthenticator({ factorId, name: 'Phone', code: await codeOf(secret), mailedCode: mailed }, randomUUID())
  if (!answer.ok) throw new Error(answer.error.sentence)
  return { factorId, secret, codes: answer.data.recoveryCodes! }
}

/** Everything the database could give away, as text. */
const dump = async () => {
  const tables = ['second_factor', 'recovery_code', 'enrolment_code', 'idempotency_key', 'job', 'audit_event', 'audit_person']
  return (await Promise.all(tables.map(async (table) => (await pool().query<{ text: string }>(`SELECT t::text AS text FROM ${table} t`)).rows.map(({ text }) => text)))).flat().join('\n')
}

describe('whoever has nothing to prove themselves by', () => {
  const stale = refused('step_up_required')
  // As a provider, or a code by mail, lets somebody in: no proof of this session's own.
  const cameOtherwise = async (name: string) => {
    await signedIn(name)
    await db().session.update({ where: { tenantId_id: { tenantId: tenant.id, id: (await facts())!.session.id } }, data: { freshFactorAt: null } })
  }
  const passwordOf = (name: string) => ({ where: { tenantId: tenant.id, administratorId: tenant.people[name]!.id } })

  it('[T16] enrols after a sign-in as recent as a proof has to be, by the mailed code and the factor’s own', async () => {
    await cameOtherwise('april')
    expect(await beginAuthenticator({})).toEqual(stale)
    await db().passwordCredential.deleteMany(passwordOf('april'))
    const [{ factorId, secret }, code] = [await begun(), await mailedCode('april')]
    const input = { factorId, name: 'Phone', code: await codeOf(secret) }
    expect(await addAuthenticator({ ...input, mailedCode: code === '000000' ? '000001' : '000000' })).toEqual(refused('wrong_code'))
    expect(await addAuthenticator({ ...input, mailedCode: code })).toMatchObject({ ok: true })
    // From now on there is something: it is asked for.
    await cameOtherwise('april')
    expect(await beginAuthenticator({})).toEqual(stale)
  })

  it('is sent to sign in again once that was too long ago; where passwords are taken no more, one of theirs is nothing', async () => {
    await cameOtherwise('max')
    const password = await db().signInMethod.findFirstOrThrow({ where: { tenantId: tenant.id, method: 'password', step: 'first' } })
    await db().signInMethod.deleteMany({ where: { tenantId: tenant.id, method: 'password' } })
    expect(await beginAuthenticator({})).toMatchObject({ ok: true })
    await moveClock(301_000)
    expect(await beginAuthenticator({})).toEqual(refused('wrong_state', { reason: 'sign_in_again' }))
    await moveClock(0)
    await db().signInMethod.create({ data: password })
    expect(await beginAuthenticator({})).toEqual(stale)
  })
})

describe('the first authenticator app', () => {
  it('[T16] [T22] counts after one right code and the mailed one: this session has used it under a new reference, others end, person and owners are told', async () => {
    const other = await signedIn('adam')
    const { token } = await signedIn('adam')
    expect((await facts())!.actor.inForce).toHaveLength(1)
    const { codes } = await enrol('adam')
    expect([await facts(other.token), await facts(token)]).toEqual([null, null])
    const { actor } = (await facts())!
    expect([actor.factorEnrolledAt, actor.factorUsedAt, actor.freshFactorAt].every((at) => at !== null)).toBe(true)
    expect(codes).toHaveLength(10)
    expect((await waitingLetters(email('adam')))[0]).toMatchObject({ name: 'factor_changed', change: { what: 'enrolled', factor: 'Phone' } })
    for (const owner of ['olivia', 'oscar']) expect((await waitingLetters(email(owner)))[0]).toMatchObject({ name: 'factor_of_another_enrolled' })
    expect(await db().session.findFirst({ where: { tenantId: tenant.id, administratorId: tenant.people.adam!.id, endedAt: { not: null } } })).toMatchObject({ endReason: 'factors_changed' })
  })

  it('[T15] [T17] neither the secret nor a recovery code stands anywhere in the database, and no second answer gives the secret again', async () => {
    await signedIn('gus')
    const [mailed, { factorId, secret }] = [await mailedCode('gus'), await begun()]
    const key = randomUUID()
    const input = { factorId, name: 'Phone', code: await codeOf(secret), mailedCode: mailed }
    const first = await addAuthenticator(input, key)
    expect(first).toMatchObject({ ok: true, data: { factorId } })
    const text = await dump()
    expect(text).not.toContain(secret)
    for (const code of (first as { data: { recoveryCodes: string[] } }).data.recoveryCodes) for (const form of [code, code.replaceAll('-', '')]) expect(text).not.toContain(form)
    // A second submit of the same form is answered alike: its first answer may have been lost on the way.
    expect(await addAuthenticator(input, key)).toEqual(first)
    expect(JSON.stringify(first)).not.toContain(secret)
    expect(await addAuthenticator(input, randomUUID())).toEqual(refused('wrong_state'))
  })

  it('[T16] a draft is no factor, a wrong code adds none, and a draft runs out', async () => {
    await signedIn('sonia')
    const [mailed, { factorId, secret }] = [await mailedCode('sonia'), await begun()]
    expect((await facts())!.actor).toMatchObject({ factorEnrolledAt: null })
    const wrong = generateSync({ secret, epoch: 0 })
    expect(await addAuthenticator({ factorId, name: 'Phone', code: wrong, mailedCode: mailed })).toEqual(refused('wrong_code', { fields: { code: expect.any(String) as string } }))
    expect(await db().secondFactor.findFirst({ where: { id: factorId } })).toMatchObject({ confirmedAt: null })
    await moveClock(15 * 60_000)
    await db().session.updateMany({ where: { tenantId: tenant.id }, data: { freshFactorAt: new Date(await transaction(readClock)) } })
    const again = await mailedCode('sonia')
    expect(await addAuthenticator({ factorId, name: 'Phone', code: await codeOf(secret), mailedCode: again })).toEqual(refused('wrong_state', { reason: 'draft_over' }))
    await moveClock(0)
  })

  it('[T16] the mailed code is needed, is the newest one, and is tried five times at most', async () => {
    await signedIn('carla')
    const [old, mailed, { factorId, secret }] = [await mailedCode('carla'), await mailedCode('carla'), await begun()]
    const add = async (code?: string) => addAuthenticator({ factorId, name: 'Phone', code: await codeOf(secret), ...(code === undefined ? {} : { mailedCode: code }) })
    expect(await add()).toEqual(refused('wrong_code', { fields: { mailedCode: expect.any(String) as string } }))
    // One in a million times the two are the same.
    const stale = old === mailed ? 'x' : old
    for (const code of [stale, 'x', '', '000 000', '12345']) expect(await add(code)).toEqual(refused('wrong_code'))
    browser.address = '203.0.113.200'
    expect(await add(mailed)).toEqual(refused('wrong_code', { sentence: expect.stringContaining('Have another one sent') as string }))
    expect(await add(await mailedCode('carla'))).toMatchObject({ ok: true })
  })

  it("nobody confirms another's draft, and mails of codes have an end", async () => {
    await signedIn('vera')
    const { factorId, secret } = await begun()
    await signedIn('rex')
    expect(await addAuthenticator({ factorId, name: 'Phone', code: await codeOf(secret), mailedCode: await mailedCode('rex') })).toEqual(refused('wrong_state'))
    for (let n = 0; n < 4; n++) await mailedCode('rex')
    expect(await mailEnrolmentCode({})).toEqual(refused('too_many'))
  })

  it('a fresh proof is asked for at each step', async () => {
    const { caller } = await signedIn('april')
    await db().session.update({ where: { tenantId_id: { tenantId: caller.tenantId, id: caller.sessionId } }, data: { freshFactorAt: null } })
    const nothing = { challengeId: randomUUID(), name: 'x', response: { id: 'AA', rawId: 'AA', type: 'public-key' as const, response: { clientDataJSON: 'AA', attestationObject: 'AA' } } }
    for (const answer of [await mailEnrolmentCode({}), await beginAuthenticator({}), await beginPasskey({}), await addPasskey(nothing), await makeNewRecoveryCodes({}), await dropFactor({ factorId: randomUUID() }), await addAuthenticator({ factorId: randomUUID(), name: 'x', code: '123456' })]) {
      expect(answer).toEqual(refused('step_up_required'))
    }
  })

  it('a kind that the policy does not allow is not begun', async () => {
    await signedIn('bea')
    await db().tenant.update({ where: { id: tenant.id }, data: { mfaAllowedFactors: ['passkey'] } })
    expect(await beginAuthenticator({})).toEqual(refused('wrong_state'))
    await db().tenant.update({ where: { id: tenant.id }, data: { mfaAllowedFactors: ['totp'] } })
    expect(await beginPasskey({})).toEqual(refused('wrong_state'))
    await db().tenant.update({ where: { id: tenant.id }, data: { mfaAllowedFactors: ['totp', 'passkey'] } })
  })
})

describe('more factors', () => {
  it('a passkey comes beside without a mailed code, confirmed by the factor there is; the same one cannot come twice', async () => {
    await signedIn('audrey')
    await enrol('audrey')
    const passkey = new SoftPasskey()
    for (const expected of [{ ok: true, data: { recoveryCodes: null } }, refused('already_exists')]) {
      const asked = await beginPasskey({})
      if (!asked.ok) throw new Error(asked.error.sentence)
      const { challengeId, options } = asked.data
      const { clientExtensionResults: _, ...response } = passkey.register(options)
      expect(await addPasskey({ challengeId, name: 'Laptop', response: response as never })).toMatchObject(expected)
    }
    expect((await db().administrator.findFirstOrThrow({ where: { id: tenant.people.audrey!.id } })).factorKinds).toEqual(['totp', 'passkey'])
    expect((await facts())!.actor.factorUsedAt).not.toBeNull()
  })

  it('is renamed and removed by its owner only; other sessions end, the last one takes the recovery codes along', async () => {
    await signedIn('max')
    const { factorId } = await enrol('max')
    const mine = browser.cookie!
    await signedIn('wanda')
    expect(await renameFactor({ factorId, name: 'Mine now' })).toEqual(refused('not_found'))
    expect(await dropFactor({ factorId })).toEqual(refused('not_found'))
    const other = await signedInFor(email('max'))
    browser.cookie = mine
    expect(await renameFactor({ factorId, name: '  Old phone ' })).toEqual({ ok: true, data: undefined })
    expect(await db().secondFactor.findFirst({ where: { id: factorId } })).toMatchObject({ name: 'Old phone' })
    expect(await dropFactor({ factorId })).toEqual({ ok: true, data: { left: 0 } })
    expect(await facts(other.token)).toBeNull()
    expect(await db().recoveryCode.count({ where: { tenantId: tenant.id, administratorId: tenant.people.max!.id } })).toBe(0)
    expect((await waitingLetters(email('max'))).slice(0, 2)).toMatchObject([{ change: { what: 'removed', factor: 'Old phone' } }, { change: { what: 'renamed' } }])
    expect((await facts())!.actor.factorEnrolledAt).toBeNull()
  })

  it('new recovery codes kill the old, end other sessions, are told by mail; without a factor there are none', async () => {
    await signedIn('wanda')
    expect(await makeNewRecoveryCodes({})).toEqual(refused('wrong_state'))
    const { codes } = await enrol('wanda')
    const other = await signedInFor(email('wanda'))
    const answer = await makeNewRecoveryCodes({})
    expect((answer as { data: { recoveryCodes: string[] } }).data.recoveryCodes).toHaveLength(10)
    expect((answer as { data: { recoveryCodes: string[] } }).data.recoveryCodes).not.toContain(codes[0])
    expect(await facts(other.token)).toBeNull()
    expect((await waitingLetters(email('wanda')))[0]).toMatchObject({ change: { what: 'codes_made' } })
  })
})

describe('a factor of a kind that the policy does not take', () => {
  const allow = async (...mfaAllowedFactors: ('totp' | 'passkey')[]) => db().tenant.update({ where: { id: tenant.id }, data: { mfaAllowedFactors } })
  afterEach(async () => allow('totp', 'passkey'))

  it('[T16] [T17] gives no recovery codes to whoever has the password alone, and what codes there were end with the first factor that counts', async () => {
    const whose = { tenantId: tenant.id, administratorId: tenant.people.bea!.id }
    await enrolledTotp(whose)
    const codes = await transaction(async (tx) => makeRecoveryCodes(tx, { ...whose, now: await readClock(tx) }))
    await allow('passkey')
    await signedIn('bea')
    expect(await makeNewRecoveryCodes({})).toEqual(refused('wrong_state'))
    const mailed = await mailedCode('bea')
    const asked = await beginPasskey({})
    if (!asked.ok) throw new Error(asked.error.sentence)
    const { challengeId, options } = asked.data
    const { clientExtensionResults: _, ...response } = new SoftPasskey().register(options)
    const added = await addPasskey({ challengeId, name: 'Laptop', mailedCode: mailed, response: response as never })
    expect(added).toMatchObject({ ok: true, data: { recoveryCodes: expect.any(Array) as string[] } })
    const spent = await transaction(async (tx) => spendRecoveryCode(tx, { ...whose, now: await readClock(tx) }, codes[0]))
    expect(spent).toBeNull()
  })
})

describe('a reset by an administrator', () => {
  const reset = async (name: string) => resetFactorsOf({ administratorId: tenant.people[name]!.id })
  const enrolled = async (name: string) => enrolledTotp({ tenantId: tenant.id, administratorId: tenant.people[name]!.id })

  it('[T20] takes factors, codes, sessions and grace; the person and, for a privileged role, the owners are told', async () => {
    await enrolled('sam')
    const { token } = await signedInFor(email('sam'))
    await signedIn('olivia')
    expect(await reset('sam')).toEqual({ ok: true, data: { ended: 1 } })
    expect(await facts(token)).toBeNull()
    expect(await db().secondFactor.count({ where: { administratorId: tenant.people.sam!.id } })).toBe(0)
    expect((await waitingLetters(email('sam')))[0]).toMatchObject({ name: 'factors_reset' })
    expect((await waitingLetters(email('oscar')))[0]).toMatchObject({ name: 'factors_of_another_reset' })
    expect((await waitingLetters(email('olivia'))).map(({ name }) => name)).not.toContain('factors_of_another_reset')
    // Signed in again, what needs a factor confers nothing, grace or not.
    expect((await facts((await signedInFor(email('sam'))).token))!.actor.inForce).toEqual([])
    expect(await reset('sam')).toEqual(refused('wrong_state'))
  })

  it('frees who was blocked: enrolment opens again, with a mailed code', async () => {
    const { factorId } = await enrolled('ines')
    await db().administrator.updateMany({ where: { id: tenant.people.ines!.id }, data: { status: 'active' } })
    await db().secondFactor.updateMany({ where: { id: factorId }, data: { failures: 10, blockedAt: new Date() } })
    await signedIn('ines')
    expect(await mailEnrolmentCode({})).toEqual(refused('wrong_state'))
    await signedIn('olivia')
    expect(await reset('ines')).toMatchObject({ ok: true })
    await signedIn('ines')
    expect((await enrol('ines')).codes).toHaveLength(10)
  })

  it('is refused upwards, to oneself, and to who has nothing to reset', async () => {
    await enrolled('oscar')
    await signedIn('bea')
    expect(await reset('oscar')).toEqual(refused('forbidden'))
    await signedIn('oscar')
    expect(await reset('oscar')).toEqual(refused('forbidden', { reason: 'yourself' }))
    await signedIn('olivia')
    expect(await reset('vera')).toEqual(refused('wrong_state'))
  })
})
