import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PublicState } from '@/lib/actions/result'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { makeRecoveryCodes } from '@/lib/mfa/recovery-codes'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { codeOf, enrolledTotp } from '@/prisma/factories/enrolled-totp'
import { enrolledPasskey } from '@/prisma/factories/enrolled-passkey'
import type { SoftPasskey } from '@/prisma/factories/soft-passkey'
import { browser } from '@/prisma/factories/stand-in-browser'
import { moveClock, stopClock } from '@/prisma/factories/test-clock'
import { askSecondStepPasskey, secondStepByCode, secondStepByPasskey, secondStepByRecoveryCode, signIn } from './actions'
import type { UsedCode } from './take-second-step'
import { viewSecondStep } from './view-second-step'

// Many sign-ins, and none of it is about their hashes.
vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))
vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const NOBODY = '00000000-0000-4000-8000-000000000000'
const WRONG = 'This code is wrong, was used already, or codes were tried too often. Wait for the next one, or use another way if you have one.'
/** As the browser sends it. */
const answerOf = ({ clientExtensionResults: _none, ...answer }: ReturnType<SoftPasskey['authenticate']>) => JSON.stringify(answer)
let tenant: DisposableTenant
let count = 0

const whose = (name: string) => ({ tenantId: tenant.id, administratorId: tenant.people[name]!.id })
const form = (values: Record<string, string>) => Object.entries(values).reduce((made, [name, value]) => (made.set(name, value), made), new FormData())
const sessionsOf = async (name: string) => db().session.count({ where: { ...whose(name), endedAt: null } })
const pendingOf = async (name: string) => db().pendingSignIn.findFirstOrThrow({ where: whose(name), orderBy: { createdAt: 'desc' } })

/** @returns where an action led, "start over", or the words of its refusal */
async function led(work: Promise<PublicState<unknown>>): Promise<string> {
  try {
    const { failure, data } = await work
    if (data) return 'shown'
    return failure?.reason === 'start_over' ? 'start over' : (failure?.sentence ?? 'nothing')
  } catch (error) {
    return /^NEXT_REDIRECT;\w+;([^;]*)/.exec((error as { digest?: string }).digest ?? '')?.[1] ?? String(error)
  }
}

/** The password was right: the cookie of the pending sign-in is in the browser. */
async function begin(name: string, next?: string): Promise<string> {
  browser.address = `198.51.${100 + Math.floor(++count / 250)}.${count % 250}`
  expect(await led(signIn({}, form({ tenant: tenant.slug, email: tenant.people[name]!.email, password: tenant.password, ...(next ? { next } : {}) })))).toBe('/second-step')
  return browser.step!
}
const giveCode = async (factorId: string, code: string) => led(secondStepByCode({}, form({ factorId, code })))
const wrongOf = (code: string) => ((Number(code) + 1) % 1_000_000).toString().padStart(6, '0')

async function enrolled(name: string) {
  const { factorId, secret } = await enrolledTotp(whose(name))
  const codes = await transaction(async (tx) => makeRecoveryCodes(tx, { ...whose(name), now: await readClock(tx) }))
  return { factorId, secret, codes }
}

beforeAll(async () => {
  tenant = await disposableTenant()
})
beforeEach(() => {
  browser.cookie = undefined
  browser.step = undefined
  browser.kept = []
})
afterEach(async () => {
  await stopClock(null)
  await moveClock(0)
})
afterAll(closeDatabase)

describe('[T18] a right password of somebody with a second factor', () => {
  it('begins no session: a cookie of its own for ten minutes, and a page that asks for what they have', async () => {
    const { factorId, secret } = await enrolled('olivia')
    const token = await begin('olivia', '/audit?q=1')
    expect(browser.kept).toEqual([{ name: 'castellan-step', value: token, options: { httpOnly: true, secure: false, sameSite: 'lax', path: '/', maxAge: 600 } }])
    expect(await sessionsOf('olivia')).toBe(0)
    expect(await findSession(token, { touch: false })).toBeNull()
    expect(await viewSecondStep(token)).toEqual({ tenantName: tenant.name, tenantSlug: tenant.slug, email: tenant.people.olivia!.email, next: '/audit?q=1', ways: { apps: [{ id: factorId, name: 'Phone' }], passkey: false, recoveryCode: true }, byMail: false })
    expect(await db().auditEvent.count({ where: { actorId: tenant.people.olivia!.id, action: 'session.started' } })).toBe(0)

    // As the app shows it.
    expect(await giveCode(factorId, (await codeOf(secret)).replace(/^.../, '$& '))).toBe('/audit?q=1')
    const facts = await findSession(browser.cookie!, { touch: false })
    expect(facts).toMatchObject({ owes: null, actor: { factorUsedAt: expect.any(Number) as number, freshFactorAt: expect.any(Number) as number } })
    expect(await db().session.findFirst({ where: whose('olivia'), select: { factorUsedKind: true } })).toEqual({ factorUsedKind: 'totp' })
    expect(browser.step).toBeUndefined()
    expect(await viewSecondStep(token)).toMatchObject({ ways: null })
  })

  it('[T22] ends the session this browser had; the pending reference is no session’s, before and after', async () => {
    const { factorId, secret } = await enrolled('rex')
    await begin('rex')
    await giveCode(factorId, await codeOf(secret))
    const before = browser.cookie!
    await moveClock(60_000)
    const token = await begin('rex')
    expect(browser.cookie).toBe(before)
    expect(await findSession(before, { touch: false })).not.toBeNull()
    await giveCode(factorId, await codeOf(secret))
    expect([browser.cookie === before, browser.cookie === token]).toEqual([false, false])
    expect(await findSession(before, { touch: false })).toBeNull()
  })

  it('asks for what there is, also of a kind that the policy no longer allows: it satisfies nothing, but the password alone opens nothing either', async () => {
    const { factorId, secret } = await enrolled('bea')
    await db().tenant.update({ where: { id: tenant.id }, data: { mfaAllowedFactors: ['passkey'] } })
    const enter = async () => led(signIn({}, form({ tenant: tenant.slug, email: tenant.people.bea!.email, password: tenant.password })))
    expect(await enter()).toBe('/second-step')
    expect(await giveCode(factorId, await codeOf(secret))).toBe('/')
    expect((await findSession(browser.cookie!, { touch: false }))!.actor).toMatchObject({ factorEnrolledAt: null, factorUsedAt: null })
    await db().administrator.updateMany({ where: { id: tenant.people.bea!.id }, data: { breakGlassAt: new Date() } })
    expect(await enter()).toBe('/second-step')
    await db().tenant.update({ where: { id: tenant.id }, data: { mfaAllowedFactors: ['totp', 'passkey'] } })
  })

  it('still leads to a new password where one is owed, and only after the factor', async () => {
    const { factorId, secret } = await enrolled('vera')
    await db().passwordCredential.updateMany({ where: whose('vera'), data: { state: 'must_change' } })
    await begin('vera', '/account')
    expect(await giveCode(factorId, await codeOf(secret))).toBe('/new-password?next=%2Faccount')
    expect((await findSession(browser.cookie!, { touch: false }))?.owes).toBe('new_password')
  })

  it('is nothing any more once the password was changed, switched off, or the person was deactivated meanwhile', async () => {
    const { factorId, secret } = await enrolled('gus')
    const meanwhile: [() => Promise<unknown>, () => Promise<unknown>][] = [
      [async () => db().passwordCredential.updateMany({ where: whose('gus'), data: { state: 'must_reset' } }), async () => db().passwordCredential.updateMany({ where: whose('gus'), data: { state: 'usable' } })],
      [async () => db().administrator.updateMany({ where: { id: whose('gus').administratorId }, data: { status: 'inactive' } }), async () => db().administrator.updateMany({ where: { id: whose('gus').administratorId }, data: { status: 'active' } })],
    ]
    for (const [change, back] of meanwhile) {
      await begin('gus')
      await change()
      expect(await giveCode(factorId, await codeOf(secret))).toBe('start over')
      await back()
    }
    const { hash } = await db().passwordCredential.findFirstOrThrow({ where: whose('gus') })
    await begin('gus')
    await db().passwordCredential.updateMany({ where: whose('gus'), data: { hash: `${hash}x` } })
    expect(await giveCode(factorId, await codeOf(secret))).toBe('start over')
    expect(await sessionsOf('gus')).toBe(0)
  })
})

describe('[T12] codes at the second step', () => {
  it('five tries, whatever is wrong in the same words; the sixth starts over, though it is right', async () => {
    const { factorId, secret } = await enrolled('sonia')
    await begin('sonia')
    const wrong = wrongOf(await codeOf(secret))
    const answers = [await giveCode(factorId, wrong), await giveCode(NOBODY, await codeOf(secret)), await led(secondStepByRecoveryCode({}, form({ code: '0000-0000-0000-0000-0000-0000' }))), await giveCode(factorId, wrong)]
    browser.address = '203.0.113.77'
    answers.push(await giveCode(factorId, wrong))
    expect(answers).toEqual(Array.from({ length: 5 }, () => WRONG))
    for (let n = 0; n < 2; n++) expect(await giveCode(factorId, await codeOf(secret))).toBe('start over')
    expect(await viewSecondStep(browser.step)).toMatchObject({ ways: null })
    expect(await sessionsOf('sonia')).toBe(0)
    expect(await pendingOf('sonia')).toMatchObject({ tries: 5, endedAt: null })
  })

  it('sixteen wrong ones at once are never more than five', async () => {
    const { factorId, secret } = await enrolled('wanda')
    await begin('wanda')
    const wrong = wrongOf(await codeOf(secret))
    const answers = await Promise.all(Array.from({ length: 16 }, async () => giveCode(factorId, wrong)))
    expect(new Set(answers)).toEqual(new Set([WRONG, 'start over'].filter((words) => answers.includes(words))))
    expect((await pendingOf('wanda')).tries).toBeLessThanOrEqual(5)
    expect(await sessionsOf('wanda')).toBe(0)
  })

  it('[T14] what is no code is a wrong code, counted, and never an error of ours', async () => {
    const { factorId, secret } = await enrolled('max')
    const odd = ['', 'null', '["1"]', '１２３４５６', '1234567', '12345', '000000\n', 'abcdef', '-12345', `${await codeOf(secret)}\n`]
    for (const [index, code] of odd.entries()) {
      if (index % 4 === 0) await begin('max')
      expect([code, await giveCode(factorId, code)]).toEqual([code, WRONG])
      await db().secondFactor.updateMany({ where: whose('max'), data: { failures: 0 } })
      expect((await pendingOf('max')).tries).toBe((index % 4) + 1)
    }
  })

  it('is over after ten minutes, by the clock of the database, and a token that never was is nothing', async () => {
    const { factorId, secret } = await enrolled('carla')
    const token = await begin('carla')
    const ends = (await pendingOf('carla')).expiresAt.getTime()
    await stopClock(ends - 1)
    expect(await viewSecondStep(token)).toMatchObject({ ways: { recoveryCode: true } })
    await stopClock(ends)
    expect(await viewSecondStep(token)).toMatchObject({ ways: null })
    expect(await giveCode(factorId, await codeOf(secret))).toBe('start over')
    for (const never of [undefined, '', 'x', 'A'.repeat(43)]) {
      browser.step = never
      expect(await viewSecondStep(never)).toBeNull()
      expect(await giveCode(factorId, await codeOf(secret))).toBe('start over')
    }
    expect(await sessionsOf('carla')).toBe(0)
  })

  it('a factor of somebody else is a wrong one', async () => {
    const [mine, theirs] = [await enrolled('adam'), await enrolled('oscar')]
    await begin('adam')
    expect(await giveCode(theirs.factorId, await codeOf(theirs.secret))).toBe(WRONG)
    expect(await led(secondStepByRecoveryCode({}, form({ code: theirs.codes[0]! })))).toBe(WRONG)
    expect(await giveCode(mine.factorId, await codeOf(mine.secret))).toBe('/')
  })
})

describe('[T11] one code', () => {
  it('posted sixteen times at once on one pending sign-in begins one session, thirty rounds', async () => {
    const { factorId, secret } = await enrolled('sam')
    for (let round = 0; round < 30; round++) {
      await moveClock(round * 60_000)
      await begin('sam')
      const before = await sessionsOf('sam')
      browser.cookie = undefined
      const code = await codeOf(secret)
      const answers = await Promise.all(Array.from({ length: 16 }, async () => giveCode(factorId, code)))
      expect(answers.filter((answer) => answer === '/')).toHaveLength(1)
      expect(answers.filter((answer) => !['/', WRONG, 'start over'].includes(answer) && !answer.includes('busy'))).toEqual([])
      expect(await sessionsOf('sam')).toBe(before + 1)
      expect(await db().auditEvent.count({ where: { actorId: tenant.people.sam!.id, action: 'session.started' } })).toBe(round + 1)
      await db().secondFactor.updateMany({ where: whose('sam'), data: { failures: 0, blockedAt: null } })
    }
  }, 240_000)

  it('used in one pending sign-in is used in every other', async () => {
    const { factorId, secret } = await enrolled('april')
    await begin('april')
    const [first, second] = [browser.step, await begin('april')]
    const code = await codeOf(secret)
    browser.step = first
    expect(await giveCode(factorId, code)).toBe('/')
    browser.step = second
    expect(await giveCode(factorId, code)).toBe(WRONG)
  })
})

describe('other second factors', () => {
  it('a recovery code once, and the page shows the one that takes its place', async () => {
    const { codes } = await enrolled('audrey')
    await begin('audrey', '/account')
    const { data } = await secondStepByRecoveryCode({}, form({ code: codes[0]!.toLowerCase().replaceAll('-', ' ') }))
    expect(data).toMatchObject({ goOnTo: '/account', replacement: expect.stringMatching(/^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/) as string } satisfies UsedCode)
    expect(await db().session.findFirst({ where: whose('audrey'), select: { factorUsedKind: true } })).toEqual({ factorUsedKind: 'recovery_code' })
    const events = await db().auditEvent.findMany({ where: { actorId: tenant.people.audrey!.id }, orderBy: { sequence: 'asc' } })
    expect(events.map(({ action }) => action)).toEqual(['recovery_code.used', 'session.started'])
    expect(events[1]!.after).toEqual({ proved: 'password + recovery code' })
    await begin('audrey')
    expect(await led(secondStepByRecoveryCode({}, form({ code: codes[0]! })))).toBe(WRONG)
    expect(await led(secondStepByRecoveryCode({}, form({ code: data!.replacement })))).toBe('shown')
  })

  it('a passkey, for the pending sign-in it was asked in', async () => {
    const passkey = await enrolledPasskey(whose('oscar'))
    await begin('oscar', '/account')
    const first = browser.step
    const asked = (await askSecondStepPasskey({}, new FormData())).data!
    const answer = answerOf(passkey.authenticate(asked.options))
    await begin('oscar')
    expect(await led(secondStepByPasskey({}, form({ challengeId: asked.challengeId, answer })))).toBe(WRONG)
    browser.step = first
    expect(await led(secondStepByPasskey({}, form({ challengeId: asked.challengeId, answer })))).toBe('/account')
    expect(await db().session.findFirst({ where: whose('oscar'), select: { factorUsedKind: true } })).toEqual({ factorUsedKind: 'passkey' })
    expect(await led(secondStepByPasskey({}, form({ challengeId: asked.challengeId, answer })))).toBe('start over')
    expect(await led(secondStepByPasskey({}, form({ challengeId: asked.challengeId, answer: '{"id":1}' })))).toBe('Some of what was sent is not valid. Nothing was saved.')
  })
})
