import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { findSession } from '@/lib/authn/session-facts'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import { assignRole } from '@/lib/grants/actions'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { renameTenant, setAssignmentRules } from './actions'
import { getTenantSettings } from './data'

const rename = performableOf(renameTenant)
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
