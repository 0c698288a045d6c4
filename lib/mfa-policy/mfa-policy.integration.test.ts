import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { findSession } from '@/lib/authn/session-facts'
import { holds } from '@/lib/authz/can'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import { markBreakGlass } from '@/lib/break-glass/actions'
import type { AppError } from '@/lib/errors/app-error'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { plantFactor, signInAs } from '@/prisma/factories/sign-in-as'
import { storeCast } from '@/prisma/factories/store-cast'
import { setMfaPolicy } from './actions'
import { getMfaPolicy, previewMfaPolicy } from './data'
import type { MfaPolicyValues } from './schema'

const set = performableOf(setMfaPolicy)
const OFF: MfaPolicyValues = { everyone: false, roles: [], graceDays: 7, allowedFactors: ['totp', 'passkey'], stepUpMinutes: 5 }

const tenant = async () => db().tenant.findUniqueOrThrow({ where: { slug: 'acme' } })
const person = async (name: string) => db().administrator.findFirstOrThrow({ where: { emailKey: `${name}@acme.example` } })
const reader = async () => clear((await signInAs('olivia@acme.example', { factor: false })).facts.actor, 'mfa-policy:read')
/** Somebody who may read it whatever the policy takes. */
async function breakGlassReader() {
  const { token, facts } = await signInAs('olivia@acme.example')
  await db().session.updateMany({ where: { id: facts.session.id }, data: { breakGlass: true } })
  return clear((await findSession(token, { touch: false }))!.actor, 'mfa-policy:read')
}
/** The policy as somebody sends it who has seen what it does. */
const seen = async (values: Partial<MfaPolicyValues>) => ({ ...OFF, ...values, version: (await tenant()).mfaVersion, previewed: (await previewMfaPolicy(await reader(), { ...OFF, ...values })).previewed })
const save = async (name: string, values: Partial<MfaPolicyValues>) => set.perform(await callerFor(`${name}@acme.example`), await seen(values), TEST_ORIGIN, false)
const may = async (token: string) => {
  const facts = await findSession(token, { touch: false })
  return facts !== null && holds(facts.actor, 'administrator:read')
}

beforeAll(storeCast)
afterAll(closeDatabase)
beforeEach(async () => {
  await db().secondFactor.deleteMany({})
  await db().recoveryCode.deleteMany({})
  await db().administrator.updateMany({ data: { mfaBoundAt: null, mfaWithoutGrace: false } })
  await db().tenant.updateMany({ data: { mfaRequiredForEveryone: false, mfaRequiredRoles: [], mfaGraceSeconds: 604_800, mfaAllowedFactors: ['totp', 'passkey'] } })
})

describe('the MFA policy', () => {
  it('[T19] is changed by owners and Client Security Admins with a fresh factor, and by nobody else; each refusal is in the audit', async () => {
    for (const name of ['adam', 'carla', 'sam', 'audrey', 'bea', 'max', 'vera']) {
      await expect(save(name, { everyone: true })).rejects.toMatchObject({ code: 'forbidden' })
      expect(await db().auditEvent.findFirst({ where: { actorId: (await person(name)).id }, orderBy: { sequence: 'desc' } })).toMatchObject({ action: 'mfa_policy.changed', outcome: 'refused' })
    }
    expect(await tenant()).toMatchObject({ mfaRequiredForEveryone: false })
    // Client Security Admin means nothing without a factor.
    await expect(save('sonia', { everyone: true })).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'mfa_not_enrolled' } })
    const { facts: { actor: sonia } } = await signInAs('sonia@acme.example')
    await set.perform(sonia, await seen({ graceDays: 3 }), TEST_ORIGIN, false)
    await db().session.updateMany({ where: { id: sonia.sessionId }, data: { freshFactorAt: null } })
    await expect(set.perform(sonia, await seen({ graceDays: 4 }), TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'step_up_required' })
    expect(await tenant()).toMatchObject({ mfaGraceSeconds: 3 * 86_400 })
  })

  it('[T19] acts on sessions that stand: without grace a role confers nothing from the next request on, and everything again once a factor is used', async () => {
    const { token } = await signedInFor('adam@acme.example')
    expect(await may(token)).toBe(true)
    await save('olivia', { roles: ['client_admin'], graceDays: 0 })
    expect(await may(token)).toBe(false)
    const { token: withFactor } = await signInAs('adam@acme.example')
    expect(await may(withFactor)).toBe(true)
    expect(await may(token)).toBe(false)
    // Oscar, of another role, notices nothing.
    expect(await may((await signedInFor('audrey@acme.example')).token)).toBe(true)
  })

  it('leaves grace from the first sign-in under it, to the millisecond, once; none for whoever was activated under it', async () => {
    await save('olivia', { roles: ['client_admin'], graceDays: 2 })
    const { token } = await signedInFor('adam@acme.example')
    const { id } = await person('adam')
    const now = Date.now()
    const bound = async (milliseconds: number) => db().administrator.updateMany({ where: { id }, data: { mfaBoundAt: new Date(now - milliseconds) } })
    const days = 2 * 86_400_000
    expect(await may(token)).toBe(true)
    await bound(days - 60_000)
    expect(await may(token)).toBe(true)
    await bound(days + 1000)
    expect(await may(token)).toBe(false)
    await bound(0)
    await db().administrator.updateMany({ where: { id }, data: { mfaWithoutGrace: true } })
    expect(await may(token)).toBe(false)
  })

  it('a factor that is no longer allowed counts for nothing, at once', async () => {
    await save('olivia', { roles: ['client_admin'], graceDays: 0 })
    const { token } = await signInAs('adam@acme.example')
    expect(await may(token)).toBe(true)
    await save('olivia', { roles: ['client_admin'], graceDays: 0, allowedFactors: ['passkey'] })
    expect(await may(token)).toBe(false)
  })

  it('[T26] once a kind is taken again, the password given meanwhile is no proof for whoever has such a factor', async () => {
    const [{ id: tenantId }, adam] = [await tenant(), await person('adam')]
    await plantFactor({ tenantId, administratorId: adam.id, now: new Date() })
    await save('olivia', { allowedFactors: ['passkey'] })
    const [his, hers] = [await signedInFor('adam@acme.example'), await signedInFor('audrey@acme.example')]
    const fresh = async (token: string) => (await findSession(token, { touch: false }))!.actor.freshFactorAt !== null
    expect([await fresh(his.token), await fresh(hers.token)]).toEqual([true, true])
    await save('olivia', {})
    expect([await fresh(his.token), await fresh(hers.token)]).toEqual([false, true])
  })

  it('[T52] never takes the last usable owner: a kind of factor that every owner depends on cannot be taken off the list', async () => {
    for (const name of ['olivia', 'oscar']) await plantFactor({ tenantId: (await tenant()).id, administratorId: (await person(name)).id, now: new Date() })
    const before = await tenant()
    await expect(save('olivia', { allowedFactors: ['passkey'] })).rejects.toMatchObject({ code: 'last_owner', failure: { sentence: expect.stringContaining('break-glass account first') as string } })
    expect(await tenant()).toEqual(before)
    expect((await previewMfaPolicy(await reader(), { ...OFF, allowedFactors: ['passkey'] })).ways.usable).toEqual({ now: 2, under: 0 })
    await db().secondFactor.deleteMany({ where: { administratorId: (await person('oscar')).id } })
    expect((await previewMfaPolicy(await reader(), { ...OFF, allowedFactors: ['passkey'] })).ways.usable).toEqual({ now: 2, under: 1 })
    expect(await save('olivia', { allowedFactors: ['passkey'] })).toMatchObject({ owners: 1 })
  })

  it('[T52] the way out is to mark an owner as a break-glass account; the mark then stays, and with it their roles in a session of it', async () => {
    for (const name of ['olivia', 'oscar']) await plantFactor({ tenantId: (await tenant()).id, administratorId: (await person(name)).id, now: new Date() })
    const mark = async (marked: boolean) => performableOf(markBreakGlass).perform(await callerFor('olivia@acme.example'), { administratorId: (await person('olivia')).id, marked }, TEST_ORIGIN, false)
    await mark(true)
    expect(await save('olivia', { roles: ['client_owner'], graceDays: 0, allowedFactors: ['passkey'] })).toMatchObject({ owners: 1 })
    expect((await previewMfaPolicy(await breakGlassReader(), { ...OFF, allowedFactors: ['passkey'] })).ways.usable).toEqual({ now: 1, under: 1 })
    const { token, facts } = await signInAs('olivia@acme.example')
    const inForce = async (breakGlass: boolean) => {
      await db().session.updateMany({ where: { id: facts.session.id }, data: { breakGlass } })
      return (await findSession(token, { touch: false }))!.actor.inForce.length > 0
    }
    expect([await inForce(true), await inForce(false)]).toEqual([true, false])
    await db().session.updateMany({ where: { administratorId: facts.actor.administratorId }, data: { breakGlass: true } })
    const { sessionId, tenantId, administratorId } = facts.actor
    await expect(performableOf(markBreakGlass).perform({ sessionId, tenantId, administratorId }, { administratorId, marked: false }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'last_owner' })
    await db().administrator.updateMany({ where: { id: administratorId }, data: { breakGlassAt: null } })
    expect(await inForce(true), 'without the mark it is a factor as any other').toBe(false)
  })

  it('MFA for owners who have no factor is warned about with numbers, and leaves them a way in', async () => {
    expect(await previewMfaPolicy(await reader(), { ...OFF, roles: ['client_owner'], graceDays: 0 })).toMatchObject({ asked: 3, waiting: 3, ways: { usable: { now: 2, under: 2 } }, roles: { client_owner: { people: 2, without: 2 } } })
    expect(await save('olivia', { roles: ['client_owner'], graceDays: 0 })).toMatchObject({ owners: 2 })
  })

  it('says whom it would ask: by role, in all, and who would wait at once', async () => {
    await plantFactor({ tenantId: (await tenant()).id, administratorId: (await person('adam')).id, now: new Date() })
    const impact = await previewMfaPolicy(await reader(), { ...OFF, roles: ['client_admin', 'auditor'] })
    expect(impact.roles.client_admin).toEqual({ people: 1, without: 0 })
    expect(impact.roles.auditor).toEqual({ people: 1, without: 1 })
    // Audrey has grace; Sonia never has.
    expect(impact).toMatchObject({ asked: 2, waiting: 1 })
    expect((await previewMfaPolicy(await reader(), { ...OFF, roles: ['client_admin'], allowedFactors: ['passkey'] })).roles.client_admin).toEqual({ people: 1, without: 1 })
    const everyone = await previewMfaPolicy(await reader(), { ...OFF, everyone: true })
    expect(everyone.asked).toBe(everyone.everyone.without)
  })

  it('[T54] two change it: the second is told and shown what stands; the same again is refused; the audit has both sides', async () => {
    const olivia = await callerFor('olivia@acme.example')
    const { mfaVersion: version, id } = await tenant()
    await set.perform(olivia, await seen({ everyone: true }), TEST_ORIGIN, false)
    expect(await db().auditEvent.findFirstOrThrow({ where: { tenantId: id, action: 'mfa_policy.changed', outcome: 'done' }, orderBy: { sequence: 'desc' } })).toMatchObject({ before: { everyone: false, roles: [] }, after: { everyone: true, graceDays: 7 } })
    await expect(set.perform(olivia, { ...(await seen({})), version }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'conflict', failure: { details: { current: { everyone: true, version: version + 1 } } } })
    await expect(set.perform(olivia, { ...(await seen({ everyone: true })), version: version + 1 }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'wrong_state' })
    expect(await getMfaPolicy(await reader())).toEqual({ ...OFF, everyone: true, version: version + 1 })
  })

  it('[T54] does what was shown or nothing: when that changes in between, the save is refused and shows it as it is now', async () => {
    const olivia = await callerFor('olivia@acme.example')
    const shown = await seen({ roles: ['client_admin'] })
    const before = await tenant()
    await expect(set.perform(olivia, { ...shown, graceDays: 3 }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'conflict', failure: { reason: 'preview_changed' } })
    await plantFactor({ tenantId: before.id, administratorId: (await person('adam')).id, now: new Date() })
    const refused: AppError = await set.perform(olivia, shown, TEST_ORIGIN, false).then(() => Promise.reject(new Error('saved')), (error: AppError) => error)
    const now = refused.failure.details?.preview as Awaited<ReturnType<typeof previewMfaPolicy>>
    expect(refused).toMatchObject({ code: 'conflict', failure: { reason: 'preview_changed', details: { preview: { roles: { client_admin: { people: 1, without: 0 } } } } } })
    expect(await tenant()).toEqual(before)
    expect(now).toEqual(await previewMfaPolicy(await reader(), { ...OFF, roles: ['client_admin'] }))
    expect(await set.perform(olivia, { ...shown, previewed: now.previewed }, TEST_ORIGIN, false)).toMatchObject({ owners: 2 })
  })

  it('says of each owner which ways in would go, and refuses exactly where none would be left', async () => {
    await plantFactor({ tenantId: (await tenant()).id, administratorId: (await person('olivia')).id, now: new Date() })
    const { ways } = await previewMfaPolicy(await reader(), { ...OFF, roles: ['client_owner'], allowedFactors: ['passkey'] })
    expect(ways.owners.map(({ email, usable, paths }) => [email, usable, paths.map(({ label, now, under }) => [label, now, under])])).toEqual([
      ['olivia@acme.example', { now: true, under: false }, [['Password and authenticator app', true, true]]],
      ['oscar@acme.example', { now: true, under: true }, [['Password, then a new second factor', false, true], ['Password', true, false]]],
    ])
    await db().administrator.update({ where: { tenantId_id: { tenantId: (await tenant()).id, id: (await person('oscar')).id } }, data: { status: 'inactive' } })
    await expect(save('olivia', { allowedFactors: ['passkey'] })).rejects.toMatchObject({ code: 'last_owner' })
    await db().administrator.update({ where: { tenantId_id: { tenantId: (await tenant()).id, id: (await person('olivia')).id } }, data: { breakGlassAt: new Date() } })
    expect(await save('olivia', { allowedFactors: ['passkey'] })).toMatchObject({ owners: 1 })
    await db().administrator.updateMany({ where: { emailKey: { in: ['olivia@acme.example', 'oscar@acme.example'] } }, data: { status: 'active', breakGlassAt: null } })
  })

  it('refuses what is no policy', async () => {
    const wrong: object[] = [{ graceDays: 15 }, { graceDays: -1 }, { graceDays: 1.5 }, { stepUpMinutes: 0 }, { stepUpMinutes: 16 }, { allowedFactors: [] }, { allowedFactors: ['totp', 'totp'] }, { allowedFactors: ['sms'] }, { roles: ['root'] }, { roles: ['auditor', 'auditor'] }, { everyone: 'yes' }, { tenantId: (await tenant()).id }, { previewed: '' }, { previewed: undefined }]
    for (const part of wrong) await expect(set.perform(await callerFor('olivia@acme.example'), { ...(await seen({})), ...part }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
