import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { changePassword, setNewPassword } from '@/lib/account/actions'
import { findProfile } from '@/lib/administrators/profile-data'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { issueLink } from '@/lib/authn/link-tokens'
import { findSession } from '@/lib/authn/session-facts'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { acceptInvitation } from '@/lib/sign-in/accept-invitation'
import { resetPassword } from '@/lib/sign-in/reset-password'
import { signIn } from '@/lib/sign-in/sign-in'
import { startBreachRange, type BreachRange } from '@/prisma/factories/breach-range'
import { afterSeeing, NOTHING_SEEN } from '@/prisma/factories/after-seeing'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { sessionOf } from '@/prisma/factories/session-of'
import { invitePerson } from '@/prisma/factories/invite-person'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { browser } from '@/prisma/factories/stand-in-browser'
import { DEMO_PASSWORD, storeCast } from '@/prisma/factories/store-cast'
import { setPasswordPolicy } from './actions'
import { getPasswordPolicy, previewExpiry } from './data'
import { findPasswordState, preparePassword } from './prepare-password'
import type { PasswordPolicyValues } from './schema'

vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const set = performableOf(setPasswordPolicy)
const DEFAULT: PasswordPolicyValues = { minimumLength: 15, minimumStrength: 3, capitals: 0, lowercase: 0, digits: 0, specials: 0, historyLength: 5, expiryDays: null, refuseCommon: true, refuseOwnWords: true }
const NEXT = 'a lantern beside seven quiet rivers'
const DAY = 86_400_000

const tenant = async () => db().tenant.findUniqueOrThrow({ where: { slug: 'acme' } })
const person = async (name: string) => db().administrator.findFirstOrThrow({ where: { emailKey: `${name}@acme.example` } })
const reader = async () => clear((await signInAs('olivia@acme.example', { factor: false })).facts.actor, 'password-policy:read')
const save = async (name: string, values: Partial<PasswordPolicyValues>, askEveryone = false) => {
  const [caller, { passwordVersion: version }] = [await callerFor(`${name}@acme.example`), await tenant()]
  return afterSeeing(async (previewed) => set.perform(caller, { ...DEFAULT, ...values, askEveryone, version, previewed }, TEST_ORIGIN, false))
}
const enter = async (name: string, password = DEMO_PASSWORD) => sessionOf(signIn({ tenantSlug: 'acme', email: canonicalEmail(`${name}@acme.example`)!, password, origin: { ...TEST_ORIGIN, address: '203.0.113.77' } }))
const changed = async (name: string, daysAgo: number) => db().passwordCredential.updateMany({ where: { administratorId: (await person(name)).id }, data: { changedAt: new Date(Date.now() - daysAgo * DAY) } })
const choose = async (name: string, password: string) => {
  const { tenantId, id: administratorId } = await person(name)
  return preparePassword({ tenantId, administratorId, password, address: '192.0.2.9' })
}

const STOLEN = 'eleven patient herons under a tin roof'
const PADDING = 'a cellar full of unripe harpsichords'
let range: BreachRange

beforeAll(async () => {
  range = await startBreachRange([STOLEN], [PADDING])
  process.env.BREACH_RANGE_URL = range.url
  await storeCast()
})
afterAll(async () => {
  await closeDatabase()
  await range.stop()
})
beforeEach(async () => {
  await db().tenant.updateMany({ data: { passwordMinimumLength: 15, passwordMinimumStrength: 3, passwordCapitals: 0, passwordLowercase: 0, passwordDigits: 0, passwordSpecials: 0, passwordHistoryLength: 5, passwordExpiryDays: null, passwordRefuseCommon: true, passwordRefuseOwnWords: true, passwordChangeAskedAt: null, mfaRequiredForEveryone: false } })
  await db().passwordCredential.updateMany({ data: { state: 'usable', changedAt: new Date(Date.now() - 1000) } })
})

describe('the password policy', () => {
  it('[T02] a password that was stolen somewhere is refused; the service learns five characters of its hash, and its silence keeps nobody out', async () => {
    range.asked = []
    await expect(choose('bea', STOLEN)).rejects.toMatchObject({ code: 'password_refused', failure: { fields: { password: expect.stringContaining('stolen') } } })
    await expect(choose('bea', 'short')).rejects.toMatchObject({ code: 'password_refused' })
    expect(range.asked, 'nobody else is asked about what is refused anyway').toEqual([{ path: expect.stringMatching(/^\/range\/[0-9A-F]{5}$/), padding: true }])
    for (const answer of [(response: ServerResponse) => response.writeHead(503).end(), (response: ServerResponse) => response.destroy(), (response: ServerResponse) => response.end('<!doctype html>')]) {
      range.answer = answer
      await expect(choose('bea', STOLEN)).resolves.toMatchObject({ hash: expect.any(String) })
    }
    range.answer = null
    await expect(choose('bea', PADDING), 'what pads the answer was never stolen').resolves.toMatchObject({ hash: expect.any(String) })
    await save('olivia', { refuseCommon: false })
    await expect(choose('bea', STOLEN)).resolves.toMatchObject({ hash: expect.any(String) })
    expect(range.asked).toHaveLength(5)
  })

  it('[T26] is changed by owners, Client Security Admins and Super Admins with a fresh factor, and by nobody else; each refusal is in the audit', async () => {
    for (const name of ['adam', 'carla', 'audrey', 'bea', 'max', 'vera']) {
      await expect(save(name, { digits: 1 })).rejects.toMatchObject({ code: 'forbidden' })
      expect(await db().auditEvent.findFirst({ where: { actorId: (await person(name)).id }, orderBy: { sequence: 'desc' } })).toMatchObject({ action: 'password_policy.changed', outcome: 'refused' })
    }
    await save('sam', { digits: 2 })
    const sam = await callerFor('sam@acme.example')
    await db().session.updateMany({ where: { id: sam.sessionId }, data: { freshFactorAt: null } })
    await expect(set.perform(sam, { ...DEFAULT, askEveryone: false, version: (await tenant()).passwordVersion, previewed: NOTHING_SEEN }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'step_up_required' })
    expect(await tenant()).toMatchObject({ passwordDigits: 2 })
  })

  it('[T01] binds wherever a password is set: what the form shows is what the server asks', async () => {
    await choose('rex', NEXT)
    await save('olivia', { capitals: 1, digits: 1, specials: 2 })
    await expect(choose('rex', NEXT)).rejects.toMatchObject({ code: 'password_refused', failure: { fields: { password: 'Use at least 1 capital letter. This has none. Use at least 1 digit. This has none.' } } })
    expect(await choose('rex', `${NEXT} B4`)).toHaveProperty('hash')
    await save('olivia', { minimumLength: 40 })
    await expect(choose('rex', NEXT)).rejects.toMatchObject({ failure: { fields: { password: `Use at least 40 characters. This has ${NEXT.length}.` } } })
    await save('olivia', { minimumStrength: 0, refuseCommon: false })
    expect(await choose('rex', 'aaaaaaaaaaaaaaa')).toHaveProperty('hash')
    await save('olivia', { minimumStrength: 0, refuseOwnWords: false })
    expect(await choose('rex', 'RexRexRexRexRex')).toHaveProperty('hash')
  })

  it('[T01] is asked at every door that a new password comes through: activation, reset, change, and a change that was asked for', async () => {
    await save('olivia', { digits: 1 })
    const why = { code: 'password_refused', fields: { password: 'Use at least 1 digit. This has none.' } }
    const invited = await invitePerson({ by: 'olivia@acme.example', email: 'door@acme.example', role: 'requester' })
    const { id: invitationId, tenantId } = await db().invitation.findFirstOrThrow({ where: { administratorId: invited } })
    const [april, vera] = [await person('april'), await person('vera')]
    const link = async (of: { purpose: 'activation'; administratorId: string; invitationId: string } | { purpose: 'password_reset'; administratorId: string }) => transaction(async (tx) => issueLink(tx, { ...of, tenantId, now: await readClock(tx), lifetimeSeconds: 3600 }))
    const activation = await link({ purpose: 'activation', administratorId: invited, invitationId })
    const reset = await link({ purpose: 'password_reset', administratorId: april.id })
    await expect(acceptInvitation({ token: activation, password: NEXT }, TEST_ORIGIN, null)).rejects.toMatchObject({ failure: why })
    await expect(resetPassword({ token: reset, password: NEXT, origin: TEST_ORIGIN })).rejects.toMatchObject({ failure: why })
    browser.cookie = (await signedInFor('rex@acme.example')).token
    expect(await changePassword({ current: DEMO_PASSWORD, password: NEXT })).toMatchObject({ ok: false, error: why })
    await db().passwordCredential.updateMany({ where: { administratorId: vera.id }, data: { state: 'must_change' } })
    browser.cookie = (await enter('vera')).token
    expect(await setNewPassword({ password: NEXT })).toMatchObject({ ok: false, error: why })
    // Neither link was used up, and with a digit each door opens.
    expect((await acceptInvitation({ token: activation, password: `${NEXT} 7` }, TEST_ORIGIN, null)).facts.person.email).toBe('door@acme.example')
    await resetPassword({ token: reset, password: `${NEXT} 7`, origin: TEST_ORIGIN })
  })

  it('[T01] goes below 15 only while a second factor is required of everyone, and is 15 again when it is not', async () => {
    await expect(save('olivia', { minimumLength: 14 })).rejects.toMatchObject({ code: 'invalid_input', failure: { fields: { minimumLength: expect.stringContaining('second factor of everyone') as string } } })
    await db().tenant.updateMany({ data: { mfaRequiredForEveryone: true } })
    await save('olivia', { minimumLength: 8 })
    expect(await getPasswordPolicy(await reader())).toMatchObject({ minimumLength: 8, shortest: 8 })
    await db().tenant.updateMany({ data: { mfaRequiredForEveryone: false } })
    expect(await getPasswordPolicy(await reader())).toMatchObject({ minimumLength: 15, shortest: 15 })
    await expect(choose('rex', 'wq fjord miyzk')).rejects.toMatchObject({ code: 'password_refused' })
  })

  it('remembers as many passwords as it says; none at all: the one until now may stay, save where another one is asked for', async () => {
    await expect(choose('vera', DEMO_PASSWORD)).rejects.toMatchObject({ code: 'password_refused' })
    // The demo's own password is on the list of common ones.
    await save('olivia', { historyLength: 0, refuseCommon: false, minimumStrength: 0 })
    expect(await choose('vera', DEMO_PASSWORD)).toHaveProperty('hash')
    await db().passwordCredential.updateMany({ where: { administratorId: (await person('vera')).id }, data: { state: 'must_reset' } })
    await expect(choose('vera', DEMO_PASSWORD)).rejects.toMatchObject({ failure: { fields: { password: 'This is the password you have now. Choose a new one.' } } })
    await db().passwordCredential.updateMany({ data: { state: 'usable' } })
    await save('olivia', { historyLength: 0, refuseCommon: false, minimumStrength: 0, expiryDays: 30 })
    await changed('vera', 31)
    await expect(choose('vera', DEMO_PASSWORD)).rejects.toMatchObject({ code: 'password_refused' })
  })

  it('a password that is too old gets somebody in, and owes a new one before anything else; younger ones do not', async () => {
    await save('olivia', { expiryDays: 90 })
    await changed('gus', 89.99)
    expect((await enter('gus')).facts.owes).toBeNull()
    await changed('gus', 90)
    const { token, facts } = await enter('gus')
    expect(facts.owes).toBe('new_password')
    const { tenantId, id } = await person('gus')
    expect(await findPasswordState(tenantId, id)).toEqual({ works: true, due: 'expired', expiryDays: 90 })
    const actor = clear((await signInAs('olivia@acme.example', { factor: false })).facts.actor, 'administrator:read')
    expect((await findProfile(actor, id))!.password).toMatchObject({ state: 'must_change' })
    browser.cookie = token
    expect(await setNewPassword({ password: DEMO_PASSWORD })).toMatchObject({ ok: false, error: { code: 'password_refused' } })
    expect(await setNewPassword({ password: NEXT })).toMatchObject({ ok: true })
    expect((await findSession(browser.cookie, { touch: false }))!.owes).toBeNull()
    expect((await enter('gus', NEXT)).facts.owes).toBeNull()
    expect((await findProfile(actor, id))!.password).toMatchObject({ state: 'usable' })
  })

  it('asks everyone once: older passwords owe a new one at the next sign-in, sessions that run go on, and a changed one is not asked again', async () => {
    const before = (await signedInFor('rex@acme.example')).token
    expect(await save('olivia', {}, true)).toMatchObject({ askedAt: expect.any(Number) as number })
    expect((await findSession(before, { touch: false }))!.owes).toBeNull()
    for (const name of ['rex', 'vera']) expect((await enter(name)).facts.owes).toBe('new_password')
    browser.cookie = (await enter('rex')).token
    expect(await setNewPassword({ password: NEXT })).toMatchObject({ ok: true })
    expect((await enter('rex', NEXT)).facts.owes).toBeNull()
    expect(await db().auditEvent.findFirstOrThrow({ where: { action: 'password_policy.changed', outcome: 'done' }, orderBy: { sequence: 'desc' } })).toMatchObject({ after: { everyoneAsked: true } })
    // Nobody of another tenant is asked.
    expect(await db().tenant.findUniqueOrThrow({ where: { slug: 'globex' } })).toMatchObject({ passwordChangeAskedAt: null })
  })

  it('says how many it would ask: who is active and has a password that works', async () => {
    const all = await db().administrator.count({ where: { status: 'active', tenantId: (await tenant()).id } })
    expect(await previewExpiry(await reader(), null)).toMatchObject({ people: all, due: 0, dueUnder: 0 })
    for (const [name, days] of [['rex', 40], ['vera', 100], ['gus', 400]] as const) await changed(name, days)
    const found = async () => Promise.all([30, 90, 365, null].map(async (days) => (await previewExpiry(await reader(), days)).dueUnder))
    expect(await found()).toEqual([3, 2, 1, 0])
    await db().passwordCredential.updateMany({ where: { administratorId: (await person('max')).id }, data: { state: 'must_change' } })
    await db().passwordCredential.updateMany({ where: { administratorId: (await person('vera')).id }, data: { state: 'switched_off' } })
    await db().administrator.updateMany({ where: { id: (await person('gus')).id }, data: { status: 'inactive' } })
    expect(await previewExpiry(await reader(), 30)).toMatchObject({ people: all - 2, due: 1, dueUnder: 2 })
    await db().administrator.updateMany({ where: { id: (await person('gus')).id }, data: { status: 'active' } })
    await save('olivia', { expiryDays: 30 }, true)
    expect(await previewExpiry(await reader(), null)).toMatchObject({ people: all - 1, due: all - 1, dueUnder: all - 1 })
  })

  it('[T54] two change it: the second is told and shown what stands; the same again is refused; the audit has both sides', async () => {
    const olivia = await callerFor('olivia@acme.example')
    const { passwordVersion: version, id } = await tenant()
    const send = { ...DEFAULT, askEveryone: false, previewed: NOTHING_SEEN }
    await afterSeeing(async (previewed) => set.perform(olivia, { ...send, expiryDays: 365, digits: 1, version, previewed }, TEST_ORIGIN, false))
    expect(await db().auditEvent.findFirstOrThrow({ where: { tenantId: id, action: 'password_policy.changed', outcome: 'done' }, orderBy: { sequence: 'desc' } })).toMatchObject({ before: { ...DEFAULT }, after: { ...DEFAULT, expiryDays: 365, digits: 1 } })
    await expect(set.perform(olivia, { ...send, version }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'conflict', failure: { details: { current: { expiryDays: 365, version: version + 1 } } } })
    await expect(set.perform(olivia, { ...send, expiryDays: 365, digits: 1, version: version + 1 }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'wrong_state' })
    expect(await getPasswordPolicy(await reader())).toMatchObject({ ...DEFAULT, expiryDays: 365, digits: 1, version: version + 1 })
  })

  it('[T54] does what was shown or nothing: who would be asked too since then is counted first; what stands for another expiry stands for nothing', async () => {
    const olivia = await callerFor('olivia@acme.example')
    const savedBy = async (previewed: string) => set.perform(olivia, { ...DEFAULT, askEveryone: false, expiryDays: 90, version: (await tenant()).passwordVersion, previewed }, TEST_ORIGIN, false)
    await expect(savedBy((await previewExpiry(await reader(), 30)).previewed)).rejects.toMatchObject({ failure: { reason: 'preview_changed' } })
    const shown = await previewExpiry(await reader(), 90)
    await changed('rex', 100)
    await expect(savedBy(shown.previewed)).rejects.toMatchObject({ code: 'conflict', failure: { reason: 'preview_changed', details: { preview: { due: 0, dueUnder: 1 } } } })
    expect(await tenant()).toMatchObject({ passwordExpiryDays: null })
    await savedBy((await previewExpiry(await reader(), 90)).previewed)
    expect(await tenant()).toMatchObject({ passwordExpiryDays: 90 })
  })

  it('[T50] refuses what is no policy', async () => {
    const wrong: object[] = [
      { minimumLength: 7 }, { minimumLength: 65 }, { minimumLength: 15.5 }, { minimumStrength: 5 }, { minimumStrength: -1 }, { capitals: 11 }, { lowercase: -1 }, { digits: '1' }, { specials: null },
      { historyLength: 25 }, { historyLength: -1 }, { expiryDays: 0 }, { expiryDays: 731 }, { refuseCommon: 1 }, { refuseOwnWords: undefined }, { shortest: 8 }, { tenantId: (await tenant()).id },
    ]
    for (const part of wrong) await expect(save('olivia', part)).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
