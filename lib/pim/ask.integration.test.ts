import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { holds } from '@/lib/authz/can'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { HALF_AN_HOUR, actorOf, eventsOf, pim, prove, sessionOf, setPolicy, settled, storePimTeam, type PimTeam } from '@/prisma/factories/pim-team'
import { waitingLetters } from '@/prisma/factories/waiting-letters'

const MINUTE = 60_000
let team: PimTeam<'olivia' | 'adam' | 'sam' | 'bare' | 'stranger'>

beforeEach(async () => {
  team = await storePimTeam({
    olivia: { holds: [{ role: 'client_owner' }] },
    adam: { holds: [{ role: 'requester' }, { role: 'client_admin', kind: 'eligible' }, { role: 'super_admin', kind: 'eligible', endsInSeconds: 3600 }, { role: 'workspace_admin', kind: 'eligible', in: 'workspace' }] },
    sam: { holds: [{ role: 'super_admin', kind: 'eligible' }] },
    bare: { holds: [{ role: 'client_admin', kind: 'eligible' }, { role: 'workspace_admin', kind: 'eligible', in: 'organization' }], bare: true },
    stranger: { holds: [] },
  })
})
afterAll(closeDatabase)

const may = async (person: keyof typeof team.people, permission: 'administrator:invite' | 'workspace:create') => {
  const actor = await actorOf(team.people[person])
  return actor !== null && holds(actor, permission)
}

describe('asking for a role that needs no approval', () => {
  it('gives it at once, until exactly as long as was asked, with one event each and a new reference of the session (T22)', async () => {
    const { adam, olivia } = team.people
    expect(await may('adam', 'administrator:invite')).toBe(false)
    const asked = await pim.ask(adam, 'client_admin')
    expect(asked).toMatchObject({ ok: true, state: 'active' })
    expect(asked.endsAt! - asked.startsAt!).toBe(HALF_AN_HOUR * 1000)
    expect(await may('adam', 'administrator:invite')).toBe(true)
    expect(await sessionOf(adam), 'the old reference is nobody’s').toBeNull()
    expect(await eventsOf(team.tenantId, asked.requestId)).toEqual({ 'pim_request.submitted': 1, 'pim_activation.started': 1 })
    expect((await waitingLetters(adam.email)).map(({ name }) => name)).toEqual(['pim_news'])
    expect((await waitingLetters(olivia.email)).map(({ name }) => name)).toEqual(['pim_news_of_another'])
  })

  it('starts later where that was asked, and gives nothing before', async () => {
    const now = await transaction(readClock)
    const asked = await pim.ask(team.people.adam, 'client_admin', { startsAt: now + 10 * MINUTE })
    expect(asked).toMatchObject({ state: 'scheduled', startsAt: now + 10 * MINUTE })
    expect(await may('adam', 'administrator:invite')).toBe(false)
    expect(await sessionOf(team.people.adam)).not.toBeNull()
  })

  it('rule 1: never past the end of the grant, never longer than the settings allow, and only what is eligible and one’s own', async () => {
    const { adam, sam } = team.people
    const grant = await db().roleGrant.findUniqueOrThrow({ where: { tenantId_id: { tenantId: team.tenantId, id: adam.grants['eligible:super_admin']! } } })
    const asked = await pim.ask(adam, 'super_admin', { seconds: 7200 })
    expect(asked.endsAt).toBe(grant.endsAt!.getTime())
    await prove(adam)
    expect(await settled(async () => pim.basket(adam, [{ grantId: adam.grants['eligible:client_admin']!, seconds: 9 * 3600 }]))).toBe('invalid_input')
    expect(await settled(async () => pim.basket(adam, [{ grantId: adam.grants.requester! }]))).toBe('wrong_state not_eligible')
    expect(await settled(async () => pim.basket(adam, [{ grantId: sam.grants['eligible:super_admin']! }]))).toBe('not_found')
    expect(await settled(async () => pim.basket(adam, [{ grantId: adam.grants['eligible:client_admin']!, startsAt: (await transaction(readClock)) + 91 * 86_400_000 }]))).toBe('invalid_input')
  })

  it('rule 1: a tenant role can be narrowed to one place, and confers only what is asked about that place', async () => {
    const { adam } = team.people
    const { workspace, organization } = team.places
    await pim.ask(adam, 'client_admin', { place: { type: 'workspace', id: workspace } })
    const actor = (await actorOf(adam))!
    expect(holds(actor, 'workspace:read', { type: 'workspace', id: workspace })).toBe(true)
    expect(holds(actor, 'organization:read', { type: 'organization', id: organization })).toBe(false)
    expect(holds(actor, 'administrator:read')).toBe(false)
    await prove(adam)
    expect(await settled(async () => pim.basket(adam, [{ grantId: adam.grants['eligible:client_admin']!, place: { type: 'workspace', id: organization } }]))).toBe('not_found')
    await setPolicy(team.tenantId, 'workspace_admin', { enabled: true })
    expect(await settled(async () => pim.basket(adam, [{ grantId: adam.grants['eligible:workspace_admin']!, place: { type: 'organization', id: organization } }]))).toBe('invalid_input')
  })

  it('rule 2: not where the settings are off, the person is not active, the grant waits for a yes, or its organization is deactivated', async () => {
    const { adam, bare } = team.people
    const ask = async () => settled(async () => pim.ask(adam, 'client_admin'))
    await setPolicy(team.tenantId, 'client_admin', { enabled: false })
    expect(await ask()).toBe('wrong_state pim_off')
    await setPolicy(team.tenantId, 'client_admin', { enabled: true })
    const where = { tenantId_id: { tenantId: team.tenantId, id: adam.grants['eligible:client_admin']! } }
    await db().roleGrant.update({ where, data: { confirmed: false } })
    expect(await ask()).toBe('wrong_state awaiting_confirmation')
    await db().roleGrant.update({ where, data: { confirmed: true, startsAt: new Date((await transaction(readClock)) + MINUTE) } })
    expect(await ask()).toBe('wrong_state not_started')
    await db().roleGrant.update({ where, data: { startsAt: new Date(0), endsAt: new Date(await transaction(readClock)) } })
    expect(await ask()).toBe('wrong_state ended')
    await db().roleGrant.update({ where, data: { revokedAt: new Date() } })
    expect(await ask()).toBe('not_found')
    await setPolicy(team.tenantId, 'workspace_admin', { enabled: true, mfa: false })
    await db().organization.updateMany({ where: { tenantId: team.tenantId }, data: { status: 'inactive' } })
    expect(await settled(async () => pim.ask(bare, 'workspace_admin'))).toBe('wrong_state awaiting_confirmation')
    await db().administrator.update({ where: { tenantId_id: { tenantId: team.tenantId, id: adam.id } }, data: { status: 'inactive' } })
    expect(await ask()).toBe('signed_out')
  })

  it('asks for a factor of this very request: not the one of signing in, not an old one, not one that was spent', async () => {
    const { adam, bare } = team.people
    const grantId = adam.grants['eligible:client_admin']!
    const where = { tenantId_id: { tenantId: team.tenantId, id: adam.caller.sessionId } }
    const session = await db().session.findUniqueOrThrow({ where })
    await db().session.update({ where, data: { freshFactorAt: session.createdAt } })
    expect(await settled(async () => pim.basket(adam, [{ grantId }]))).toBe('step_up_required factor_for_request')
    await db().session.update({ where, data: { freshFactorAt: new Date((await transaction(readClock)) - 60_100), createdAt: new Date((await transaction(readClock)) - 3_600_000) } })
    expect(await settled(async () => pim.basket(adam, [{ grantId }]))).toBe('step_up_required factor_for_request')
    await prove(adam)
    expect(await settled(async () => pim.basket(adam, [{ grantId }]))).toBe('done')
    expect(await settled(async () => pim.basket(adam, [{ grantId: adam.grants['eligible:super_admin']! }])), 'one proof pays for one request').toBe('step_up_required factor_for_request')
    expect(await settled(async () => pim.ask(bare, 'client_admin'))).toBe('forbidden mfa_not_enrolled')
  })

  it('asks for a reason and a ticket as the settings say', async () => {
    const { adam } = team.people
    const ask = async (more: { justification?: string; ticket?: string }) => settled(async () => pim.ask(adam, 'client_admin', more))
    await setPolicy(team.tenantId, 'client_admin', { justificationLength: 20, ticket: 'pattern', ticketPattern: 'OPS-[0-9]+' })
    const justification = 'The connector is broken'
    expect(await ask({ justification: 'too short', ticket: 'OPS-1' })).toBe('invalid_input')
    expect(await ask({ justification })).toBe('invalid_input')
    expect(await ask({ justification, ticket: 'OPS-1x' })).toBe('invalid_input')
    await setPolicy(team.tenantId, 'client_admin', { ticket: 'pattern', ticketPattern: '(a+)+b' })
    expect(await ask({ justification, ticket: 'a'.repeat(199) }), 'an expression that takes for ever does not match').toBe('invalid_input')
    await setPolicy(team.tenantId, 'client_admin', { justificationLength: 20, ticket: 'pattern', ticketPattern: 'OPS-[0-9]+' })
    expect(await ask({ justification, ticket: 'OPS-12' })).toBe('done')
  })
})

describe('rule 5 and [T63]: one running, at most one waiting, ten an hour', () => {
  it('a second one that waits is refused, by the database too', async () => {
    const { adam } = team.people
    await setPolicy(team.tenantId, 'client_admin', { approvals: 1 })
    const asked = await pim.ask(adam, 'client_admin')
    expect(asked.state).toBe('pending_approval')
    expect(await settled(async () => pim.ask(adam, 'client_admin'))).toBe('already_exists pending')
    expect(await settled(async () => pim.ask(adam, 'client_admin', { place: { type: 'workspace', id: team.places.workspace } })), 'another scope is another request').toBe('done')
    const { id: _id, placeId: _place, ...row } = await db().pimRequest.findUniqueOrThrow({ where: { tenantId_id: { tenantId: team.tenantId, id: asked.requestId } } })
    await expect(db().pimRequest.create({ data: row })).rejects.toThrow(/nique/)
  })

  it('what runs can only be extended, and that once: it goes on from the end of the running one', async () => {
    const { adam } = team.people
    const first = await pim.ask(adam, 'client_admin')
    const running = await db().pimActivation.findFirstOrThrow({ where: { tenantId: team.tenantId, requestId: first.requestId } })
    expect(await settled(async () => pim.ask(adam, 'client_admin'))).toBe('already_exists running')
    expect(await settled(async () => pim.ask(adam, 'client_admin', { extendsId: team.tenantId }))).toBe('wrong_state ended')
    const next = await pim.ask(adam, 'client_admin', { extendsId: running.id })
    expect(next).toMatchObject({ state: 'scheduled', startsAt: first.endsAt, endsAt: first.endsAt! + HALF_AN_HOUR * 1000 })
    expect(await settled(async () => pim.ask(adam, 'client_admin', { extendsId: running.id }))).toBe('already_exists extended')
    await pim.deactivate(adam, first.requestId)
    expect(await may('adam', 'administrator:invite')).toBe(false)
    expect(await eventsOf(team.tenantId, next.requestId), 'what was to go on from it goes too').toMatchObject({ 'pim_activation.cancelled': 1 })
    await setPolicy(team.tenantId, 'client_admin', { approvals: 1 })
    expect((await pim.ask(adam, 'client_admin')).state).toBe('pending_approval')
  })

  it('ten within an hour, whatever becomes of them', async () => {
    const { adam } = team.people
    for (let nth = 0; nth < 10; nth++) {
      const asked = await pim.ask(adam, 'client_admin')
      await pim.deactivate(adam, asked.requestId)
    }
    expect(await settled(async () => pim.ask(adam, 'client_admin'))).toBe('too_many')
  })

  it('several roles go in one basket, and each has its own outcome', async () => {
    const { adam } = team.people
    await setPolicy(team.tenantId, 'super_admin', { approvals: 1 })
    await prove(adam)
    const { items } = await pim.basket(adam, [
      { grantId: adam.grants['eligible:client_admin']! }, { grantId: adam.grants['eligible:super_admin']! }, { grantId: adam.grants['eligible:workspace_admin']! }, { grantId: adam.grants['eligible:client_admin']! },
    ])
    expect(items.map((item) => (item.ok ? item.state : item.failure.reason))).toEqual(['active', 'pending_approval', 'pim_off', 'pending'])
    const rows = await db().pimRequest.findMany({ where: { tenantId: team.tenantId }, select: { basketId: true } })
    expect(new Set(rows.map(({ basketId }) => basketId)).size).toBe(1)
    expect(rows).toHaveLength(2)
  })

  it('a reminder goes out once an hour', async () => {
    const { adam, olivia } = team.people
    await setPolicy(team.tenantId, 'client_admin', { approvals: 1 })
    const { requestId } = await pim.ask(adam, 'client_admin')
    expect(await pim.nudge(adam, requestId)).toEqual({ asked: 1 })
    expect(await settled(async () => pim.nudge(adam, requestId))).toBe('too_many')
    expect(await settled(async () => pim.nudge(olivia, requestId))).toBe('not_found')
    expect((await waitingLetters(olivia.email)).map((letter) => letter.name === 'pim_decision_wanted' && letter.again)).toEqual([true, false])
  })
})

describe('ending what is one’s own', () => {
  it('withdraws, cancels and deactivates only what is there to be, and nobody else’s', async () => {
    const { adam, sam } = team.people
    const active = await pim.ask(adam, 'client_admin')
    expect(await settled(async () => pim.withdraw(adam, active.requestId))).toBe('conflict active')
    expect(await settled(async () => pim.cancel(adam, active.requestId))).toBe('conflict active')
    expect(await settled(async () => pim.deactivate(sam, active.requestId))).toBe('not_found')
    expect(await settled(async () => pim.deactivate(adam, active.requestId))).toBe('done')
    expect(await settled(async () => pim.deactivate(adam, active.requestId))).toBe('conflict deactivated')
    const later = await pim.ask(adam, 'client_admin', { startsAt: (await transaction(readClock)) + MINUTE })
    expect(await settled(async () => pim.deactivate(adam, later.requestId))).toBe('conflict scheduled')
    expect(await settled(async () => pim.cancel(adam, later.requestId))).toBe('done')
  })
})
