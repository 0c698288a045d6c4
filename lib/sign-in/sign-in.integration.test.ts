import { randomUUID } from 'node:crypto'
import type * as Argon2 from '@node-rs/argon2'
import { hashRaw } from '@node-rs/argon2'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { hashPassword } from '@/lib/authn/password-hash'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import type { AppError } from '@/lib/errors/app-error'
import { sessionOf } from '@/prisma/factories/session-of'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { DEMO_PASSWORD, storeCast } from '@/prisma/factories/store-cast'
import { moveClock, stopClock } from '@/prisma/factories/test-clock'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { workOff } from '@/prisma/factories/work-off'
import { signInWithEmailCode } from './email-code-sign-in'
import { askForReset } from './factor-of-reset'
import { limitSignIns } from './limit-sign-ins'
import { takeMailedSecondStep } from './mailed-second-step'
import { askForSecondStep, askForSignIn, signInWithPasskey } from './passkey-sign-in'
import { requestEmailCode, sendSecondCode } from './request-email-code'
import { signIn } from './sign-in'
import { takeSecondStep } from './take-second-step'

vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof Argon2>()
  return { ...real, hashRaw: vi.fn<typeof hashRaw>(real.hashRaw) }
})

let here = 0
/** A network address nobody has used yet. */
const anywhere = () => `198.51.${100 + Math.floor(++here / 250)}.${here % 250}`
const enter = async (email: string, password: string, { from = anywhere(), tenant = 'acme', replaces }: { from?: string; tenant?: string; replaces?: string } = {}) =>
  sessionOf(signIn({ tenantSlug: tenant, email: canonicalEmail(email)!, password, origin: { ...TEST_ORIGIN, address: from }, replaces }))
const refusal = async (work: Promise<unknown>) => work.then(() => 'let in', (error: AppError) => `${error.code}: ${error.failure.sentence}`)
const person = async (email: string) => db().administrator.findFirstOrThrow({ where: { emailKey: email }, include: { passwordCredential: true } })
const setState = async (email: string, state: 'usable' | 'must_change' | 'must_reset' | 'switched_off') => db().passwordCredential.updateMany({ where: { administratorId: (await person(email)).id }, data: { state } })
const WRONG = 'wrong_credentials: The e-mail address or the password is wrong, or sign-in is not possible right now.'

beforeAll(storeCast)
beforeEach(() => void vi.mocked(hashRaw).mockClear())
afterEach(async () => {
  await stopClock(null)
  await moveClock(0)
})
afterAll(closeDatabase)

describe('signing in', () => {
  it('begins a session with a new reference, notes it, and says when it was', async () => {
    const { token, facts } = await enter('olivia@acme.example', DEMO_PASSWORD)
    expect(await findSession(token, { touch: false })).toMatchObject({ owes: null, tenant: { slug: 'acme' }, person: { email: 'olivia@acme.example' } })
    expect((await person('olivia@acme.example')).lastSignInAt).not.toBeNull()
    const events = await db().auditEvent.findMany({ where: { actorId: facts.actor.administratorId } })
    expect(events).toMatchObject([{ action: 'session.started', outcome: 'done', targetId: facts.session.id, actorRoles: ['client_owner'], after: { proved: 'password' } }])
    expect(JSON.stringify(events, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(token)
  })

  it('asks the database nine times in all, the transaction included', async () => {
    const asked = vi.spyOn(pg.Client.prototype, 'query')
    await enter('rex@acme.example', DEMO_PASSWORD)
    const statements = asked.mock.calls.map(([query]) => (query as unknown as { text: string }).text)
    asked.mockRestore()
    expect(statements).toHaveLength(9)
    expect([statements[3], statements.at(-1)]).toEqual(['BEGIN', 'COMMIT'])
  })

  it('[T22] ends the session this browser had, and takes over none that it brings', async () => {
    const first = await enter('rex@acme.example', DEMO_PASSWORD)
    const second = await enter('rex@acme.example', DEMO_PASSWORD, { replaces: first.token })
    expect(second.token).not.toBe(first.token)
    expect(await findSession(first.token, { touch: false })).toBeNull()
    const planted = 'A'.repeat(43)
    expect((await enter('rex@acme.example', DEMO_PASSWORD, { replaces: planted })).token).not.toBe(planted)
    expect(await findSession(planted, { touch: false })).toBeNull()
  })

  it('owes a new password where one must be changed, and is refused where one must be reset or was switched off', async () => {
    const email = 'vera@acme.example'
    await setState(email, 'must_change')
    expect((await enter(email, DEMO_PASSWORD)).facts.owes).toBe('new_password')
    for (const state of ['must_reset', 'switched_off'] as const) {
      await setState(email, state)
      expect(await refusal(enter(email, DEMO_PASSWORD))).toBe(WRONG)
    }
    await setState(email, 'usable')
  })

  it('[T20] is refused when the password was reset or switched off, or the person deactivated, while it was compared', async () => {
    const email = 'sonia@acme.example'
    const { id, tenantId } = await person(email)
    const { hashRaw: real } = await vi.importActual<typeof Argon2>('@node-rs/argon2')
    const meanwhile = async (change: () => Promise<unknown>) => {
      vi.mocked(hashRaw).mockImplementationOnce(async (...given) => {
        await change()
        return real(...given)
      })
      return refusal(enter(email, DEMO_PASSWORD))
    }
    expect(await meanwhile(async () => setState(email, 'switched_off'))).toBe(WRONG)
    await setState(email, 'usable')
    const { hash } = (await person(email)).passwordCredential!
    const setHash = async (to: string) => db().passwordCredential.updateMany({ where: { administratorId: id }, data: { hash: to } })
    // Changed to another that can be used: the one that was compared is right, and no longer it.
    const { hash: another } = await hashPassword(DEMO_PASSWORD)
    expect(await meanwhile(async () => setHash(another))).toBe(WRONG)
    await setHash(hash)
    expect(await meanwhile(async () => db().administrator.update({ where: { tenantId_id: { tenantId, id } }, data: { status: 'inactive' } }))).toBe(WRONG)
    expect(await db().session.count({ where: { administratorId: id } })).toBe(0)
  })

  it('[T04] stores a password of an older cost at the cost of today, and says so', async () => {
    const email = 'gus@acme.example'
    const { passwordCredential } = await person(email)
    const { env } = await import('@/lib/env')
    env().HASH_ITERATIONS = 3
    try {
      await enter(email, DEMO_PASSWORD)
    } finally {
      env().HASH_ITERATIONS = 2
    }
    const after = await person(email)
    expect([passwordCredential!.hash, after.passwordCredential!.hash].map((hash) => /t=\d/.exec(hash)?.[0])).toEqual(['t=2', 't=3'])
    expect(await db().auditEvent.count({ where: { affectedId: after.id, action: 'password.rehashed' } })).toBe(1)
    expect(await refusal(enter(email, DEMO_PASSWORD))).toBe('let in')
  })

  it('[T49] knows nobody of another tenant, and no tenant by an address that is none', async () => {
    expect(await refusal(enter('olivia@acme.example', DEMO_PASSWORD, { tenant: 'globex' }))).toBe(WRONG)
    for (const tenant of ['nope', 'ACME', '', '../acme', 'a'.repeat(64)]) expect(await refusal(enter('olivia@acme.example', DEMO_PASSWORD, { tenant }))).toContain('not_found')
  })
})

describe('[T08] whoever is refused', () => {
  it('gets one answer at the cost of one hash, whoever they are', async () => {
    await setState('april@acme.example', 'switched_off')
    const locked = anywhere()
    for (let n = 0; n < 5; n++) await refusal(enter('sam@acme.example', 'wrong', { from: locked }))
    const cases: [string, string, string?][] = [
      ['adam@acme.example', 'wrong'], ['nobody@acme.example', DEMO_PASSWORD], ['ines@acme.example', DEMO_PASSWORD], ['noor@acme.example', DEMO_PASSWORD],
      ['april@acme.example', DEMO_PASSWORD], ['sam@acme.example', DEMO_PASSWORD, locked], ['adam@acme.example', 'x'.repeat(1025)],
    ]
    for (const [email, password, from] of cases) {
      vi.mocked(hashRaw).mockClear()
      expect([email, await refusal(enter(email, password, from ? { from } : {}))]).toEqual([email, WRONG])
      const costs = vi.mocked(hashRaw).mock.calls.map(([, options]) => [options?.memoryCost, options?.timeCost])
      expect([email, costs]).toEqual([email, [[19_456, 2]]])
    }
  })

  it('leaves the same in the database at a lock, known or not: a note outside the chain and one sealed job', async () => {
    const left = async (email: string) => {
      const from = anywhere()
      const before = { jobs: await db().job.count(), events: await db().auditEvent.count() }
      for (let n = 0; n < 5; n++) await refusal(enter(email, 'wrong', { from }))
      const job = await db().job.findFirstOrThrow({ where: { kind: 'account_attack' }, orderBy: { createdAt: 'desc' } })
      expect(JSON.stringify({ ...job, sealed: null })).not.toContain(email)
      return { jobs: (await db().job.count()) - before.jobs, events: (await db().auditEvent.count()) - before.events, bytes: Math.round((job.sealed?.length ?? 0) / 64) }
    }
    expect(await left('carla@acme.example')).toEqual(await left('nobod@acme.example'))
  })
})

describe('[T05] brute force', () => {
  it('the sixth from one address on one account is refused though it is right; half an hour later it is let in; success begins anew', async () => {
    const [email, from] = ['max@acme.example', anywhere()]
    for (let n = 0; n < 5; n++) expect(await refusal(enter(email, 'wrong', { from }))).toBe(WRONG)
    expect(await refusal(enter(email, DEMO_PASSWORD, { from }))).toBe(WRONG)
    await moveClock(30 * 60_000 + 1000)
    expect(await refusal(enter(email, DEMO_PASSWORD, { from }))).toBe('let in')
    for (let n = 0; n < 4; n++) await refusal(enter(email, 'wrong', { from }))
    expect(await refusal(enter(email, DEMO_PASSWORD, { from }))).toBe('let in')
    for (let n = 0; n < 4; n++) await refusal(enter(email, 'wrong', { from }))
    expect(await refusal(enter(email, DEMO_PASSWORD, { from }))).toBe('let in')
  })

  it('sixteen at once: no more than five are compared, and the right one among them late is refused', async () => {
    const from = anywhere()
    await Promise.all(Array.from({ length: 16 }, async () => refusal(enter('bea@acme.example', 'wrong', { from }))))
    const pair = await db().signInAttempt.findFirstOrThrow({ where: { address: from } })
    expect(pair).toMatchObject({ failures: 5 })
    expect(pair.lockedUntil).not.toBeNull()
    expect(await refusal(enter('bea@acme.example', DEMO_PASSWORD, { from }))).toBe(WRONG)
  })

  it('a lock is told: a letter, at most three an hour, and an event each', async () => {
    const email = 'wanda@acme.example'
    for (let round = 0; round < 4; round++) {
      const from = anywhere()
      for (let n = 0; n < 7; n++) await refusal(enter(email, 'wrong', { from }))
    }
    await workOff('account_attack')
    expect((await waitingLetters(email)).map(({ name }) => name)).toEqual(['account_locked', 'account_locked', 'account_locked'])
    expect(await db().auditEvent.count({ where: { affectedId: (await person(email)).id, action: 'account.locked' } })).toBe(4)
  })

  it('the hundredth in a row switches the password off and mails a link that sets a new one; whoever reset it before that is left alone', async () => {
    const email = 'audrey@acme.example'
    const fail = async (times: number) => {
      for (let n = 0; n < times; n++) await refusal(enter(email, 'wrong'))
    }
    const failedBefore = async (failures: number) => {
      await fail(1)
      await db().signInStreak.updateMany({ where: { failures: 1 }, data: { failures } })
    }
    await db().signInStreak.deleteMany()
    await failedBefore(98)
    await fail(1)
    await workOff('account_attack')
    expect((await person(email)).passwordCredential?.state).toBe('usable')
    await fail(1)
    expect(await refusal(enter(email, DEMO_PASSWORD))).toBe(WRONG)
    await workOff('account_attack')
    expect((await person(email)).passwordCredential?.state).toBe('switched_off')
    expect((await waitingLetters(email))[0]).toMatchObject({ name: 'password_switched_off', lifetimeSeconds: 1800 })
    await fail(3)
    await workOff('account_attack')
    expect((await waitingLetters(email)).filter(({ name }) => name === 'password_switched_off')).toHaveLength(1)

    // The job comes late: the account has begun anew.
    await db().signInStreak.deleteMany()
    await setState(email, 'usable')
    await failedBefore(99)
    await fail(1)
    await db().signInStreak.deleteMany()
    expect(await workOff('account_attack')).toBe(1)
    expect((await person(email)).passwordCredential?.state).toBe('usable')
  })

  it('[T47] [T52] the hundredth switches nothing off that the last owner depends on: where no mail could give it back, the password stays', async () => {
    const email = 'olivia@acme.example'
    await db().administrator.updateMany({ where: { emailKey: 'oscar@acme.example' }, data: { status: 'inactive' } })
    await db().address.updateMany({ where: { valueKey: email }, data: { verifiedAt: null } })
    await db().signInStreak.deleteMany()
    await refusal(enter(email, 'wrong'))
    await db().signInStreak.updateMany({ where: { failures: 1 }, data: { failures: 99 } })
    await refusal(enter(email, 'wrong'))
    await workOff('account_attack')
    expect((await person(email)).passwordCredential?.state).toBe('usable')
    expect(await refusal(enter(email, DEMO_PASSWORD))).toBe('let in')
    await db().address.updateMany({ where: { valueKey: email }, data: { verifiedAt: new Date() } })
    await db().administrator.updateMany({ where: { emailKey: 'oscar@acme.example' }, data: { status: 'active' } })
  })

  it('[T06] whoever fails 500 times from one address locks nobody out of another', async () => {
    const from = anywhere()
    const { id: tenantId } = await db().tenant.findUniqueOrThrow({ where: { slug: 'acme' } })
    for (let n = 0; n < 5; n++) await refusal(enter('oscar@acme.example', 'wrong', { from }))
    const { accountKey, reserveAttempt } = await import('@/lib/authn/sign-in-attempts')
    for (let n = 0; n < 495; n++) await reserveAttempt({ tenantId, account: accountKey(tenantId, 'oscar@acme.example'), address: from, kind: 'password' })
    expect(await refusal(enter('oscar@acme.example', DEMO_PASSWORD))).toBe('let in')
  })

  it('[T07] every spelling of an address is one account and one counter', async () => {
    const from = anywhere()
    for (const spelling of ['adam@acme.example', ' ADAM@acme.example ', 'Adam@ACME.Example', 'ａｄａｍ@acme.example', 'adam@acme.example']) expect(await refusal(enter(spelling, 'wrong', { from }))).toBe(WRONG)
    expect(await refusal(enter('adam@acme.example', DEMO_PASSWORD, { from }))).toBe(WRONG)
    expect(await refusal(enter('ADAM@acme.example', DEMO_PASSWORD))).toBe('let in')
    for (const spelling of ['adam＠acme.example', 'adam@acme.example\0', 'adam@@acme.example', 'adam@acme.example, eve@evil.example']) expect(canonicalEmail(spelling)).toBeNull()
  })

  it('a network address signs in sixty times at once and then once a second, and is told so when it asks faster, whomever it asks for', async () => {
    const [from, now] = [anywhere(), await transaction(readClock)]
    const origin = { ...TEST_ORIGIN, address: from }
    await stopClock(now)
    for (let n = 0; n < 60; n++) await limitSignIns(origin)
    for (const email of ['olivia@acme.example', 'nobody@acme.example']) expect(await refusal(enter(email, DEMO_PASSWORD, { from }))).toContain('too_many')
    await stopClock(now + 1000)
    expect(await refusal(enter('olivia@acme.example', DEMO_PASSWORD, { from }))).toBe('let in')
    expect(await refusal(enter('olivia@acme.example', DEMO_PASSWORD, { from }))).toContain('too_many')
  })

  it('counts every step of every way to sign in', async () => {
    const [from, email] = [anywhere(), canonicalEmail('olivia@acme.example')!]
    const origin = { ...TEST_ORIGIN, address: from }
    await db().$executeRaw`INSERT INTO rate_bucket (key, tokens, updated_at) VALUES (${`sign-in:${from}`}, 0, castellan_now() + interval '1 hour')`
    const steps = {
      password: signIn({ tenantSlug: 'acme', email, password: 'wrong', origin }),
      'a code by mail is asked for': requestEmailCode({ tenantSlug: 'acme', email, origin }),
      'a code by mail': signInWithEmailCode({ tenantSlug: 'acme', email, code: '000000', token: undefined, origin }),
      'a passkey is asked for': askForSignIn('acme', origin),
      passkey: signInWithPasskey({ tenantSlug: 'acme', challengeId: randomUUID(), answer: { id: 'x' } as never, origin }),
      'second step': takeSecondStep({ token: undefined, given: { kind: 'recovery_code', code: 'x' }, origin }),
      'a passkey is asked for as the second step': askForSecondStep(undefined, origin),
      'a code by mail is sent as the second step': sendSecondCode({ token: undefined, origin }),
      'a code by mail as the second step': takeMailedSecondStep({ token: undefined, code: '000000', origin }),
      'a passkey is asked for as the factor of a reset': askForReset('x', origin),
    }
    const answers = await Promise.all(Object.entries(steps).map(async ([step, work]) => [step, (await refusal(work)).split(':')[0]]))
    expect(answers).toEqual(Object.keys(steps).map((step) => [step, 'too_many']))
  })
})
