import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import type { Caller } from '@/lib/actions/perform'
import { findSession } from '@/lib/authn/session-facts'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import type { AppError } from '@/lib/errors/app-error'
import { assignRole, changeGrant, changeGrantKind, endGrant } from '@/lib/grants/actions'
import { resetFactorsOf } from '@/lib/mfa/actions'
import { signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { plantFactor } from '@/prisma/factories/sign-in-as'
import { deleteForGood, restore, setStatus } from './actions'
import { findProfile } from './profile-data'
import type { ProfileView } from './profile-view'

let tenant: DisposableTenant
let olivia: { caller: Caller; token: string }

const idOf = (name: string) => tenant.people[name]!.id
async function seen(name: string): Promise<ProfileView> {
  const { actor } = (await findSession(olivia.token, { touch: false }))!
  return (await findProfile(clear(actor, 'administrator:read'), idOf(name)))!
}
const refusal = async (work: Promise<unknown>): Promise<AppError> => work.then(() => Promise.reject(new Error('it was done')), (error: AppError) => error)
const grantOf = async (name: string) => db().roleGrant.findFirstOrThrow({ where: { tenantId: tenant.id, administratorId: idOf(name), revokedAt: null }, orderBy: { createdAt: 'asc' } })

beforeEach(async () => {
  tenant = await disposableTenant()
  olivia = await signedInFor(`olivia@${tenant.slug}.example`)
})
afterAll(closeDatabase)

type Save = (profile: ProfileView, previewed: string) => Promise<unknown>
const by = <I>(action: Parameters<typeof performableOf<I, unknown>>[0], input: I) => performableOf(action).perform(olivia.caller, input, TEST_ORIGIN, true)

/** What is saved by each dialog whose preview says how many sessions and roles there are. */
const OF_STATUS: Record<string, Save> = {
  'Set to Inactive': async ({ id, version }, previewed) => by(setStatus, { administratorId: id, version, status: 'inactive', previewed }),
  'Set to Deleted': async ({ id, version }, previewed) => by(setStatus, { administratorId: id, version, status: 'deleted', previewed }),
  'Delete User': async ({ id, version, email }, previewed) => by(deleteForGood, { administratorId: id, version, typedEmail: email, previewed }),
  'Reset second factors': async ({ id }, previewed) => by(resetFactorsOf, { administratorId: id, previewed }),
}

describe('[T54] what a dialog about a person stated is what is saved', () => {
  it.each(Object.keys(OF_STATUS))('%s: a session that began in between is shown, and nothing was done; seen again, it is', async (act) => {
    await plantFactor({ tenantId: tenant.id, administratorId: idOf('adam'), now: new Date() })
    const shown = await seen('adam')
    expect(shown.stated.status).toMatchObject({ status: 'active', sessions: 0, roles: 1, factors: 1, otherOwners: null })
    await signedInFor(`adam@${tenant.slug}.example`)
    const refused = await refusal(OF_STATUS[act]!(shown, shown.stated.status.previewed))
    const now = await seen('adam')
    expect(refused).toMatchObject({ code: 'conflict', failure: { reason: 'preview_changed', details: { preview: now.stated.status } } })
    expect(now).toMatchObject({ status: 'active', sessions: 1, version: shown.version })
    expect((await OF_STATUS[act]!(now, now.stated.status.previewed).then(() => 'done', (error: AppError) => error.failure))).toBe('done')
  })

  it('Restore, and what a preview stands for: one person, one kind of change', async () => {
    await by(setStatus, { administratorId: idOf('adam'), status: 'deleted' })
    const [adam, audrey] = [await seen('adam'), await seen('audrey')]
    for (const wrong of [audrey.stated.status.previewed, adam.stated.roles.previewed]) await expect(by(restore, { administratorId: adam.id, previewed: wrong })).rejects.toMatchObject({ failure: { reason: 'preview_changed' } })
    expect(await by(restore, { administratorId: adam.id, previewed: adam.stated.status.previewed })).toEqual({ undecided: 1 })
  })

  it('counts what PIM loses with the account', async () => {
    const { id: grantId } = await grantOf('adam')
    const at = new Date()
    const soon = new Date(at.getTime() + 3_600_000)
    const request = { tenantId: tenant.id, basketId: crypto.randomUUID(), administratorId: idOf('adam'), grantId, role: 'client_admin', scope: 'tenant' as const, seconds: 3600, requestedAt: at, undecidedUntil: soon, approvalsNeeded: 1, state: 'pending_approval' as const }
    await db().pimRequest.create({ data: request })
    await db().pimApprover.create({ data: { tenantId: tenant.id, role: 'super_admin', administratorId: idOf('adam') } })
    expect((await seen('adam')).stated.status).toMatchObject({ requests: 1, activations: 0, approves: ['super_admin'] })
  })
})

describe('[T54] what a dialog about a role stated is what is saved', () => {
  const saves = (grant: { id: string; version: number }): Record<string, (previewed: string) => Promise<unknown>> => ({
    assign: async (previewed) => by(assignRole, { administratorId: idOf('adam'), role: 'auditor', scope: { type: 'tenant' }, previewed }),
    'change dates': async (previewed) => by(changeGrant, { grantId: grant.id, version: grant.version, endsAt: Date.now() + 86_400_000, previewed }),
    'make eligible': async (previewed) => by(changeGrantKind, { grantId: grant.id, version: grant.version, kind: 'eligible', previewed }),
    end: async (previewed) => by(endGrant, { grantId: grant.id, version: grant.version, previewed }),
  })

  it.each(['assign', 'change dates', 'make eligible', 'end'])('%s: another role that came in between is shown, and nothing was done', async (act) => {
    const grant = await grantOf('adam')
    const shown = await seen('adam')
    await by(assignRole, { administratorId: idOf('adam'), role: 'requester', scope: { type: 'tenant' } })
    const refused = await refusal(saves(grant)[act]!(shown.stated.roles.previewed))
    const now = await seen('adam')
    expect(refused).toMatchObject({ code: 'conflict', failure: { reason: 'preview_changed', details: { preview: now.stated.roles } } })
    expect(now.stated.roles.grants).toHaveLength(2)
    expect(await grantOf('adam')).toEqual(grant)
    await saves(grant)[act]!(now.stated.roles.previewed)
  })

  it('a stale version is said as such, with both: what stands there, and what the dialog would state', async () => {
    const grant = await grantOf('adam')
    const shown = await seen('adam')
    await by(changeGrant, { grantId: grant.id, version: grant.version, endsAt: Date.now() + 3_600_000 })
    const refused = await refusal(saves(grant)['change dates']!(shown.stated.roles.previewed))
    expect(refused.failure.details).toMatchObject({ current: { version: grant.version + 1 }, preview: { previewed: (await seen('adam')).stated.roles.previewed } })
    await expect(saves({ ...grant, version: grant.version + 1 }).assign!((await seen('adam')).stated.roles.previewed)).resolves.toBeDefined()
    await expect(by(assignRole, { administratorId: idOf('adam'), role: 'auditor', scope: { type: 'tenant' }, previewed: shown.stated.roles.previewed })).rejects.toMatchObject({ failure: { sentence: expect.stringContaining('They hold Auditor') as string } })
  })

  it('a policy that says how roles may be held, or what they wait for, is part of it', async () => {
    const shown = await seen('adam')
    await db().tenant.update({ where: { id: tenant.id }, data: { mfaVersion: { increment: 1 } } })
    await expect(saves(await grantOf('adam')).end!(shown.stated.roles.previewed)).rejects.toMatchObject({ failure: { reason: 'preview_changed' } })
  })
})
