import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { failureOf } from '@/lib/actions/answer'
import { findSession } from '@/lib/authn/session-facts'
import { accountKey } from '@/lib/authn/sign-in-attempts'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { makeRecoveryCodes } from '@/lib/mfa/recovery-codes'
import { codeOf, enrolledTotp } from '@/prisma/factories/enrolled-totp'
import { enrolledPasskey } from '@/prisma/factories/enrolled-passkey'
import { signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { browser } from '@/prisma/factories/stand-in-browser'
import { storeCast } from '@/prisma/factories/store-cast'
import { moveClock, stopClock } from '@/prisma/factories/test-clock'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { workOff } from '@/prisma/factories/work-off'
import { askResetPasskey, forgotPassword, setPassword, signIn, viewReset } from './actions'
import { acceptForReset } from './factor-of-reset'
import { resetPassword } from './reset-password'

// Many passwords are stored here, and none of it is about their hashes.
vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))
vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const NEXT = 'seven gulls above a quiet harbour'
let count = 0
const form = (values: Record<string, string>) => Object.entries(values).reduce((made, [name, value]) => (made.set(name, value), made), new FormData())
const person = async (email: string) => db().administrator.findFirstOrThrow({ where: { emailKey: email }, include: { passwordCredential: true } })
const resets = async (email: string) => (await waitingLetters(email)).flatMap((letter) => (letter.name === 'password_reset' ? [letter] : []))
const ask = async (email: string, tenant = 'acme') => forgotPassword({}, form({ tenant, email }))
const reset = async (token: string, password = NEXT) =>
  resetPassword({ token, password, origin: { ...TEST_ORIGIN, address: `203.0.113.${++count % 250}` } }).then(() => 'done', (error: unknown) => [failureOf(error, 'test').code, failureOf(error, 'test').reason].filter(Boolean).join(' '))

async function linkFor(email: string): Promise<string> {
  await db().rateBucket.deleteMany()
  await ask(email)
  await workOff('password_reset_request')
  return (await resets(email))[0]!.token
}

beforeAll(storeCast)
beforeEach(() => {
  browser.cookie = undefined
  browser.kept = []
  browser.address = `192.0.2.${++count % 250}`
})
afterEach(async () => {
  await stopClock(null)
  await moveClock(0)
})
afterAll(closeDatabase)

describe('asking for a link', () => {
  it('[T08] leaves the same for anybody: one answer and one sealed job that names nobody', async () => {
    const left = async (email: string) => {
      const events = await db().auditEvent.count()
      const answer = await ask(email)
      const job = await db().job.findFirstOrThrow({ where: { kind: 'password_reset_request' }, orderBy: { createdAt: 'desc' } })
      expect(JSON.stringify({ ...job, sealed: null })).not.toContain(email)
      expect(Buffer.from(job.sealed ?? '').toString('latin1')).not.toContain(email)
      return { ...answer, values: Object.keys(answer.values ?? {}), attempts: job.maxAttempts, person: job.administratorId, events: (await db().auditEvent.count()) - events }
    }
    const answers = []
    for (const email of ['rex@acme.example', 'norb@acme.example', 'ines@acme.example', 'noor@acme.example', 'gina@globex.example']) answers.push(JSON.stringify(await left(email)))
    expect(new Set(answers).size).toBe(1)
    await workOff('password_reset_request')
    expect(await Promise.all(['rex@acme.example', 'norb@acme.example', 'ines@acme.example', 'noor@acme.example', 'gina@globex.example'].map(async (email) => (await resets(email)).length))).toEqual([1, 0, 0, 0, 0])
  })

  it('[T36] mails one mailbox three times an hour, whatever its spelling, and answers the fourth as the first', async () => {
    for (const email of ['vera@acme.example', 'VERA@acme.example', ' vera@ACME.example', 'vera@acme.example', 'vera@acme.example']) expect(await ask(email)).toMatchObject({ done: 'asked' })
    await workOff('password_reset_request')
    expect(await resets('vera@acme.example')).toHaveLength(3)
    await moveClock(3_601_000)
    await ask('vera@acme.example')
    await workOff('password_reset_request')
    expect(await resets('vera@acme.example')).toHaveLength(4)
  })

  it('[T36] hears ten from one network address an hour, whomever they are for', async () => {
    const answers = []
    for (let n = 0; n < 11; n++) answers.push((await ask(`somebody${n}@acme.example`)).failure?.code)
    expect(answers).toEqual([...Array.from({ length: 10 }, () => undefined), 'too_many'])
    expect((await ask('olivia@acme.example')).failure?.code).toBe('too_many')
  })

  it('of somebody who was deactivated meanwhile, or has no password yet, sends nothing', async () => {
    const { id } = await person('gus@acme.example')
    await ask('gus@acme.example')
    await db().administrator.updateMany({ where: { id }, data: { status: 'inactive' } })
    await workOff('password_reset_request')
    await db().administrator.updateMany({ where: { id }, data: { status: 'active' } })
    expect(await resets('gus@acme.example')).toEqual([])
  })
})

describe('[T38] the link', () => {
  it('sets the password, ends every session, lifts every lock, voids the other links, tells the person, and signs nobody in', async () => {
    const email = 'adam@acme.example'
    const [first, second] = [await linkFor(email), await linkFor(email)]
    const sessions = [await signedInFor(email), await signedInFor(email)]
    const { id, tenantId } = await person(email)
    const account = accountKey(tenantId, email)
    await db().signInAttempt.create({ data: { tenantId, accountKey: account, address: '198.51.100.1', kind: 'password', failures: 5, lockedUntil: new Date(Date.now() + 1_800_000), updatedAt: new Date() } })
    await db().passwordCredential.updateMany({ where: { administratorId: id }, data: { state: 'switched_off' } })
    expect(await setPassword({}, form({ token: second, password: NEXT }))).toEqual({ done: 'acme' })
    expect(browser.kept).toEqual([])
    for (const { token } of sessions) expect(await findSession(token, { touch: false })).toBeNull()
    expect((await person(email)).passwordCredential?.state).toBe('usable')
    expect(await db().signInAttempt.count({ where: { accountKey: account } })).toBe(0)
    expect([await reset(first), await reset(second)]).toEqual(['link_unusable replaced', 'link_unusable used'])
    expect((await waitingLetters(email))[0]).toMatchObject({ name: 'password_changed', how: 'reset' })
    expect(await db().auditEvent.findMany({ where: { affectedId: id, action: { startsWith: 'password.' } }, orderBy: { sequence: 'asc' } })).toMatchObject([{ action: 'password.reset_requested' }, { action: 'password.reset_requested' }, { action: 'password.reset' }])
    browser.address = '198.51.100.1'
    await expect(signIn({}, form({ tenant: 'acme', email, password: NEXT }))).rejects.toThrow('NEXT_REDIRECT')
  })

  it('[T30] sixteen at once: one sets it, twenty rounds', async () => {
    const email = 'sonia@acme.example'
    const { id } = await person(email)
    for (let round = 0; round < 20; round++) {
      const token = await linkFor(email)
      const before = await db().auditEvent.count({ where: { affectedId: id, action: 'password.reset' } })
      const answers = await Promise.all(Array.from({ length: 16 }, async (_, n) => reset(token, `${NEXT} ${round} ${n}`)))
      expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
      expect(answers.filter((answer) => !/^(done|link_unusable|busy)/.test(answer))).toEqual([])
      expect((await db().auditEvent.count({ where: { affectedId: id, action: 'password.reset' } })) - before).toBe(1)
    }
  }, 120_000)

  it('submitted twice with the same password, says that the link was used, not that the password is old', async () => {
    const token = await linkFor('carla@acme.example')
    const answers = await Promise.all([reset(token), reset(token), reset(token)])
    expect(answers.map((answer) => answer.split(' ')[0]).toSorted()).toEqual(['done', 'link_unusable', 'link_unusable'])
  })

  it('[T32] works for thirty minutes by the clock of the database, and not a millisecond longer', async () => {
    const start = await transaction(readClock)
    await stopClock(start)
    const [early, late] = [await linkFor('april@acme.example'), await linkFor('oscar@acme.example')]
    await stopClock(start + 1_799_999)
    expect(await reset(early)).toBe('done')
    await stopClock(start + 1_800_000)
    expect(await reset(late)).toBe('link_unusable expired')
    expect(await viewReset({}, form({ token: late }))).toMatchObject({ failure: { code: 'link_unusable', reason: 'expired', details: { tenantSlug: 'acme' } } })
  })

  it('[T31] is not used up by looking, and shows nothing but whose it is and what a password needs', async () => {
    const token = await linkFor('bea@acme.example')
    for (let n = 0; n < 50; n++) {
      const { data } = await viewReset({}, form({ token }))
      expect(Object.keys(data ?? {}).toSorted()).toEqual(['context', 'email', 'policy', 'tenantName', 'ways'])
    }
    expect(await reset(token)).toBe('done')
  })

  it('does nothing for somebody who was deactivated after it was sent', async () => {
    const token = await linkFor('max@acme.example')
    const { id, passwordCredential } = await person('max@acme.example')
    await db().administrator.updateMany({ where: { id }, data: { status: 'inactive' } })
    expect(await reset(token)).toMatch(/^link_unusable/)
    expect((await person('max@acme.example')).passwordCredential?.hash).toBe(passwordCredential?.hash)
  })

  it('a password that the policy refuses leaves the link as it was', async () => {
    const token = await linkFor('wanda@acme.example')
    expect(await setPassword({}, form({ token, password: 'short' }))).toMatchObject({ failure: { code: 'password_refused', fields: { password: expect.stringContaining('at least 15') as string } } })
    expect(await reset(token)).toBe('done')
    expect(await reset(await linkFor('wanda@acme.example'))).toBe('password_refused')
  })
})

describe('[T38] a reset of somebody with a second factor', () => {
  const give = async (token: string, given: object, password = NEXT) =>
    resetPassword({ token, password, ...given, origin: { ...TEST_ORIGIN, address: `198.18.0.${++count % 250}` } }).then(({ replacement }) => (replacement === null ? 'done' : replacement), (error: unknown) => failureOf(error, 'test').code)
  const enrolled = async (email: string) => {
    const { id: administratorId, tenantId } = await person(email)
    const app = await enrolledTotp({ tenantId, administratorId })
    const codes = await transaction(async (tx) => makeRecoveryCodes(tx, { tenantId, administratorId, now: await readClock(tx) }))
    return { tenantId, administratorId, codes, ...app }
  }
  const wrongOf = (code: string) => ((Number(code) + 1) % 1_000_000).toString().padStart(6, '0')

  it('needs the factor besides the link: without it, with a wrong code or somebody else’s nothing changes, and the link goes on working', async () => {
    const [email, other] = ['audrey@acme.example', 'gus@acme.example']
    const [mine, theirs] = [await enrolled(email), await enrolled(other)]
    const token = await linkFor(email)
    const before = (await person(email)).passwordCredential!.hash
    const { token: session } = await signedInFor(email)
    expect((await viewReset({}, form({ token }))).data?.ways).toEqual({ apps: [{ id: mine.factorId, name: 'Phone' }], passkey: false, recoveryCode: true })
    const wrong = [{}, { by: 'app', factorId: mine.factorId }, { by: 'app', factorId: mine.factorId, code: wrongOf(await codeOf(mine.secret)) }, { by: 'app', factorId: theirs.factorId, code: await codeOf(theirs.secret) }, { by: 'recovery-code', code: theirs.codes[0] }, { by: 'passkey' }]
    for (const given of wrong) expect([given, await give(token, given)]).toEqual([given, 'wrong_code'])
    expect((await person(email)).passwordCredential!.hash).toBe(before)
    expect(await findSession(session, { touch: false })).not.toBeNull()
    // A password that the policy refuses costs no try.
    const { failures } = await db().secondFactor.findFirstOrThrow({ where: { id: mine.factorId } })
    expect(await give(token, { by: 'app', factorId: mine.factorId, code: await codeOf(mine.secret) }, 'short')).toBe('password_refused')
    expect((await db().secondFactor.findFirstOrThrow({ where: { id: mine.factorId } })).failures).toBe(failures)

    expect(await give(token, { by: 'app', factorId: mine.factorId, code: await codeOf(mine.secret) })).toBe('done')
    expect((await person(email)).passwordCredential!.hash).not.toBe(before)
    expect(await findSession(session, { touch: false })).toBeNull()
    expect(await db().session.count({ where: { administratorId: mine.administratorId, endedAt: null } })).toBe(0)
  }, 120_000)

  it('takes a recovery code, once, and says which takes its place', async () => {
    const email = 'april@acme.example'
    const mine = await enrolled(email)
    const token = await linkFor(email)
    expect(await give(token, { by: 'recovery-code', code: mine.codes[0] }, 'eight gulls above a calm harbour')).toMatch(/^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/)
    const [used, done] = await db().auditEvent.findMany({ where: { affectedId: mine.administratorId }, select: { action: true, outcome: true }, orderBy: { sequence: 'desc' }, take: 2 })
    expect([done, used]).toEqual([{ action: 'password.reset', outcome: 'done' }, { action: 'recovery_code.used', outcome: 'done' }])
    expect(await give(await linkFor(email), { by: 'recovery-code', code: mine.codes[0] }, 'nine gulls above a louder harbour')).toBe('wrong_code')
  })

  it('takes a passkey that was asked for this very link', async () => {
    const email = 'carla@acme.example'
    const { id: administratorId, tenantId } = await person(email)
    const passkey = await enrolledPasskey({ tenantId, administratorId })
    const [first, second] = [await linkFor(email), await linkFor(email)]
    const { challengeId, options } = (await askResetPasskey({}, form({ token: first }))).data!
    const given = { by: 'passkey', challengeId, answer: passkey.authenticate(options) }
    expect(await give(second, given, 'ten gulls above a windy harbour')).toBe('wrong_code')
    expect(await give(first, given, 'ten gulls above a windy harbour')).toBe('done')
  })

  it('asks again in the transaction: a factor enrolled since the page was drawn is owed', async () => {
    const { tenantId, id: administratorId } = await person('sam@acme.example')
    const link = { tenantId, administratorId, id: crypto.randomUUID() } as Parameters<typeof acceptForReset>[1]
    const accept = async () => transaction(async (tx) => acceptForReset(tx, link, null, await readClock(tx))).then(() => 'done', (error: unknown) => failureOf(error, 'test').reason)
    expect(await accept()).toBe('done')
    await enrolledTotp({ tenantId, administratorId })
    expect(await accept()).toBe('factor_needed')
  })
})
