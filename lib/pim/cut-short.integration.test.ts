import { previewOf } from '@/lib/preview/refuse-other-preview'
import { aboutPolicy, getMfaImpact } from '@/lib/mfa-policy/data'
import type { MfaPolicyValues } from '@/lib/mfa-policy/schema'
import type { Tx } from '@/lib/db/client'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { perform } from '@/lib/actions/perform'
import { deleteForGood, setStatus } from '@/lib/administrators/actions'
import { holds } from '@/lib/authz/can'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { changeGrant, endGrant } from '@/lib/grants/actions'
import { giveUpGrant } from '@/lib/grants/give-up-grant'
import { removeFactor } from '@/lib/mfa/change-factors'
import { resetFactorsOf } from '@/lib/mfa/actions'
import { setMfaPolicy } from '@/lib/mfa-policy/actions'
import { deleteOrganization, setOrganizationStatus } from '@/lib/organizations/actions'
import { deleteWorkspace } from '@/lib/workspaces/actions'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { actorOf, pim, setPolicy, storePimTeam, type PimTeam } from '@/prisma/factories/pim-team'
import { waitingLetters } from '@/prisma/factories/waiting-letters'

const HOUR = 3_600_000
let team: PimTeam<'olivia' | 'sam'>
let runs: string
let waits: string
let scheduled: string

/** One of each: a role that runs, one that waits for a decision, one that starts later. */
beforeEach(async () => {
  team = await storePimTeam({
    olivia: { holds: [{ role: 'client_owner' }] },
    sam: { holds: [{ role: 'requester' }, { role: 'super_admin', kind: 'eligible' }, { role: 'client_admin', kind: 'eligible' }, { role: 'workspace_admin', kind: 'eligible', in: 'organization' }] },
  })
  await setPolicy(team.tenantId, 'client_admin', { approvals: 1 })
  await setPolicy(team.tenantId, 'workspace_admin', { enabled: true, mfa: false })
  const { sam } = team.people
  runs = (await pim.ask(sam, 'super_admin')).requestId
  waits = (await pim.ask(sam, 'client_admin')).requestId
  scheduled = (await pim.ask(sam, 'workspace_admin', { startsAt: (await transaction(readClock)) + HOUR })).requestId
})
afterAll(closeDatabase)

const states = async () => {
  const rows = await db().pimRequest.findMany({ where: { tenantId: team.tenantId }, select: { id: true, state: true } })
  const of = new Map<string, string>(rows.map(({ id, state }) => [id, state]))
  return [runs, waits, scheduled].map((id) => of.get(id) ?? 'gone')
}
const cuts = async () => (await db().auditEvent.findMany({ where: { tenantId: team.tenantId, action: { endsWith: '.cut_short' } }, select: { targetId: true, action: true, actorId: true } })).map(({ targetId, action }) => `${[runs, waits, scheduled].indexOf(targetId!)} ${action}`).toSorted()
const ALL_CUT = ['0 pim_activation.cut_short', '1 pim_request.cut_short', '2 pim_activation.cut_short']
const olivia = async <I, T>(action: (input: I) => Promise<T>, input: I) => performableOf(action as never).perform(team.people.olivia.caller, input as never, TEST_ORIGIN, true)
const hasPower = async () => {
  const actor = await actorOf(team.people.sam)
  return actor !== null && holds(actor, 'workspace:create')
}

/** A policy as somebody sends it who has seen what it does. */
async function seen(values: MfaPolicyValues) {
  const now = await transaction(readClock)
  return { ...values, previewed: previewOf(aboutPolicy(values), await getMfaImpact(db() as unknown as Tx, { tenantId: team.tenantId, now }, values)).previewed }
}

describe('what a change takes along, in its own transaction [T60]', () => {
  it.each(['inactive', 'deleted'] as const)('a person set to %s', async (status) => {
    const { sam } = team.people
    await olivia(setStatus, { administratorId: sam.id, status })
    expect(await states()).toEqual(['cut_short', 'cut_short', 'cut_short'])
    expect(await cuts()).toEqual(ALL_CUT)
    expect((await waitingLetters(sam.email)).filter((letter) => letter.name === 'pim_news' && letter.news === 'cut_short'), 'whoever cannot sign in is not told').toEqual([])
    await db().administrator.update({ where: { tenantId_id: { tenantId: team.tenantId, id: sam.id } }, data: { status: 'active', deletedAt: null } })
    await db().session.updateMany({ where: { administratorId: sam.id }, data: { endedAt: null, endReason: null } })
    expect(await hasPower(), 'nothing comes back with the person').toBe(false)
  })

  it('a person deleted for good: their rows go, what happened stays in the audit', async () => {
    const { sam } = team.people
    await olivia(deleteForGood, { administratorId: sam.id, version: 1, typedEmail: sam.email })
    expect(await states()).toEqual(['gone', 'gone', 'gone'])
    expect(await cuts()).toEqual(ALL_CUT)
  })

  it('a role that is ended, given up or made active: only what was asked of it', async () => {
    const { sam } = team.people
    await olivia(endGrant, { grantId: sam.grants['eligible:super_admin']!, version: 1 })
    expect(await states()).toEqual(['cut_short', 'pending_approval', 'approved'])
    expect(await hasPower()).toBe(false)
    const grantId = sam.grants['eligible:client_admin']!
    await perform({ name: 'own:give-up-grant', audit: 'grant.ended', lock: true, input: {}, origin: TEST_ORIGIN, caller: sam.caller, act: async (work) => giveUpGrant(work, grantId) })
    expect(await states()).toEqual(['cut_short', 'cut_short', 'approved'])
    expect((await waitingLetters(sam.email)).filter((letter) => letter.name === 'pim_news' && letter.news === 'cut_short')).toHaveLength(2)
  })

  it('a role that is to end earlier: what runs ends with it, and says so', async () => {
    const { sam } = team.people
    const now = await transaction(readClock)
    await olivia(changeGrant, { grantId: sam.grants['eligible:super_admin']!, version: 1, endsAt: now + 600_000 })
    expect(await states()).toEqual(['approved', 'pending_approval', 'approved'])
    expect((await db().pimActivation.findFirstOrThrow({ where: { requestId: runs } })).endsAt.getTime()).toBe(now + 600_000)
    await olivia(changeGrant, { grantId: sam.grants['eligible:workspace_admin']!, version: 1, endsAt: now + 600_000 })
    expect(await states(), 'what was to start after its end never does').toEqual(['approved', 'pending_approval', 'cut_short'])
  })

  it('second factors that are reset by an administrator, and the last one that somebody removes', async () => {
    const { sam } = team.people
    const factor = await db().secondFactor.findFirstOrThrow({ where: { administratorId: sam.id } })
    await perform({ name: 'own:remove-factor', audit: 'factor.removed', lock: true, input: {}, origin: TEST_ORIGIN, caller: sam.caller, act: async (work) => removeFactor(work, factor.id) })
    expect(await states(), 'what needed none goes on').toEqual(['cut_short', 'cut_short', 'approved'])
    await db().secondFactor.create({ data: { ...factor, id: undefined as never } })
    await olivia(resetFactorsOf, { administratorId: sam.id })
    expect(await states()).toEqual(['cut_short', 'cut_short', 'cut_short'])
  })

  it('factors of a kind that the policy takes no more, and the last one that it does: what was given for the request counts no longer', async () => {
    const { sam } = team.people
    // Whatever the MFA policy asks for the roles: the settings of PIM asked for a factor with the request.
    await db().tenant.update({ where: { id: team.tenantId }, data: { mfaRequiredRoles: [] } })
    const policy = { everyone: false, roles: [], graceDays: 7, stepUpMinutes: 5 }
    await db().administrator.update({ where: { tenantId_id: { tenantId: team.tenantId, id: team.people.olivia.id } }, data: { breakGlassAt: new Date() } })
    const second = await db().secondFactor.create({ data: { tenantId: team.tenantId, administratorId: sam.id, kind: 'passkey', name: 'Laptop', createdAt: new Date(0), confirmedAt: new Date(0), credentialId: Buffer.from('x'), publicKey: Buffer.from('x'), signCount: 0 } })
    await olivia(setMfaPolicy, { ...(await seen({ ...policy, allowedFactors: ['passkey'] })), version: (await db().tenant.findUniqueOrThrow({ where: { id: team.tenantId } })).mfaVersion })
    expect(await states(), 'the other one counts').toEqual(['approved', 'pending_approval', 'approved'])
    await perform({ name: 'own:remove-factor', audit: 'factor.removed', lock: true, input: {}, origin: TEST_ORIGIN, caller: sam.caller, act: async (work) => removeFactor(work, second.id) })
    expect(await states(), 'what is left is of the kind that does not').toEqual(['cut_short', 'cut_short', 'approved'])
    expect(await hasPower()).toBe(false)
  })

  it('but not at a break-glass account, where every kind counts: what is left is enough', async () => {
    const { sam } = team.people
    await db().tenant.update({ where: { id: team.tenantId }, data: { mfaRequiredRoles: [], mfaAllowedFactors: ['passkey'] } })
    await db().administrator.updateMany({ where: { id: { in: [sam.id, team.people.olivia.id] } }, data: { breakGlassAt: new Date() } })
    const [first] = await db().secondFactor.findMany({ where: { administratorId: sam.id } })
    const second = await db().secondFactor.create({ data: { tenantId: team.tenantId, administratorId: sam.id, kind: 'passkey', name: 'Laptop', createdAt: new Date(0), confirmedAt: new Date(0), credentialId: Buffer.from('y'), publicKey: Buffer.from('y'), signCount: 0 } })
    const remove = async (id: string) => perform({ name: 'own:remove-factor', audit: 'factor.removed', lock: true, input: {}, origin: TEST_ORIGIN, caller: sam.caller, act: async (work) => removeFactor(work, id) })
    await remove(second.id)
    expect(await states(), 'what is left counts here').toEqual(['approved', 'pending_approval', 'approved'])
    await remove(first!.id)
    expect(await states(), 'nothing is left').toEqual(['cut_short', 'cut_short', 'approved'])
  })

  it('and at once where the policy takes the only kind that somebody has', async () => {
    await db().tenant.update({ where: { id: team.tenantId }, data: { mfaRequiredRoles: [] } })
    await db().administrator.update({ where: { tenantId_id: { tenantId: team.tenantId, id: team.people.olivia.id } }, data: { breakGlassAt: new Date() } })
    expect(await hasPower()).toBe(true)
    await olivia(setMfaPolicy, { ...(await seen({ everyone: false, roles: [], graceDays: 7, stepUpMinutes: 5, allowedFactors: ['passkey'] })), version: (await db().tenant.findUniqueOrThrow({ where: { id: team.tenantId } })).mfaVersion })
    expect(await states(), 'what needed none goes on').toEqual(['cut_short', 'cut_short', 'approved'])
    expect(await hasPower()).toBe(false)
  })

  it('an organization that is deactivated or deleted, a workspace that is deleted', async () => {
    const { organization, workspace } = team.places
    await olivia(setOrganizationStatus, { organizationId: organization, version: 1, status: 'inactive' })
    expect(await states()).toEqual(['approved', 'pending_approval', 'cut_short'])
    await olivia(deleteOrganization, { organizationId: organization, version: 2, confirmation: 'Northwind' })
    expect(await states()).toEqual(['approved', 'pending_approval', 'gone'])
    await pim.withdraw(team.people.sam, waits)
    const placed = await pim.ask(team.people.sam, 'client_admin', { place: { type: 'workspace', id: workspace } })
    await olivia(deleteWorkspace, { workspaceId: workspace, version: 1, confirmation: 'Payments' })
    expect(await db().auditEvent.count({ where: { tenantId: team.tenantId, targetId: placed.requestId, action: 'pim_request.cut_short' } })).toBe(1)
  })
})
