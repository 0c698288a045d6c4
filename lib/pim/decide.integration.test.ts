import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { holds } from '@/lib/authz/can'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { assignRole } from '@/lib/grants/actions'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { HALF_AN_HOUR, actorOf, eventsOf, pim, prove, setPolicy, settled, storePimTeam, type PimPerson, type PimTeam } from '@/prisma/factories/pim-team'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { findDeciding, searchNarrower } from './asking-data'
import { listDeciders } from './deciders'
import { setRoleSettings } from './actions'
import { findRequestDetail } from './detail-data'
import type { RoleSettings } from './role-settings'
import { getRoleSettings } from './role-settings-data'

const MINUTE = 60_000
let team: PimTeam<'olivia' | 'oscar' | 'adam' | 'sam' | 'april' | 'second' | 'vera'>

beforeEach(async () => {
  team = await storePimTeam({
    olivia: { holds: [{ role: 'client_owner' }] },
    oscar: { holds: [{ role: 'client_owner', kind: 'eligible' }, { role: 'requester' }] },
    adam: { holds: [{ role: 'client_admin' }, { role: 'super_admin', kind: 'eligible' }] },
    sam: { holds: [{ role: 'super_admin', kind: 'eligible' }] },
    april: { holds: [{ role: 'approver' }] },
    second: { holds: [{ role: 'requester' }] },
    vera: { holds: [{ role: 'readonly_viewer' }] },
  })
  await setPolicy(team.tenantId, 'super_admin', { approvals: 1 })
})
afterAll(closeDatabase)

const nameApprovers = async (...approvers: ({ person: PimPerson } | { role: 'approver' | 'super_admin' })[]) =>
  db().pimApprover.createMany({ data: approvers.map((one) => ({ tenantId: team.tenantId, role: 'super_admin', ...('person' in one ? { administratorId: one.person.id } : { approverRole: one.role }) })) })
const deciders = async (except: PimPerson, since?: number) => {
  const found = await transaction(async (tx) => listDeciders(tx, team.tenantId, 'super_admin', { except: except.id, ...(since === undefined ? {} : { since }) }))
  return found.map(({ name }) => name.replace(' Test', '')).toSorted()
}
const isSuperAdmin = async (person: PimPerson) => holds((await actorOf(person))!, 'workspace:create')
const request = async (requestId: string) => db().pimRequest.findUniqueOrThrow({ where: { tenantId_id: { tenantId: team.tenantId, id: requestId } } })

describe('deciding', () => {
  it('an approval makes the role active at once, for as long as was asked, and is one event and one letter', async () => {
    const { sam, olivia } = team.people
    const { requestId } = await pim.ask(sam, 'super_admin')
    expect(await isSuperAdmin(sam)).toBe(false)
    const decided = await pim.approve(olivia, requestId, { reason: 'Go ahead' })
    expect(decided.endsAt! - decided.startsAt!).toBe(HALF_AN_HOUR * 1000)
    expect(await isSuperAdmin(sam)).toBe(true)
    expect(await eventsOf(team.tenantId, requestId)).toEqual({ 'pim_request.submitted': 1, 'pim_request.approved': 1 })
    expect((await waitingLetters(sam.email)).map((letter) => letter.name === 'pim_news' && letter.news)).toEqual(['approved'])
    expect((await waitingLetters(olivia.email)).map(({ name }) => name), 'asked once, and not told of their own doing').toEqual(['pim_decision_wanted'])
  })

  it('a denial needs a reason and ends it for everyone', async () => {
    const { sam, olivia, adam } = team.people
    await nameApprovers({ person: adam })
    const { requestId } = await pim.ask(sam, 'super_admin')
    await pim.deny(olivia, requestId)
    expect(await settled(async () => pim.approve(adam, requestId))).toBe('conflict denied')
    expect(await isSuperAdmin(sam)).toBe(false)
    expect((await waitingLetters(sam.email)).map((letter) => letter.name === 'pim_news' && letter.news)).toEqual(['denied'])
  })

  it('for less time, never for more', async () => {
    const { sam, olivia } = team.people
    const { requestId } = await pim.ask(sam, 'super_admin', { seconds: 3600 })
    expect(await settled(async () => pim.approve(olivia, requestId, { seconds: 4500 }))).toBe('invalid_input')
    const { startsAt, endsAt } = await pim.approve(olivia, requestId, { seconds: 1800 })
    expect(endsAt! - startsAt!).toBe(1_800_000)
  })

  it('several approvals: each by somebody else, the shortest time counts, and one denial denies', async () => {
    const { sam, olivia, adam, april } = team.people
    await setPolicy(team.tenantId, 'super_admin', { approvals: 2 })
    await nameApprovers({ person: adam }, { role: 'approver' })
    const { requestId } = await pim.ask(sam, 'super_admin', { seconds: 7200 })
    expect(await pim.approve(adam, requestId, { seconds: 3600 })).toEqual({ missing: 1, startsAt: null, endsAt: null })
    expect(await settled(async () => pim.approve(adam, requestId))).toBe('wrong_state decided')
    expect(await isSuperAdmin(sam)).toBe(false)
    const { startsAt, endsAt } = await pim.approve(april, requestId)
    expect(endsAt! - startsAt!).toBe(3_600_000)
    expect(await settled(async () => pim.deny(olivia, requestId))).toBe('conflict active')
    await pim.deactivate(sam, requestId)
    const other = await pim.ask(sam, 'super_admin')
    await pim.approve(adam, other.requestId)
    expect(await settled(async () => pim.deny(april, other.requestId))).toBe('done')
    expect((await request(other.requestId)).state).toBe('denied')
  })

  it('[T59] of earlier approvals only those of people who are still active count', async () => {
    const { sam, olivia, adam, april } = team.people
    await setPolicy(team.tenantId, 'super_admin', { approvals: 2 })
    await nameApprovers({ person: adam }, { role: 'approver' })
    const { requestId } = await pim.ask(sam, 'super_admin')
    await pim.approve(adam, requestId)
    await db().administrator.update({ where: { tenantId_id: { tenantId: team.tenantId, id: adam.id } }, data: { status: 'inactive' } })
    expect(await pim.approve(april, requestId)).toMatchObject({ missing: 1 })
    expect(await pim.approve(olivia, requestId)).toMatchObject({ missing: 0 })
  })

  it('[T59] and only those of people who are still approvers: taken out of the settings, or demoted, they do not count', async () => {
    const { sam, olivia, adam, april } = team.people
    await setPolicy(team.tenantId, 'super_admin', { approvals: 3 })
    await nameApprovers({ person: adam }, { role: 'approver' })
    const { requestId } = await pim.ask(sam, 'super_admin')
    await pim.approve(adam, requestId)
    await pim.approve(april, requestId)
    await db().pimApprover.deleteMany({ where: { tenantId: team.tenantId, administratorId: adam.id } })
    await db().roleGrant.updateMany({ where: { id: april.grants.approver! }, data: { revokedAt: new Date(await transaction(readClock)) } })
    const shown = async () => {
      const { approvals, approvalsNeeded } = (await findRequestDetail((await actorOf(olivia))!, requestId))!.request
      return `${approvals} of ${approvalsNeeded}`
    }
    expect(await shown(), 'what is shown is what counts').toBe('0 of 3')
    expect(await pim.approve(olivia, requestId)).toMatchObject({ missing: 2 })
    expect(await isSuperAdmin(sam)).toBe(false)
    await setPolicy(team.tenantId, 'super_admin', { approvals: 4 })
    expect(await shown(), 'and what is asked for by now').toBe('1 of 4')
    await pim.revoke(olivia, requestId)
    expect(await shown(), 'of what is over, what was given').toBe('3 of 3')
  })

  it('wants a fresh factor each time [T63]', async () => {
    const { sam, olivia } = team.people
    const { requestId } = await pim.ask(sam, 'super_admin')
    await db().session.updateMany({ where: { administratorId: olivia.id }, data: { freshFactorAt: new Date((await transaction(readClock)) - 301_000) } })
    expect(await settled(async () => pim.approve(olivia, requestId))).toBe('step_up_required')
    expect(await settled(async () => pim.deny(olivia, requestId))).toBe('step_up_required')
    await prove(olivia)
    expect(await settled(async () => pim.approve(olivia, requestId))).toBe('done')
  })

  it('[T62] about the version that was read, and what was submitted does not change', async () => {
    const { sam, olivia } = team.people
    const { requestId } = await pim.ask(sam, 'super_admin')
    expect(await settled(async () => pim.approve(olivia, requestId, { version: 2 }))).toBe('conflict')
    expect(await settled(async () => pim.deny(olivia, requestId, 2))).toBe('conflict')
    for (const data of [{ seconds: 86_400 }, { role: 'client_owner' }, { justification: 'Something else' }, { approvalsNeeded: 0 }, { administratorId: olivia.id }]) {
      await expect(db().pimRequest.update({ where: { tenantId_id: { tenantId: team.tenantId, id: requestId } }, data })).rejects.toThrow(/does not change|oreign key/)
    }
  })
})

describe('who decides', () => {
  it('owners always, and besides them whoever is named or holds a named role in force; nobody else even knows of it', async () => {
    const { sam, adam, april, vera, oscar } = team.people
    const { requestId } = await pim.ask(sam, 'super_admin')
    expect(await deciders(sam)).toEqual(['olivia'])
    expect(await settled(async () => pim.approve(april, requestId))).toBe('not_found')
    expect(await settled(async () => pim.approve(oscar, requestId)), 'an owner who is only eligible is none').toBe('not_found')
    expect(await settled(async () => pim.approve(adam, requestId)), 'who reads all requests is told why').toBe('forbidden not_granted')
    await nameApprovers({ person: vera }, { role: 'approver' })
    expect(await deciders(sam)).toEqual(['april', 'olivia', 'vera'])
    expect(await settled(async () => pim.approve(vera, requestId))).toBe('done')
    const again = await pim.ask(adam, 'super_admin')
    expect(await settled(async () => pim.approve(april, again.requestId))).toBe('done')
  })

  it('a role that is only eligible decides nothing until it is activated', async () => {
    const { sam, adam } = team.people
    await nameApprovers({ role: 'super_admin' })
    await setPolicy(team.tenantId, 'super_admin', { approvals: 0 })
    const { requestId: own } = await pim.ask(adam, 'super_admin')
    await setPolicy(team.tenantId, 'super_admin', { approvals: 1 })
    const { requestId } = await pim.ask(sam, 'super_admin')
    expect(await deciders(sam)).toEqual(['adam', 'olivia'])
    await pim.deactivate(adam, own)
    expect(await deciders(sam)).toEqual(['olivia'])
    expect(await settled(async () => pim.approve(adam, requestId))).toBe('forbidden not_granted')
  })

  it('about Client Owner only owners, whatever the settings name', async () => {
    const { oscar, april, olivia } = team.people
    await expect(db().pimApprover.create({ data: { tenantId: team.tenantId, role: 'client_owner', approverRole: 'approver' } })).rejects.toThrow(/pim_approver/)
    const { requestId } = await pim.ask(oscar, 'client_owner')
    expect(await settled(async () => pim.approve(april, requestId))).toBe('not_found')
    expect(await settled(async () => pim.approve(olivia, requestId))).toBe('done')
    expect(holds((await actorOf(oscar))!, 'break-glass:manage')).toBe(true)
  })

  it('nobody who is not active, and nobody without a factor where the policy asks for one', async () => {
    const { sam, vera, olivia } = team.people
    await nameApprovers({ person: vera })
    await db().tenant.update({ where: { id: team.tenantId }, data: { mfaRequiredForEveryone: true } })
    for (const { id } of [vera, olivia]) await db().administrator.update({ where: { tenantId_id: { tenantId: team.tenantId, id } }, data: { factorEnrolledAt: null, factorKinds: [] } })
    const { requestId } = await pim.ask(sam, 'super_admin')
    expect(await deciders(sam)).toEqual([])
    expect(await settled(async () => pim.approve(vera, requestId))).toBe('not_found')
    expect(await settled(async () => pim.approve(olivia, requestId))).toBe('not_found')
    await db().administrator.update({ where: { tenantId_id: { tenantId: team.tenantId, id: vera.id } }, data: { factorEnrolledAt: new Date(), factorKinds: ['totp'], status: 'inactive' } })
    expect(await deciders(sam)).toEqual([])
    expect(await settled(async () => pim.approve(vera, requestId))).toBe('signed_out')
  })
})

describe('[T56] rule 3: nobody decides their own request, by no route', () => {
  it('not as an owner, not as one who is named, not by holding the named role, not by having it activated', async () => {
    const { sam, adam, oscar, olivia } = team.people
    await nameApprovers({ person: sam }, { role: 'super_admin' })
    const { requestId } = await pim.ask(sam, 'super_admin')
    expect(await settled(async () => pim.approve(sam, requestId))).toBe('forbidden own_request')
    expect(await settled(async () => pim.deny(sam, requestId))).toBe('forbidden own_request')
    expect(await deciders(sam)).not.toContain('sam')
    // An owner by activation asks for another role, and the set they would decide from is themselves.
    const owner = await pim.ask(oscar, 'client_owner')
    await pim.approve(olivia, owner.requestId)
    const grantId = (await db().roleGrant.create({ data: { tenantId: team.tenantId, administratorId: oscar.id, role: 'super_admin', scope: 'tenant', kind: 'eligible', startsAt: new Date(0) } })).id
    await prove(oscar)
    const { items } = await pim.basket(oscar, [{ grantId }])
    const own = items[0]!.ok ? items[0]!.requestId : ''
    expect(await settled(async () => pim.approve(oscar, own))).toBe('forbidden own_request')
    expect(await settled(async () => pim.approve(adam, own)), 'nor does one who holds the role but has not activated it').toBe('forbidden not_granted')
  })

  it('not one of several approvals', async () => {
    const { sam, olivia } = team.people
    await setPolicy(team.tenantId, 'super_admin', { approvals: 2 })
    await nameApprovers({ person: sam })
    const { requestId } = await pim.ask(sam, 'super_admin')
    await pim.approve(olivia, requestId)
    expect(await settled(async () => pim.approve(sam, requestId))).toBe('forbidden own_request')
    expect(await isSuperAdmin(sam)).toBe(false)
  })

  it('not through an account that the requester promoted since they asked', async () => {
    const { adam, second } = team.people
    await nameApprovers({ role: 'approver' })
    const since = await transaction(readClock)
    const { requestId } = await pim.ask(adam, 'super_admin')
    await performableOf(assignRole).perform(adam.caller, { administratorId: second.id, role: 'approver', scope: { type: 'tenant' } }, TEST_ORIGIN, false)
    expect(await deciders(adam), 'they hold the role').toContain('second')
    expect(await deciders(adam, since), 'and are none of those who can decide about this one').not.toContain('second')
    expect(await settled(async () => pim.approve(second, requestId))).toBe('forbidden tied_to_requester')
    expect(await settled(async () => pim.deny(second, requestId))).toBe('forbidden tied_to_requester')
    // What somebody else asks for is theirs to decide.
    const { requestId: other } = await pim.ask(team.people.sam, 'super_admin')
    expect(await settled(async () => pim.approve(second, other))).toBe('done')
  })

  it('not by writing it into the database: the check speaks', async () => {
    const { sam } = team.people
    const { requestId } = await pim.ask(sam, 'super_admin')
    await expect(db().pimDecision.create({ data: { tenantId: team.tenantId, requestId, requesterId: sam.id, approverId: sam.id, verdict: 'approved', at: new Date() } })).rejects.toThrow(/check constraint/)
    await expect(db().pimDecision.create({ data: { tenantId: team.tenantId, requestId, requesterId: team.people.adam.id, approverId: sam.id, verdict: 'approved', at: new Date() } }), 'nor in another’s name').rejects.toThrow(/oreign key/)
  })
})

describe('[T60] rule 2: looked at again when it is decided', () => {
  const approve = async (requestId: string) => settled(async () => pim.approve(team.people.olivia, requestId))

  it('whether the role is still there to be activated, the person active and their factor enrolled', async () => {
    const { sam } = team.people
    const { requestId } = await pim.ask(sam, 'super_admin')
    const grant = { tenantId_id: { tenantId: team.tenantId, id: sam.grants['eligible:super_admin']! } }
    const person = { tenantId_id: { tenantId: team.tenantId, id: sam.id } }
    await db().roleGrant.update({ where: grant, data: { endsAt: new Date(await transaction(readClock)) } })
    expect(await approve(requestId)).toBe('wrong_state ended')
    await db().roleGrant.update({ where: grant, data: { endsAt: null, confirmed: false } })
    expect(await approve(requestId)).toBe('wrong_state awaiting_confirmation')
    await db().roleGrant.update({ where: grant, data: { confirmed: true, kind: 'active' } })
    expect(await approve(requestId)).toBe('wrong_state not_eligible')
    await db().roleGrant.update({ where: grant, data: { kind: 'eligible' } })
    await db().administrator.update({ where: person, data: { status: 'inactive' } })
    expect(await approve(requestId)).toBe('wrong_state person_not_active')
    await db().administrator.update({ where: person, data: { status: 'active', factorEnrolledAt: null, factorKinds: [] } })
    expect(await approve(requestId)).toBe('wrong_state mfa_not_enrolled')
    await db().administrator.update({ where: person, data: { factorEnrolledAt: new Date(0), factorKinds: ['totp'] } })
    expect(await approve(requestId)).toBe('done')
  })

  it('what the settings say by now: off, a reason, a ticket, a factor with each request, more approvals, a shorter time', async () => {
    const { sam, adam } = team.people
    await setPolicy(team.tenantId, 'super_admin', { approvals: 1, mfa: false })
    const { requestId } = await pim.ask(sam, 'super_admin', { seconds: 7200 })
    const now = async (more: Parameters<typeof setPolicy>[2]) => {
      await setPolicy(team.tenantId, 'super_admin', { approvals: 1, mfa: false, ...more })
      return approve(requestId)
    }
    expect(await now({ enabled: false })).toBe('wrong_state pim_off')
    expect(await now({ justificationLength: 300 })).toBe('wrong_state settings_changed')
    expect(await now({ ticket: 'text' })).toBe('wrong_state settings_changed')
    expect(await now({ mfa: true })).toBe('wrong_state settings_changed')
    expect(await now({ approvals: 2, longestSeconds: 3600 }), 'two are asked for by now').toBe('done')
    expect(await isSuperAdmin(sam)).toBe(false)
    await nameApprovers({ person: adam })
    const { startsAt, endsAt } = await pim.approve(adam, requestId)
    expect(endsAt! - startsAt!).toBe(3_600_000)
    expect((await request(requestId)).approvalsNeeded, 'what was submitted stands').toBe(1)
  })

  it('approved late it starts at the approval and keeps its duration; before its time it waits for it', async () => {
    const { sam, olivia } = team.people
    const now = await transaction(readClock)
    const early = await pim.ask(sam, 'super_admin', { startsAt: now + 10 * MINUTE })
    expect(await pim.approve(olivia, early.requestId)).toMatchObject({ startsAt: now + 10 * MINUTE, endsAt: now + 40 * MINUTE })
    expect(await isSuperAdmin(sam)).toBe(false)
  })
})

describe('containment', () => {
  it('whoever may revoke ends what waits or runs, however high the role, and that person and all owners are told', async () => {
    const { oscar, olivia, adam } = team.people
    const { requestId } = await pim.ask(oscar, 'client_owner')
    await pim.approve(olivia, requestId)
    expect(await settled(async () => pim.revoke(adam, requestId))).toBe('not_found')
    const sonia = await storeSecurityAdmin()
    await pim.revoke(sonia, requestId)
    expect(holds((await actorOf(oscar))!, 'break-glass:manage')).toBe(false)
    expect(await eventsOf(team.tenantId, requestId)).toMatchObject({ 'pim_activation.revoked': 1 })
    expect((await waitingLetters(oscar.email)).filter((letter) => letter.name === 'pim_news' && letter.news === 'revoked')).toHaveLength(1)
    expect((await waitingLetters(olivia.email)).filter((letter) => letter.name === 'pim_news_of_another' && letter.news === 'revoked')).toHaveLength(1)
    expect(await settled(async () => pim.revoke(sonia, requestId))).toBe('conflict revoked')
    expect(await db().roleGrant.findUniqueOrThrow({ where: { tenantId_id: { tenantId: team.tenantId, id: oscar.grants['eligible:client_owner']! } } }), 'the grant stays').toMatchObject({ revokedAt: null })
  })

  it('and what was to go on from it: the power does not come back by itself', async () => {
    const { sam, olivia } = team.people
    const { requestId } = await pim.ask(sam, 'super_admin')
    await pim.approve(olivia, requestId)
    const running = await db().pimActivation.findFirstOrThrow({ where: { tenantId: team.tenantId, requestId } })
    const next = await pim.ask(sam, 'super_admin', { extendsId: running.id })
    await pim.approve(olivia, next.requestId)
    await pim.revoke(olivia, requestId)
    expect([(await request(requestId)).state, (await request(next.requestId)).state]).toEqual(['revoked', 'revoked'])
    expect(await eventsOf(team.tenantId, next.requestId)).toMatchObject({ 'pim_activation.revoked': 1 })
    expect(await db().pimActivation.count({ where: { tenantId: team.tenantId, endedAt: null } }), 'nothing is still to start').toBe(0)
  })
})

describe('what is scheduled', () => {
  it('[T60] never starts where the settings changed meanwhile would refuse it, and starts where they would not; what runs goes on', async () => {
    const { sam, adam, olivia } = team.people
    const now = await transaction(readClock)
    const running = await pim.ask(adam, 'super_admin')
    await pim.approve(olivia, running.requestId)
    const { requestId } = await pim.ask(sam, 'super_admin', { startsAt: now + 60 * MINUTE })
    await pim.approve(olivia, requestId)
    const save = async (more: Partial<RoleSettings>) => {
      const { settings, version } = await transaction(async (tx) => getRoleSettings(tx, team.tenantId, 'super_admin'))
      await performableOf(setRoleSettings).perform(olivia.caller, { role: 'super_admin', version, ...settings, ...more, mailExtra: [], approvers: { people: [], roles: [] } }, TEST_ORIGIN, false)
      return [(await request(running.requestId)).state, (await request(requestId)).state]
    }
    expect(await save({ longestSeconds: 3600 })).toEqual(['approved', 'approved'])
    expect(await save({ approvals: 2 })).toEqual(['approved', 'cut_short'])
    expect(await eventsOf(team.tenantId, requestId)).toMatchObject({ 'pim_activation.cut_short': 1 })
    expect([await isSuperAdmin(adam), await isSuperAdmin(sam)]).toEqual([true, false])
  })
})

describe('what an approver of one place is shown', () => {
  it('[T49] is of that place: not what was written for another, nor who decides there', async () => {
    const { sam, olivia, april } = team.people
    const { tenantId, places } = team
    await setPolicy(tenantId, 'workspace_admin', { enabled: true, approvals: 1 })
    await db().pimApprover.create({ data: { tenantId, role: 'workspace_admin', approverRole: 'workspace_auditor' } })
    const { id: elsewhere } = await db().workspace.create({ data: { tenantId, slug: 'ledger', name: 'Ledger' } })
    const hold = async (person: PimPerson, role: 'workspace_admin' | 'workspace_auditor', workspaceId: string, kind: 'active' | 'eligible') =>
      (await db().roleGrant.create({ data: { tenantId, administratorId: person.id, role, scope: 'workspace', workspaceId, kind, startsAt: new Date(0) } })).id
    await hold(april, 'workspace_auditor', places.workspace, 'active')
    const [there, here] = [await hold(sam, 'workspace_admin', elsewhere, 'eligible'), await hold(sam, 'workspace_admin', places.workspace, 'eligible')]
    const ask = async (grantId: string, justification: string) => ((await pim.basket(sam, [{ grantId, justification }])).items[0] as { requestId: string }).requestId
    const past = await ask(there, 'Written for the ledger only')
    await pim.approve(olivia, past)
    const waiting = await ask(here, 'Written for payments')
    const lastOf = async (person: PimPerson) => (await findRequestDetail((await actorOf(person))!, waiting))!.request.last.map(({ requestId }) => requestId)
    expect([await lastOf(april), await lastOf(olivia)]).toEqual([[], [past]])
    expect(await findRequestDetail((await actorOf(april))!, past)).toBeNull()
    const deciding = async (id: string) => findDeciding((await actorOf(sam))!, { grantId: there, place: { type: 'workspace', id } })
    expect((await deciding(elsewhere)).deciders).toEqual(['olivia Test'])
    await expect(deciding(places.workspace)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('a role that waits for a yes names no places yet', async () => {
    const { sam } = team.people
    const search = async () => searchNarrower((await actorOf(sam))!, { grantId: sam.grants['eligible:super_admin']!, words: 'Pay' })
    expect(await search()).toHaveLength(1)
    await setPolicy(team.tenantId, 'super_admin', { enabled: false })
    expect(await search(), 'nor one that cannot be activated at all').toEqual([])
    await setPolicy(team.tenantId, 'super_admin', {})
    expect(await search()).toHaveLength(1)
    await db().roleGrant.updateMany({ where: { id: sam.grants['eligible:super_admin']! }, data: { confirmed: false } })
    expect(await search()).toEqual([])
  })
})

async function storeSecurityAdmin(): Promise<PimPerson> {
  const { vera } = team.people
  await db().roleGrant.create({ data: { tenantId: team.tenantId, administratorId: vera.id, role: 'client_security_admin', scope: 'tenant', startsAt: new Date(0) } })
  return vera
}
