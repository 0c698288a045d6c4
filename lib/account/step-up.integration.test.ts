import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { makeRecoveryCodes } from '@/lib/mfa/recovery-codes'
import { signedInFor } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { codeOf, enrolledTotp } from '@/prisma/factories/enrolled-totp'
import { enrolledPasskey } from '@/prisma/factories/enrolled-passkey'
import { browser } from '@/prisma/factories/stand-in-browser'
import { GET as confirmWays } from '@/app/api/account/confirm-ways/route'
import { askStepUpPasskey, confirmIdentity, endOtherSessions } from './actions'

vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

let tenant: DisposableTenant
let count = 0
const whose = (name: string) => ({ tenantId: tenant.id, administratorId: tenant.people[name]!.id })
const said = async (work: ReturnType<typeof confirmIdentity>) => work.then((answer) => (answer.ok ? 'done' : answer.error.code))
const factsNow = async () => (await findSession(browser.cookie!, { touch: false }))!
const wrongOf = (code: string) => ((Number(code) + 1) % 1_000_000).toString().padStart(6, '0')

/** Signed in, and stale. */
async function stale(name: string) {
  browser.address = `198.51.100.${++count}`
  const { token, caller } = await signedInFor(tenant.people[name]!.email)
  await db().session.updateMany({ where: { id: caller.sessionId }, data: { freshFactorAt: null } })
  browser.cookie = token
  browser.kept = []
  return { token, caller }
}
const codesOf = async (name: string) => transaction(async (tx) => makeRecoveryCodes(tx, { ...whose(name), now: await readClock(tx) }))

beforeAll(async () => {
  tenant = await disposableTenant()
})
beforeEach(() => {
  browser.cookie = undefined
})
afterAll(closeDatabase)

describe('[T26] confirming who one is, with a second factor enrolled', () => {
  it('[T22] takes a code of the app, makes the session fresh, marks its factor and gives it a new reference', async () => {
    const { factorId, secret } = await enrolledTotp(whose('olivia'))
    const { token, caller } = await stale('olivia')
    expect(await endOtherSessions({})).toMatchObject({ ok: false, error: { code: 'step_up_required' } })
    const code = await codeOf(secret)
    expect(await confirmIdentity({ by: 'app', factorId, code })).toEqual({ ok: true, data: { replacement: null } })
    expect(browser.cookie).not.toBe(token)
    expect(await findSession(token, { touch: false })).toBeNull()
    expect(await db().session.findUniqueOrThrow({ where: { tenantId_id: { tenantId: tenant.id, id: caller.sessionId } } })).toMatchObject({ factorUsedKind: 'totp', factorUsedAt: expect.any(Date) as Date, freshFactorAt: expect.any(Date) as Date })
    expect(await endOtherSessions({})).toMatchObject({ ok: true })
    // The same step is never taken twice, here nor elsewhere.
    expect(await said(confirmIdentity({ by: 'app', factorId, code }))).toBe('wrong_code')
  })

  it('takes a recovery code, and shows the one that takes its place', async () => {
    await enrolledTotp(whose('adam'))
    const codes = await codesOf('adam')
    await stale('adam')
    const answer = await confirmIdentity({ by: 'recovery-code', code: codes[0]! })
    expect(answer).toMatchObject({ ok: true, data: { replacement: expect.stringMatching(/^([0-9A-Z]{4}-){5}/) as string } })
    expect(await said(confirmIdentity({ by: 'recovery-code', code: codes[0]! }))).toBe('wrong_code')
    const events = await db().auditEvent.findMany({ where: { actorId: whose('adam').administratorId }, orderBy: { sequence: 'asc' }, select: { action: true, outcome: true, reason: true } })
    expect(events).toEqual([{ action: 'step_up.completed', outcome: 'done', reason: null }, { action: 'recovery_code.used', outcome: 'done', reason: null }, { action: 'step_up.refused', outcome: 'refused', reason: 'wrong_code' }])
  })

  it('takes a passkey that was asked in this very session', async () => {
    const passkey = await enrolledPasskey(whose('sam'))
    const asked = async () => {
      const question = await askStepUpPasskey({})
      if (!question.ok) throw new Error(question.error.code)
      const { challengeId, options } = question.data
      const { clientExtensionResults: _none, ...answer } = passkey.authenticate(options)
      return { by: 'passkey' as const, challengeId, answer }
    }
    await stale('sam')
    const elsewhere = await asked()
    await stale('sam')
    expect(await said(confirmIdentity(elsewhere))).toBe('wrong_code')
    expect((await factsNow()).actor.freshFactorAt).toBeNull()
    const here = await asked()
    expect(await said(confirmIdentity(here))).toBe('done')
    expect((await factsNow()).actor.freshFactorAt).not.toBeNull()
    expect(await said(confirmIdentity(here))).toBe('wrong_code')
  })

  it('takes no password, and no factor of somebody else', async () => {
    const mine = await enrolledTotp(whose('vera'))
    const theirs = await enrolledTotp(whose('rex'))
    const theirCodes = await codesOf('rex')
    const { token } = await stale('vera')
    const password = await confirmIdentity({ by: 'password', password: tenant.password })
    expect(password).toMatchObject({ ok: false, error: { code: 'forbidden', reason: 'factor_enrolled' } })
    expect(await said(confirmIdentity({ by: 'app', factorId: theirs.factorId, code: await codeOf(theirs.secret) }))).toBe('wrong_code')
    expect(await said(confirmIdentity({ by: 'recovery-code', code: theirCodes[0]! }))).toBe('wrong_code')
    expect([browser.cookie === token, (await factsNow()).actor.freshFactorAt]).toEqual([true, null])
    expect(await said(confirmIdentity({ by: 'app', factorId: mine.factorId, code: await codeOf(mine.secret) }))).toBe('done')
  })

  it('[T12] counts codes here with those of every other path: the tenth wrong one blocks the app, and a recovery code frees it', async () => {
    const { factorId, secret } = await enrolledTotp(whose('gus'))
    const codes = await codesOf('gus')
    await stale('gus')
    const wrong = wrongOf(await codeOf(secret))
    for (let n = 0; n < 10; n++) {
      browser.address = `203.0.113.${n + 1}`
      expect(await said(confirmIdentity({ by: 'app', factorId, code: wrong }))).toBe('wrong_code')
    }
    expect(await said(confirmIdentity({ by: 'app', factorId, code: await codeOf(secret) }))).toBe('wrong_code')
    browser.address = '203.0.113.99'
    expect(await said(confirmIdentity({ by: 'recovery-code', code: codes[0]! }))).toBe('done')
    expect(await said(confirmIdentity({ by: 'app', factorId, code: await codeOf(secret) }))).toBe('done')
  })

  it('says which ways there are: nothing enrolled means the password', async () => {
    const ways = async () => (await (await confirmWays(new Request('http://localhost:3000/api/account/confirm-ways'), { params: Promise.resolve({}) })).json()) as unknown
    await stale('bea')
    expect(await ways()).toEqual({ ways: null })
    const { factorId } = await enrolledTotp({ ...whose('bea'), name: 'Pixel' })
    expect(await ways()).toEqual({ ways: { apps: [{ id: factorId, name: 'Pixel' }], passkey: false, recoveryCode: false } })
    browser.cookie = undefined
    expect(await ways()).toMatchObject({ error: { code: 'signed_out' } })
  })
})
