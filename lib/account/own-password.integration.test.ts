import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db } from '@/lib/db/client'
import { signIn } from '@/lib/sign-in/sign-in'
import { signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { plantFactor } from '@/prisma/factories/sign-in-as'
import { sessionOf } from '@/prisma/factories/session-of'
import { browser } from '@/prisma/factories/stand-in-browser'
import { DEMO_PASSWORD, storeCast } from '@/prisma/factories/store-cast'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { changePassword, rename, setNewPassword } from './actions'

vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const NEXT = 'a lantern beside seven quiet rivers'
const runs = async (token: string) => (await findSession(token, { touch: false })) !== null
const refused = (code: string, more: Record<string, unknown> = {}) => ({ ok: false, error: expect.objectContaining({ code, ...more }) })
const signInWith = async (name: string, password: string) => sessionOf(signIn({ tenantSlug: 'acme', email: canonicalEmail(`${name}@acme.example`)!, password, origin: { ...TEST_ORIGIN, address: '203.0.113.5' }, replaces: undefined }))
const credential = async (administratorId: string) => db().passwordCredential.findFirstOrThrow({ where: { administratorId } })

async function signedIn(name: string) {
  const session = await signedInFor(`${name}@acme.example`)
  browser.cookie = session.token
  return session
}

/** Signed in with a password that must be changed, as after a reset by an administrator. */
async function useOwing(name: string) {
  const { caller } = await signedIn(name)
  await db().passwordCredential.updateMany({ where: { administratorId: caller.administratorId }, data: { state: 'must_change' } })
  const { token } = await signInWith(name, DEMO_PASSWORD)
  browser.cookie = token
  return { caller, token }
}

beforeAll(storeCast)
beforeEach(() => {
  browser.kept = []
  browser.address = `192.0.2.${Math.floor(Math.random() * 250) + 1}`
})
afterAll(closeDatabase)

describe("one's own password", () => {
  it('[T20] [T22] changed: every other session ends, this one goes on under a new reference, the person is told', async () => {
    const other = await signedIn('rex')
    const { token, caller } = await signedIn('rex')
    expect(await changePassword({ current: DEMO_PASSWORD, password: NEXT })).toEqual({ ok: true, data: undefined })
    expect([await runs(other.token), await runs(token)]).toEqual([false, false])
    expect((await findSession(browser.cookie!, { touch: false }))!.session.id).toBe(caller.sessionId)
    expect((await waitingLetters('rex@acme.example'))[0]).toMatchObject({ name: 'password_changed', how: 'changed' })
    await expect(signInWith('rex', DEMO_PASSWORD)).rejects.toMatchObject({ code: 'wrong_credentials' })
    await signInWith('rex', NEXT)
  })

  it('the one until now must be right; a wrong one is counted, said at its field, and changes nothing', async () => {
    const { token, caller } = await signedIn('vera')
    const before = await credential(caller.administratorId)
    for (let attempt = 0; attempt < 5; attempt++) expect(await changePassword({ current: 'wrong', password: NEXT })).toEqual(refused('wrong_credentials', { fields: { current: expect.any(String) as string } }))
    expect(await changePassword({ current: DEMO_PASSWORD, password: NEXT })).toEqual(refused('wrong_credentials'))
    expect(await credential(caller.administratorId)).toEqual(before)
    expect(await runs(token)).toBe(true)
  })

  it('[T01] [T02] the policy says why, at the field, and nothing has changed', async () => {
    const { caller } = await signedIn('gus')
    const before = await credential(caller.administratorId)
    for (const [password, why] of [['short', /at least 15/], ['Gus Grant Gus Grant', /name or an address/], ['aaaaaaaaaaaaaaa', /first|guessed/], ['x'.repeat(129), /128/]] as const) {
      expect(await changePassword({ current: DEMO_PASSWORD, password })).toEqual(refused('password_refused', { fields: { password: expect.stringMatching(why) as string } }))
    }
    expect(await credential(caller.administratorId)).toEqual(before)
  })

  it('not one of the last, the present one included', async () => {
    await signedIn('april')
    expect(await changePassword({ current: DEMO_PASSWORD, password: NEXT })).toMatchObject({ ok: true })
    expect(await changePassword({ current: NEXT, password: NEXT })).toEqual(refused('password_refused', { fields: { password: expect.stringContaining('used this password before') as string } }))
  })

  it('[T26] proves nobody where a factor is enrolled, break-glass account or not, whether the policy takes its kind or not', async () => {
    const { tenantId, administratorId, sessionId } = (await signedIn('oscar')).caller
    await plantFactor({ tenantId, administratorId, now: new Date() })
    const proves = async (current: string, password: string, { marked = false, takes = false } = {}) => {
      await db().tenant.update({ where: { id: tenantId }, data: { mfaAllowedFactors: takes ? ['totp', 'passkey'] : ['passkey'] } })
      await db().administrator.update({ where: { tenantId_id: { tenantId, id: administratorId } }, data: { breakGlassAt: marked ? new Date() : null } })
      await db().session.update({ where: { tenantId_id: { tenantId, id: sessionId } }, data: { freshFactorAt: null } })
      expect(await changePassword({ current, password })).toMatchObject({ ok: true })
      return (await findSession(browser.cookie!, { touch: false }))!.actor.freshFactorAt !== null
    }
    const [second, third, fourth] = ['second', 'third', 'fourth'].map((word) => `${NEXT}, the ${word}`) as [string, string, string]
    expect(await proves(DEMO_PASSWORD, NEXT, { marked: true })).toBe(false)
    expect(await proves(NEXT, second)).toBe(false)
    expect(await proves(second, third, { takes: true })).toBe(false)
    await db().secondFactor.deleteMany({ where: { tenantId, administratorId } })
    expect(await proves(third, fourth, { takes: true })).toBe(true)
  })

  it('two changes at once from the same password: one stands, the other is told', async () => {
    const { token, caller } = await signedIn('audrey')
    const change = async (password: string) => {
      browser.cookie = token
      return changePassword({ current: DEMO_PASSWORD, password })
    }
    const answers = await Promise.all([change(NEXT), change(`${NEXT} and one more`)])
    expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, true])
    expect(await db().auditEvent.count({ where: { affectedId: caller.administratorId, action: 'password.changed', outcome: 'done' } })).toBe(1)
  })
})

describe('a session that owes a new password', () => {
  it('sets it without the old one, and may do everything again under a new reference', async () => {
    const { caller, token } = await useOwing('bea')
    expect((await findSession(token, { touch: false }))!.owes).toBe('new_password')
    expect(await setNewPassword({ password: NEXT })).toEqual({ ok: true, data: undefined })
    expect(await runs(token)).toBe(false)
    expect((await findSession(browser.cookie!, { touch: false }))!.owes).toBeNull()
    expect((await credential(caller.administratorId)).state).toBe('usable')
    await signInWith('bea', NEXT)
  })

  it('cannot keep the one it has', async () => {
    const { token } = await useOwing('max')
    expect(await setNewPassword({ password: DEMO_PASSWORD })).toEqual(refused('password_refused'))
    expect((await findSession(token, { touch: false }))!.owes).toBe('new_password')
  })

  it('is the only one that may: nobody gets around the password until now', async () => {
    const { caller } = await signedIn('wanda')
    const before = await credential(caller.administratorId)
    expect(await setNewPassword({ password: NEXT })).toEqual(refused('wrong_state'))
    expect(await credential(caller.administratorId)).toEqual(before)
  })
})

describe("one's own name", () => {
  it('[T54] of two changes from one version the second is a conflict that shows the newer one and changes nothing', async () => {
    const { caller } = await signedIn('sam')
    const { version } = await db().administrator.findFirstOrThrow({ where: { id: caller.administratorId } })
    expect(await rename({ version, givenName: 'Samuel', familyName: 'Singh' })).toEqual({ ok: true, data: { version: version + 1 } })
    expect(await rename({ version, givenName: 'Sammy', familyName: 'Singh' })).toEqual(refused('conflict', { details: { version: version + 1, givenName: 'Samuel', familyName: 'Singh' } }))
    expect(await db().administrator.findFirst({ where: { id: caller.administratorId } })).toMatchObject({ givenName: 'Samuel' })
  })

  it('[T50] takes a name and nothing else', async () => {
    const { caller } = await signedIn('adam')
    const { version } = await db().administrator.findFirstOrThrow({ where: { id: caller.administratorId } })
    for (const extra of [{ status: 'deleted' }, { role: 'client_owner' }, { administratorId: caller.administratorId }, { tenantId: caller.tenantId }, { email: 'x@y.example' }]) {
      expect(await rename({ version, givenName: 'A', familyName: 'B', ...extra } as never)).toEqual(refused('invalid_input'))
    }
    expect(await db().administrator.findFirst({ where: { id: caller.administratorId } })).toMatchObject({ givenName: 'Adam', version })
  })
})
