import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PublicState } from '@/lib/actions/result'
import { accountKey } from '@/lib/authn/sign-in-attempts'
import { findSession } from '@/lib/authn/session-facts'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { closeDatabase, db } from '@/lib/db/client'
import type { AppError } from '@/lib/errors/app-error'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { codeOf, enrolledTotp } from '@/prisma/factories/enrolled-totp'
import { browser } from '@/prisma/factories/stand-in-browser'
import { patiently } from '@/prisma/factories/patiently'
import { stopClock } from '@/prisma/factories/test-clock'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { workOff } from '@/prisma/factories/work-off'
import { signInWithEmailCode as enterWith } from './email-code-sign-in'
import { secondStepByCode, secondStepByMail, sendEmailCode, sendSecondStepCode, signIn, signInWithEmailCode } from './actions'
import { EMAIL_CODE_SECONDS } from './email-codes'
import { viewSecondStep } from './view-second-step'

// Many sign-ins, and none of it is about their hashes.
vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))
vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const REFUSED = 'This code is wrong, has run out, or codes were tried too often. Have another one sent, or sign in another way.'
const COOKIE = 'castellan-code'
let tenant: DisposableTenant
let count = 0

const whose = (name: string) => ({ tenantId: tenant.id, administratorId: tenant.people[name]!.id })
const emailOf = (name: string) => tenant.people[name]?.email ?? `${name}@${tenant.slug}.example`
const form = (values: Record<string, string>) => Object.entries(values).reduce((made, [name, value]) => (made.set(name, value), made), new FormData())
const sessionsOf = async (name: string) => db().session.findMany({ where: { ...whose(name), endedAt: null } })
const wrongOf = (code: string) => ((Number(code) + 1) % 1_000_000).toString().padStart(6, '0')
const elsewhere = () => void (browser.address = `198.51.${100 + Math.floor(++count / 250)}.${count % 250}`)
const take = async (method: string, step: 'first' | 'second', on: boolean) =>
  on ? db().signInMethod.upsert({ where: { tenantId_method_step: { tenantId: tenant.id, method, step } }, create: { tenantId: tenant.id, method, step, position: 5 }, update: {} }) : db().signInMethod.deleteMany({ where: { tenantId: tenant.id, method, step } })

/** @returns where an action led, or the words of its refusal */
async function led(work: Promise<PublicState<unknown>>): Promise<string> {
  try {
    const { failure, done } = await work
    return failure?.reason === 'start_over' ? 'start over' : (failure?.sentence ?? done ?? 'nothing')
  } catch (error) {
    return /^NEXT_REDIRECT;\w+;([^;]*)/.exec((error as { digest?: string }).digest ?? '')?.[1] ?? String(error)
  }
}
const ask = async (name: string) => led(sendEmailCode({}, form({ tenant: tenant.slug, email: emailOf(name) })))
const enter = async (name: string, code: string, next?: string) => led(signInWithEmailCode({}, form({ tenant: tenant.slug, email: emailOf(name), code, ...(next ? { next } : {}) })))
const password = async (name: string) => led(signIn({}, form({ tenant: tenant.slug, email: emailOf(name), password: tenant.password })))
async function mailed(name: string): Promise<string[]> {
  return (await waitingLetters(emailOf(name))).flatMap((letter) => (letter.name === 'sign_in_code' ? [letter.code] : []))
}
/** Asks from an address of its own, and opens the letter. */
async function given(name: string): Promise<string> {
  elsewhere()
  expect(await ask(name)).toBe('sent')
  await workOff('email_code_request')
  return (await mailed(name))[0]!
}

beforeAll(async () => {
  tenant = await disposableTenant()
})
beforeEach(async () => {
  browser.cookie = browser.step = undefined
  browser.others = {}
  await take('email_code', 'first', true)
  await take('email_code', 'second', false)
  await db().$executeRaw`DELETE FROM rate_bucket`
  await db().$executeRaw`DELETE FROM email_code`
  await db().$executeRaw`DELETE FROM sign_in_streak`
  await db().job.deleteMany({ where: { kind: { in: ['mail', 'email_code_request'] } } })
})
afterEach(async () => stopClock(null))
afterAll(closeDatabase)

describe('a code by mail', () => {
  it('signs in whom it was mailed to, and proves a mailbox and nothing more', async () => {
    const code = await given('olivia')
    expect(code).toMatch(/^\d{6}$/)
    expect(await enter('olivia', code, '/account')).toBe('/account')
    const { actor } = (await findSession(browser.cookie!, { touch: false }))!
    expect([actor.administratorId, actor.factorUsedAt, actor.freshFactorAt]).toEqual([whose('olivia').administratorId, null, null])
    expect(browser.others[COOKIE]).toBeUndefined()
    expect(await db().auditEvent.findMany({ where: { tenantId: tenant.id, action: { in: ['session.code_sent', 'session.started'] } }, orderBy: { sequence: 'asc' }, select: { action: true, actorKind: true } })).toMatchObject([{ action: 'session.code_sent', actorKind: 'stranger' }, { action: 'session.started', actorKind: 'administrator' }])
    const stored = JSON.stringify(await db().$queryRaw`SELECT *, code_hash::text AS shown FROM email_code`)
    expect(stored).not.toContain(code)
  })

  it('[T08] nobody, somebody inactive and somebody invited are asked and answered like everybody, and mailed nothing', async () => {
    const answers = new Map<string, string>()
    for (const name of ['sam', 'nobody', 'ines', 'noor']) {
      elsewhere()
      browser.others = {}
      const asked = JSON.stringify(await sendEmailCode({}, form({ tenant: tenant.slug, email: emailOf(name) })))
      const kept = browser.kept.at(-1)!
      const entered = JSON.stringify(await signInWithEmailCode({}, form({ tenant: tenant.slug, email: emailOf(name), code: '000000' })))
      answers.set(name, [asked, kept.name, kept.value.length, JSON.stringify(kept.options), entered].join(' ').replaceAll(emailOf(name), '…'))
    }
    expect([...new Set(answers.values())]).toHaveLength(1)
    expect(await db().emailCode.count({ where: { tenantId: tenant.id, tries: 1 } })).toBe(4)
    expect(await workOff('email_code_request')).toBe(4)
    expect((await db().job.findMany({ where: { kind: 'mail', state: 'queued' } })).length).toBe(1)
    expect(await mailed('sam')).toHaveLength(1)
  })

  it('counts once, however many send it at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const code = await given('vera')
      const token = browser.others[COOKIE]!
      await db().session.deleteMany({ where: whose('vera') })
      // From sixteen addresses, so that no counter stands in for the guard.
      const answers = await Promise.all(Array.from({ length: 16 }, async (_, from) => patiently(async () => enterWith({ tenantSlug: tenant.slug, email: canonicalEmail(emailOf('vera'))!, code, token, origin: { ...TEST_ORIGIN, address: `203.0.${round}.${from}` } })).then(() => 'in', (error: AppError) => error.code)))
      expect(answers.filter((answer) => answer === 'in')).toHaveLength(1)
      expect(await sessionsOf('vera')).toHaveLength(1)
      await db().$executeRaw`DELETE FROM sign_in_streak`
    }
  })

  it('[T12] is tried five times: then the right one is refused too, in the same words', async () => {
    const code = await given('rex')
    const token = browser.others[COOKIE]!
    for (let attempt = 0; attempt < 5; attempt++) {
      elsewhere()
      expect(await enter('rex', wrongOf(code))).toBe(REFUSED)
    }
    elsewhere()
    expect(await enter('rex', code)).toBe(REFUSED)
    expect(browser.others[COOKIE]).toBe(token)
    expect(await enter('rex', await given('rex'))).toBe('/')
  })

  it('[T05] [T07] the sixth failure from one address is refused whatever code it brings, under every spelling; another address is let in', async () => {
    elsewhere()
    const here = browser.address
    for (let attempt = 0; attempt < 5; attempt++) expect(await led(signInWithEmailCode({}, form({ tenant: tenant.slug, email: attempt % 2 ? emailOf('sam').toUpperCase() : ` ${emailOf('sam')}`, code: '000000' })))).toBe(REFUSED)
    const code = await given('sam')
    const away = browser.address
    browser.address = here
    expect(await enter('sam', code)).toBe(REFUSED)
    browser.address = away
    expect(await enter('sam', code)).toBe('/')
  })

  it('[T06] [T12] guessing at codes closes neither the password nor the codes of an app; at the hundredth it closes the codes by mail', async () => {
    const account = accountKey(tenant.id, emailOf('adam'))
    await db().signInStreak.create({ data: { tenantId: tenant.id, accountKey: account, kind: 'email_code', failures: 100, updatedAt: new Date(0) } })
    expect(await enter('adam', await given('adam'))).toBe(REFUSED)
    expect(await password('adam')).toBe('/')
    expect(await db().signInStreak.count({ where: { accountKey: account, kind: { not: 'email_code' } } })).toBe(0)
    expect(await db().passwordCredential.findFirstOrThrow({ where: whose('adam') })).toMatchObject({ state: 'usable' })
  })

  it('runs out by the clock of the database: a millisecond before it counts, at the end it does not', async () => {
    const atEnd = async (early: number) => stopClock((await db().emailCode.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })).createdAt.getTime() + EMAIL_CODE_SECONDS * 1000 - early)
    const first = await given('rex')
    await atEnd(1)
    expect(await enter('rex', first)).toBe('/')
    await stopClock(null)
    const second = await given('rex')
    await atEnd(0)
    expect(await enter('rex', second)).toBe(REFUSED)
  })

  it('counts in the browser that asked for it, and for whom it was asked', async () => {
    const code = await given('rex')
    const token = browser.others[COOKIE]!
    browser.others[COOKIE] = undefined
    expect(await enter('rex', code)).toBe(REFUSED)
    await given('vera')
    expect(await enter('rex', code)).toBe(REFUSED)
    browser.others[COOKIE] = token
    expect(await enter('vera', code)).toBe(REFUSED)
    expect(await enter('rex', code)).toBe('/')
  })

  it('[T36] six an hour reach one mailbox: the seventh is answered alike, and not mailed', async () => {
    for (let round = 0; round < 6; round++) await given('sonia')
    const before = (await mailed('sonia')).length
    await given('sonia')
    expect([before, (await mailed('sonia')).length]).toEqual([6, 6])
  })

  it('[T14] whatever is no code is a wrong one', async () => {
    await given('rex')
    for (const odd of ['', '１２３４５６', '12345', '1234567', '000000\n', '+12345', '1e5']) {
      elsewhere()
      expect(await enter('rex', odd)).toBe(REFUSED)
    }
  })

  it('is refused at once where the tenant takes none any more, asked for before or not', async () => {
    const code = await given('rex')
    await take('email_code', 'first', false)
    expect(await enter('rex', code)).toBe(REFUSED)
    expect(await ask('rex')).toBe('Codes by mail are not used here. Choose another way to sign in.')
    expect(await db().emailCode.count({ where: { usedAt: null } })).toBe(1)
  })

  it('is not mailed when it was taken off the methods before the letter was written', async () => {
    elsewhere()
    await ask('rex')
    await take('email_code', 'first', false)
    await workOff('email_code_request')
    expect(await mailed('rex')).toEqual([])
  })

  it('[T18] owes the second factor that is enrolled, which no mail replaces', async () => {
    const { factorId, secret } = await enrolledTotp(whose('audrey'))
    await take('email_code', 'second', true)
    expect(await enter('audrey', await given('audrey'), '/account')).toBe('/second-step')
    expect(browser.cookie).toBeUndefined()
    expect(await viewSecondStep(browser.step)).toMatchObject({ byMail: false, ways: { apps: [{ id: factorId }] } })
    expect(await led(sendSecondStepCode({}, form({})))).toBe('Codes by mail are not used here. Choose another way to sign in.')
    expect(await led(secondStepByMail({}, form({ code: '000000' })))).toBe('start over')
    expect(await led(secondStepByCode({}, form({ factorId, code: await codeOf(secret) })))).toBe('/account')
    expect((await findSession(browser.cookie!, { touch: false }))!.actor.factorUsedAt).not.toBeNull()
  })
})

describe('a code by mail as the second step', () => {
  it('is asked of whoever has enrolled nothing, after the password only, and is no factor', async () => {
    await take('email_code', 'second', true)
    elsewhere()
    expect(await password('rex')).toBe('/second-step')
    expect(await viewSecondStep(browser.step)).toMatchObject({ byMail: true, ways: null })
    expect(await led(secondStepByMail({}, form({ code: '000000' })))).toBe('This code is wrong, has run out, or codes were tried too often. Have another one sent.')
    expect(await led(sendSecondStepCode({}, form({})))).toBe('sent')
    const [code] = await mailed('rex')
    expect(await led(secondStepByMail({}, form({ code: code! })))).toBe('/')
    const { actor } = (await findSession(browser.cookie!, { touch: false }))!
    expect([actor.factorUsedAt, actor.freshFactorAt === null]).toEqual([null, false])
    expect(await led(secondStepByMail({}, form({ code: code! })))).toBe('start over')
  })

  it('[T06] goes on whatever strangers tried at the first step, for which no password is needed', async () => {
    await take('email_code', 'second', true)
    await db().signInStreak.create({ data: { tenantId: tenant.id, accountKey: accountKey(tenant.id, emailOf('rex')), kind: 'email_code', failures: 100, updatedAt: new Date(0) } })
    elsewhere()
    expect(await password('rex')).toBe('/second-step')
    expect(await led(sendSecondStepCode({}, form({})))).toBe('sent')
    expect(await led(secondStepByMail({}, form({ code: (await mailed('rex'))[0]! })))).toBe('/')
  })

  it('[T06] is sent whatever strangers have asked for at the first step', async () => {
    await take('email_code', 'second', true)
    for (let asked = 0; asked < 7; asked += 1) {
      elsewhere()
      await ask('rex')
    }
    await workOff('email_code_request')
    expect((await mailed('rex')).length).toBe(6)
    elsewhere()
    expect(await password('rex')).toBe('/second-step')
    expect(await led(sendSecondStepCode({}, form({})))).toBe('sent')
    expect(await led(secondStepByMail({}, form({ code: (await mailed('rex'))[0]! })))).toBe('/')
  })

  it('never follows a code by mail', async () => {
    await take('email_code', 'second', true)
    expect(await enter('rex', await given('rex'))).toBe('/')
  })

  it('[T12] five tries, then it starts over, though the code is right', async () => {
    await take('email_code', 'second', true)
    elsewhere()
    expect(await password('vera')).toBe('/second-step')
    await sendSecondStepCode({}, form({}))
    const [code] = await mailed('vera')
    for (let attempt = 0; attempt < 5; attempt++) {
      elsewhere()
      await secondStepByMail({}, form({ code: wrongOf(code!) }))
    }
    elsewhere()
    expect(await led(secondStepByMail({}, form({ code: code! })))).toBe('start over')
  })

  it('gives way to a factor that was enrolled meanwhile, and to the method being removed', async () => {
    await take('email_code', 'second', true)
    elsewhere()
    await password('sam')
    await sendSecondStepCode({}, form({}))
    const [code] = await mailed('sam')
    await take('email_code', 'second', false)
    expect(await led(sendSecondStepCode({}, form({})))).toBe('Codes by mail are not used here. Choose another way to sign in.')
    await enrolledTotp(whose('sam'))
    expect(await led(secondStepByMail({}, form({ code: code! })))).toBe('start over')
  })
})
