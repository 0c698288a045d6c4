import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { findSession } from '@/lib/authn/session-facts'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import { assignRole } from '@/lib/grants/actions'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { invitePerson } from '@/prisma/factories/invite-person'
import { storeCast } from '@/prisma/factories/store-cast'
import { findTenant } from '@/lib/sign-in/data'
import { renameTenant, setAssignmentRules, setInvitationLifetime, setSignInNotice } from './actions'
import { getTenantSettings } from './data'

const rename = performableOf(renameTenant)
const setNotice = performableOf(setSignInNotice)
const setLifetime = performableOf(setInvitationLifetime)
const setRules = performableOf(setAssignmentRules)
const acme = async () => db().tenant.findUniqueOrThrow({ where: { slug: 'acme' } })
const lastEvent = async () => db().auditEvent.findFirstOrThrow({ where: { tenantId: (await acme()).id }, orderBy: { sequence: 'desc' } })

beforeAll(storeCast)
afterAll(closeDatabase)

describe('tenant settings', () => {
  it('rename the tenant, with both names in the audit; a stale version is a conflict', async () => {
    const { version, id } = await acme()
    await rename.perform(await callerFor('adam@acme.example'), { version, name: '  Acme & Töchter  ' }, TEST_ORIGIN, false)
    expect(await acme()).toMatchObject({ name: 'Acme & Töchter', version: version + 1, slug: 'acme' })
    expect(await lastEvent()).toMatchObject({ action: 'tenant.updated', targetId: id, before: { name: 'Acme' }, after: { name: 'Acme & Töchter' } })
    await expect(rename.perform(await callerFor('sam@acme.example'), { version, name: 'Other' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'conflict', failure: { details: { current: { name: 'Acme & Töchter', version: version + 1 } } } })
    expect((await db().tenant.findUniqueOrThrow({ where: { slug: 'globex' } })).name).not.toContain('Acme')
  })

  it('[T48] are for those who run the tenant; who assigns Client Admin is for its owners', async () => {
    const { version } = await acme()
    for (const email of ['sonia@acme.example', 'audrey@acme.example', 'bea@acme.example', 'max@acme.example']) {
      await expect(rename.perform(await callerFor(email), { version, name: 'Mine' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden' })
    }
    for (const email of ['adam@acme.example', 'sam@acme.example']) {
      await expect(setRules.perform(await callerFor(email), { version, onlyOwnersAssignClientAdmin: true }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden' })
    }
  })

  it('say something to everybody on the sign-in page, as it was typed, or nothing', async () => {
    const adam = await callerFor('adam@acme.example')
    const { version, id } = await acme()
    await setNotice.perform(adam, { version, notice: '  Closed on Sunday.\r\n<b>Call</b> 5 \n' }, TEST_ORIGIN, false)
    expect(await findTenant('acme')).toMatchObject({ signInNotice: 'Closed on Sunday.\n<b>Call</b> 5' })
    expect(await lastEvent()).toMatchObject({ action: 'tenant.updated', targetId: id, before: { signInNotice: '' }, after: { signInNotice: 'Closed on Sunday.\n<b>Call</b> 5' } })
    await expect(setNotice.perform(adam, { version, notice: 'Late' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'conflict', failure: { details: { current: { signInNotice: 'Closed on Sunday.\n<b>Call</b> 5' } } } })
    for (const notice of ['x'.repeat(501), 'a\0b', 'a\u0007b', '\uD800']) await expect(setNotice.perform(adam, { version: version + 1, notice }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'invalid_input', failure: { fields: { notice: expect.any(String) as string } } })
    await expect(setNotice.perform(await callerFor('sonia@acme.example'), { version: version + 1, notice: '' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden' })
    await setNotice.perform(adam, { version: version + 1, notice: '😀'.repeat(500) }, TEST_ORIGIN, false)
    await setNotice.perform(adam, { version: version + 2, notice: ' \n ' }, TEST_ORIGIN, false)
    expect(await findTenant('acme')).toMatchObject({ signInNotice: '' })
  })

  it('say how long an invitation works, from one hour to thirty days; those that were sent keep their time', async () => {
    const sam = await callerFor('sam@acme.example')
    const sent = await invitePerson({ by: 'olivia@acme.example', email: 'early@people.example', givenName: 'E', familyName: 'F', role: 'approver' })
    const lives = async (administratorId: string) => {
      const { expiresAt, lastSentAt } = await db().invitation.findFirstOrThrow({ where: { administratorId } })
      return (expiresAt.getTime() - lastSentAt.getTime()) / 3_600_000
    }
    const { version } = await acme()
    for (const hours of [0, -1, 721, 1.5, '5' as never]) await expect(setLifetime.perform(sam, { version, hours }, TEST_ORIGIN, true)).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(setLifetime.perform(sam, { version, hours: 72 }, TEST_ORIGIN, true)).rejects.toMatchObject({ code: 'wrong_state' })
    await setLifetime.perform(sam, { version, hours: 1 }, TEST_ORIGIN, true)
    expect(await lastEvent()).toMatchObject({ action: 'invitation_lifetime.changed', before: { invitationLifetimeSeconds: 259_200 }, after: { invitationLifetimeSeconds: 3600 } })
    expect([await lives(sent), await lives(await invitePerson({ by: 'olivia@acme.example', email: 'late@people.example', givenName: 'E', familyName: 'F', role: 'approver' }))]).toEqual([72, 1])
    // It is no business of those who run the tenant day to day (roles.md), and asks who is there.
    await expect(setLifetime.perform(await callerFor('adam@acme.example'), { version: version + 1, hours: 720 }, TEST_ORIGIN, true)).rejects.toMatchObject({ code: 'forbidden' })
    await db().session.updateMany({ where: { id: sam.sessionId }, data: { freshFactorAt: null } })
    await expect(setLifetime.perform(sam, { version: version + 1, hours: 720 }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'step_up_required' })
    await setLifetime.perform(await callerFor('olivia@acme.example'), { version: version + 1, hours: 720 }, TEST_ORIGIN, true)
    expect((await acme()).invitationLifetimeSeconds).toBe(2_592_000)
  })

  it('leave Client Admin to the owners from the next request on, and give it back', async () => {
    const rex = await db().administrator.findFirstOrThrow({ where: { emailKey: 'rex@acme.example' } })
    const adamGives = async () => performableOf(assignRole).perform(await callerFor('adam@acme.example'), { administratorId: rex.id, role: 'client_admin', scope: { type: 'tenant' } }, TEST_ORIGIN, true)
    const olivia = await callerFor('olivia@acme.example')
    const { version } = await acme()
    const { actor } = (await findSession((await signedInFor('olivia@acme.example')).token, { touch: false }))!
    expect(await getTenantSettings(clear(actor, 'tenant-settings:update'))).toMatchObject({ onlyOwnersAssignClientAdmin: false, narrowed: 1 })
    await setRules.perform(olivia, { version, onlyOwnersAssignClientAdmin: true }, TEST_ORIGIN, false)
    expect(await lastEvent()).toMatchObject({ action: 'assignment_rules.changed', before: { onlyOwnersAssignClientAdmin: false }, after: { onlyOwnersAssignClientAdmin: true } })
    await expect(adamGives()).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'role_not_assignable' } })
    await expect(setRules.perform(olivia, { version: version + 1, onlyOwnersAssignClientAdmin: true }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'wrong_state' })
    await setRules.perform(olivia, { version: version + 1, onlyOwnersAssignClientAdmin: false }, TEST_ORIGIN, false)
    expect(await adamGives()).toHaveProperty('grantId')
  })
})
