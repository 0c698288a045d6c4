import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { changePassword, setNewPassword } from '@/lib/account/actions'
import { getOwnAccountView } from '@/lib/account/data'
import { proveOwnPassword } from '@/lib/account/confirm-identity'
import { performableOf } from '@/lib/actions/define-action'
import type { PublicState } from '@/lib/actions/result'
import { requirePasswordReset } from '@/lib/administrators/actions'
import { offersFor } from '@/lib/administrators/person-offers'
import { findProfile } from '@/lib/administrators/profile-data'
import { RESET_MEANINGS, type ResetMeaning } from '@/lib/administrators/schema'
import { findSession } from '@/lib/authn/session-facts'
import { issueLink } from '@/lib/authn/link-tokens'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import type { AppError } from '@/lib/errors/app-error'
import { makeRecoveryCodes } from '@/lib/mfa/recovery-codes'
import { activate, askPasskey, forgotPassword, secondStepByRecoveryCode, setPassword, signIn, signInWithPasskey, viewInvitation } from '@/lib/sign-in/actions'
import { viewSecondStep } from '@/lib/sign-in/view-second-step'
import { afterSeeing, NOTHING_SEEN } from '@/prisma/factories/after-seeing'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { enrolledPasskey } from '@/prisma/factories/enrolled-passkey'
import { enrolledTotp } from '@/prisma/factories/enrolled-totp'
import { invitePerson } from '@/prisma/factories/invite-person'
import { plantFactor } from '@/prisma/factories/sign-in-as'
import { browser } from '@/prisma/factories/stand-in-browser'
import { invitationToken, waitingLetters } from '@/prisma/factories/waiting-letters'
import { workOff } from '@/prisma/factories/work-off'
import { setMethods } from './actions'
import { getMethods, previewMethods } from './data'
import { PASSWORDS_OFF } from './methods'
import type { MethodsValues } from './schema'

// Many sign-ins, and none of it is about their hashes.
vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))
vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const AT_FIRST: MethodsValues = { first: ['password', 'passkey'], second: ['totp', 'passkey', 'recovery_code'] }
const LONG = 'a lantern, two boats and some rope'
const WRONG = 'The e-mail address or the password is wrong, or sign-in is not possible right now.'
const OFF = 'Passwords are not used here any more. Sign in another way.'
const set = performableOf(setMethods)
let tenant: DisposableTenant
let count = 0

const emailOf = (name: string) => tenant.people[name]!.email
const whose = (name: string) => ({ tenantId: tenant.id, administratorId: tenant.people[name]!.id })
const stored = async () => db().tenant.findUniqueOrThrow({ where: { id: tenant.id } })
const save = async (name: string, values: Partial<MethodsValues>, version?: number) => {
  const [caller, { signInMethodsVersion }] = [await callerFor(emailOf(name)), await stored()]
  return afterSeeing(async (previewed) => set.perform(caller, { ...AT_FIRST, ...values, version: version ?? signInMethodsVersion, previewed }, TEST_ORIGIN, false))
}
const reader = async () => clear((await findSession((await signedInFor(emailOf('olivia'))).token, { touch: false }))!.actor, 'sign-in:read')
const form = (values: Record<string, string>) => Object.entries(values).reduce((made, [name, value]) => (made.set(name, value), made), new FormData())
/** @returns where an action led, or the words of its refusal */
async function led(work: Promise<PublicState<unknown>>): Promise<string> {
  try {
    const { failure, done } = await work
    return failure?.sentence ?? done ?? 'nothing'
  } catch (error) {
    return /^NEXT_REDIRECT;\w+;([^;]*)/.exec((error as { digest?: string }).digest ?? '')?.[1] ?? String(error)
  }
}
async function password(name: string): Promise<string> {
  browser.cookie = browser.step = undefined
  browser.address = `198.51.${100 + Math.floor(++count / 250)}.${count % 250}`
  return led(signIn({}, form({ tenant: tenant.slug, email: emailOf(name), password: tenant.password })))
}
/** An owner who gets in without a password, so that passwords can be removed. */
async function ownerWithPasskey(name = 'oscar') {
  await db().secondFactor.deleteMany({ where: whose(name) })
  return enrolledPasskey(whose(name))
}

beforeAll(async () => {
  tenant = await disposableTenant()
})
beforeEach(async () => {
  browser.others = {}
  await db().secondFactor.deleteMany({ where: { tenantId: tenant.id } })
  await db().recoveryCode.deleteMany({ where: { tenantId: tenant.id } })
  await db().administrator.updateMany({ where: { tenantId: tenant.id }, data: { breakGlassAt: null } })
  await db().signInMethod.deleteMany({ where: { tenantId: tenant.id } })
  await db().signInMethod.createMany({ data: [['password', 'first', 0], ['passkey', 'first', 1], ['recovery_code', 'second', 0]].map(([method, step, position]) => ({ tenantId: tenant.id, method: method as string, step: step as string, position: position as number })) })
  await db().tenant.update({ where: { id: tenant.id }, data: { mfaAllowedFactors: ['totp', 'passkey'], mfaRequiredRoles: [], hadUsableOwner: true } })
})
afterAll(closeDatabase)

describe('the methods of a tenant', () => {
  it('are at first a password and a passkey to begin with, an app, a passkey and recovery codes after it; codes by mail are off', async () => {
    expect(await getMethods(await reader())).toMatchObject(AT_FIRST)
  })

  it('are saved as a whole, in their order, on top of the version they were read at; the audit has both', async () => {
    const { signInMethodsVersion: version } = await stored()
    await save('olivia', { first: ['email_code', 'password'] })
    expect(await getMethods(await reader())).toMatchObject({ first: ['email_code', 'password'], second: AT_FIRST.second, version: version + 1 })
    await expect(save('olivia', AT_FIRST, version)).rejects.toMatchObject({ code: 'conflict', failure: { details: { current: { first: ['email_code', 'password'] } } } })
    await expect(save('olivia', { first: ['email_code', 'password'] })).rejects.toMatchObject({ code: 'wrong_state' })
    expect(await db().auditEvent.findFirstOrThrow({ where: { tenantId: tenant.id, action: 'sign_in_methods.changed', outcome: 'done' }, orderBy: { sequence: 'desc' } })).toMatchObject({ before: { first: ['password', 'passkey'] }, after: { first: ['email_code', 'password'] } })
  })

  it('are changed by whoever may, with a fresh proof; which second factors count, by whoever may change the MFA policy', async () => {
    for (const name of ['adam', 'audrey', 'vera']) await expect(save(name, { first: ['password'] })).rejects.toMatchObject({ code: 'forbidden' })
    await save('sam', { first: ['password'] })
    await expect(save('sam', { first: ['password'], second: ['totp', 'recovery_code'] })).rejects.toMatchObject({ code: 'forbidden', failure: { sentence: expect.stringContaining('part of the MFA policy') as string } })
    expect((await stored()).mfaAllowedFactors).toEqual(['totp', 'passkey'])
    await save('olivia', { second: ['totp', 'recovery_code'] })
    expect((await stored()).mfaAllowedFactors).toEqual(['totp'])
    expect((await db().auditEvent.findMany({ where: { tenantId: tenant.id, outcome: 'done' }, orderBy: { sequence: 'desc' }, take: 2 })).map(({ action }) => action).toSorted()).toEqual(['mfa_policy.changed', 'sign_in_methods.changed'])
    const stale = await callerFor(emailOf('olivia'))
    await db().session.update({ where: { tenantId_id: { tenantId: tenant.id, id: stale.sessionId } }, data: { freshFactorAt: null } })
    await expect(set.perform(stale, { ...AT_FIRST, previewed: NOTHING_SEEN, version: (await stored()).signInMethodsVersion }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'step_up_required' })
  })

  it('[T47] are refused when no owner would have a way in, and saved once a break-glass account has one', async () => {
    await expect(save('olivia', { first: ['passkey'] })).rejects.toMatchObject({ code: 'last_owner', failure: { sentence: expect.stringContaining('break-glass') as string } })
    await expect(save('olivia', { first: ['email_code'] })).rejects.toMatchObject({ code: 'last_owner' })
    expect(await getMethods(await reader())).toMatchObject(AT_FIRST)
    expect((await previewMethods(await reader(), { ...AT_FIRST, first: ['passkey'] })).ways.usable).toEqual({ now: 2, under: 0 })
    await ownerWithPasskey()
    expect(await save('olivia', { first: ['passkey'] })).toMatchObject({ owners: 1 })
    // A passkey that may only follow a password is no way in by itself; of an account for the worst day it is.
    await expect(save('olivia', { first: ['email_code'] })).rejects.toMatchObject({ code: 'last_owner' })
    await db().administrator.update({ where: { tenantId_id: { tenantId: tenant.id, id: tenant.people.oscar!.id } }, data: { breakGlassAt: new Date() } })
    expect(await save('olivia', { first: ['email_code'] })).toMatchObject({ owners: 1 })
  })

  it('[T54] do what was shown or nothing: whom they would shut out too since then is counted first; each owner’s ways are part of it', async () => {
    const olivia = await callerFor(emailOf('olivia'))
    const values: MethodsValues = { ...AT_FIRST, first: ['passkey', 'email_code'] }
    const savedBy = async (previewed: string) => set.perform(olivia, { ...values, version: (await stored()).signInMethodsVersion, previewed }, TEST_ORIGIN, false)
    await ownerWithPasskey()
    await expect(savedBy((await previewMethods(await reader(), { ...AT_FIRST, first: ['passkey'] })).previewed)).rejects.toMatchObject({ failure: { reason: 'preview_changed' } })
    const shown = await previewMethods(await reader(), values)
    await ownerWithPasskey('olivia')
    await expect(savedBy(shown.previewed)).rejects.toMatchObject({ code: 'conflict', failure: { reason: 'preview_changed', details: { preview: { ways: { usable: { now: 2, under: 2 } } } } } })
    expect(await getMethods(await reader())).toMatchObject(AT_FIRST)
    expect(await savedBy((await previewMethods(await reader(), values)).previewed)).toMatchObject({ owners: 2 })
  })

  it('say before they are saved whom they would shut out', async () => {
    await ownerWithPasskey()
    await plantFactor({ ...whose('vera'), now: new Date() })
    const people = await db().administrator.count({ where: { tenantId: tenant.id, status: 'active' } })
    expect(await previewMethods(await reader(), { ...AT_FIRST, first: ['passkey'] })).toMatchObject({ shutOut: people - 1, bereft: 0, mailed: 0, ways: { usable: { now: 2, under: 1 } } })
    expect(await previewMethods(await reader(), { first: ['password'], second: ['passkey', 'email_code'] })).toMatchObject({ shutOut: 0, bereft: 1, mailed: people - 2 })
  })
})

describe('a method that was removed is refused everywhere at once', () => {
  it('the password: at sign-in, in words of a wrong one; at a reset, mailed or opened; at an activation; as a confirmation', async () => {
    const { token } = await signedInFor(emailOf('rex'))
    const link = await transaction(async (tx) => issueLink(tx, { purpose: 'password_reset', ...whose('rex'), now: await readClock(tx), lifetimeSeconds: 600 }))
    const newcomer = `newcomer@${tenant.slug}.example`
    await invitePerson({ by: emailOf('olivia'), email: newcomer })
    const invitation = await invitationToken(newcomer)
    expect(await password('rex')).toBe('/')
    await ownerWithPasskey()
    await save('olivia', { first: ['passkey'] })

    expect(await password('rex')).toBe(WRONG)
    expect(await led(forgotPassword({}, form({ tenant: tenant.slug, email: emailOf('rex') })))).toBe('asked')
    await workOff('password_reset_request')
    expect((await waitingLetters(emailOf('rex'))).filter(({ name }) => name === 'password_reset')).toEqual([])
    expect(await led(setPassword({}, form({ token: link, password: LONG })))).toBe(OFF)
    const facts = (await findSession(token, { touch: false }))!
    expect(await proveOwnPassword(facts, tenant.password, TEST_ORIGIN, 'password').then(() => 'proved', (error: AppError) => error.failure)).toMatchObject({ sentence: OFF, fields: { password: OFF } })

    browser.cookie = undefined
    expect((await viewInvitation({}, form({ token: invitation }))).data).toMatchObject({ passwords: false })
    expect(await led(activate({}, form({ token: invitation, password: LONG })))).toBe(OFF)
    expect(await led(activate({}, form({ token: invitation })))).toBe('/')
    expect((await findSession(browser.cookie!, { touch: false }))!.person.email).toBe(newcomer)
    expect(await db().passwordCredential.count({ where: { tenantId: tenant.id, administratorId: (await findSession(browser.cookie!, { touch: false }))!.actor.administratorId } })).toBe(0)

    await save('olivia', AT_FIRST)
    expect(await password('rex')).toBe('/')
  })

  it('the password of another, and one’s own: no reset is sent or asked for, none is changed, and both pages say why', async () => {
    const { caller, token } = await signedInFor(emailOf('rex'))
    const olivia = await signedInFor(emailOf('olivia'))
    const reset = async (name: string, meaning: ResetMeaning) => performableOf(requirePasswordReset).perform(olivia.caller, { administratorId: tenant.people[name]!.id, meaning }, TEST_ORIGIN, true)
    const look = async (name: string) => {
      const { actor } = (await findSession(olivia.token, { touch: false }))!
      return offersFor(actor, (await findProfile(clear(actor, 'administrator:read'), tenant.people[name]!.id))!)['reset-password']
    }
    const own = async () => (await findSession(token, { touch: false }))!
    expect([await look('rex'), await getOwnAccountView(await own())]).toMatchObject([null, { takesPassword: true }])
    await ownerWithPasskey()
    await db().administrator.update({ where: { tenantId_id: { tenantId: tenant.id, id: tenant.people.oscar!.id } }, data: { breakGlassAt: new Date() } })
    await save('olivia', { first: ['passkey'] })
    for (const meaning of RESET_MEANINGS) await expect(reset('rex', meaning)).rejects.toMatchObject({ code: 'wrong_state', failure: { reason: 'method_removed', sentence: PASSWORDS_OFF.other } })
    expect([await look('rex'), await getOwnAccountView(await own())]).toMatchObject([PASSWORDS_OFF.other, { takesPassword: false }])
    expect((await own()).actor.administratorId).toBe(tenant.people.rex!.id)
    browser.cookie = token
    expect(await changePassword({ current: tenant.password, password: LONG })).toMatchObject({ ok: false, error: { reason: 'method_removed', fields: { current: OFF } } })
    // Who owes a new one since passwords were taken sets none any more.
    await db().session.update({ where: { tenantId_id: { tenantId: tenant.id, id: caller.sessionId } }, data: { owes: 'new_password' } })
    expect(await setNewPassword({ password: LONG })).toMatchObject({ ok: false, error: { code: 'wrong_state', reason: 'method_removed', sentence: OFF } })
    // For the worst day it is taken, and reset.
    expect(await look('oscar')).toBeNull()
    expect(await reset('oscar', 'send_link')).toEqual({ ended: 0 })
  })

  it('where passwords are taken, none is activated without one', async () => {
    const newcomer = `second@${tenant.slug}.example`
    await invitePerson({ by: emailOf('olivia'), email: newcomer })
    browser.cookie = undefined
    expect((await activate({}, form({ token: await invitationToken(newcomer) }))).failure?.fields).toEqual({ password: 'Choose a password.' })
  })

  it('the password of an account for the worst day is taken all the same, together with what they have enrolled', async () => {
    await ownerWithPasskey()
    await db().administrator.updateMany({ where: { tenantId: tenant.id, id: { in: [tenant.people.olivia!.id, tenant.people.adam!.id] } }, data: { breakGlassAt: new Date() } })
    await enrolledTotp(whose('olivia'))
    await save('sam', { first: ['passkey'] })
    expect(await password('olivia')).toBe('/second-step')
    expect(await password('adam')).toBe(WRONG)
  })

  it('the passkey alone: one that was asked for before, too', async () => {
    const passkey = await ownerWithPasskey()
    browser.cookie = undefined
    const { data } = await askPasskey({}, form({ tenant: tenant.slug }))
    const { challengeId, options } = data!
    const { clientExtensionResults: _none, ...answer } = passkey.authenticate(options)
    await save('olivia', { first: ['password'] })
    expect(await led(signInWithPasskey({}, form({ tenant: tenant.slug, challengeId, answer: JSON.stringify(answer) })))).toContain('This passkey is not known here')
    expect(await db().session.count({ where: { ...whose('oscar'), endedAt: null, factorUsedKind: 'passkey' } })).toBe(0)
  })

  it('recovery codes: not offered and not taken, where they were made before', async () => {
    await enrolledTotp(whose('vera'))
    const [code] = await transaction(async (tx) => makeRecoveryCodes(tx, { ...whose('vera'), now: await readClock(tx) }))
    expect(await password('vera')).toBe('/second-step')
    expect((await viewSecondStep(browser.step))?.ways?.recoveryCode).toBe(true)
    await save('olivia', { second: ['totp', 'passkey'] })
    expect((await viewSecondStep(browser.step))?.ways?.recoveryCode).toBe(false)
    expect(await led(secondStepByRecoveryCode({}, form({ code: code! })))).toContain('This code is wrong')
    await save('olivia', AT_FIRST)
    expect((await secondStepByRecoveryCode({}, form({ code: code! }))).data).toBeDefined()
  })
})
