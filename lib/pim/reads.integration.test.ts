import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { clear } from '@/lib/authz/cleared'
import type { Actor } from '@/lib/authz/grants'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { listGrantsOf } from '@/lib/administrators/profile-grants-data'
import { assignRole } from '@/lib/grants/actions'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { actorOf, pim, prove, sessionOf, setPolicy, storePimTeam, type PimPerson, type PimTeam } from '@/prisma/factories/pim-team'
import { countWaiting, listWaiting } from './approvals-data'
import { findDeciding, findEnding, searchNarrower } from './asking-data'
import { findDecidersOf, findRequestDetail } from './detail-data'
import { listAllRequests, listOwnRequests } from './list-data'
import { readRequestQuery } from './list-query'
import { listEligible } from './own-data'

const HOUR = 3_600_000
const ALL = readRequestQuery({})
let team: PimTeam<'olivia' | 'oscar' | 'adam' | 'sam' | 'april' | 'wanda' | 'vera'>
let stranger: PimTeam<'gina' | 'sam'>

const as = async (person: PimPerson): Promise<Actor> => (await actorOf(person))!
const waitingFor = async (person: PimPerson) => (await listWaiting(await as(person))).requests.map(({ person: { name }, role }) => `${name.replace(' Test', '')} ${role}`)
const approver = async (role: 'super_admin' | 'client_admin', who: { person: PimPerson } | { role: 'approver' | 'workspace_admin' }) =>
  db().pimApprover.create({ data: { tenantId: team.tenantId, role, ...('person' in who ? { administratorId: who.person.id } : { approverRole: who.role }) } })

beforeEach(async () => {
  team = await storePimTeam({
    olivia: { holds: [{ role: 'client_owner' }] },
    oscar: { holds: [{ role: 'client_owner' }, { role: 'super_admin', kind: 'eligible' }] },
    adam: { holds: [{ role: 'readonly_viewer' }, { role: 'client_admin', kind: 'eligible' }] },
    sam: { holds: [{ role: 'super_admin', kind: 'eligible' }, { role: 'auditor' }] },
    april: { holds: [{ role: 'approver' }] },
    wanda: { holds: [{ role: 'workspace_admin', in: 'workspace' }] },
    vera: { holds: [{ role: 'readonly_viewer' }] },
  })
  stranger = await storePimTeam({ gina: { holds: [{ role: 'client_owner' }] }, sam: { holds: [{ role: 'super_admin', kind: 'eligible' }] } })
  for (const { tenantId } of [team, stranger]) await setPolicy(tenantId, 'super_admin', { approvals: 1 })
})
afterAll(closeDatabase)

describe('what waits for a person', () => {
  it('is everything for owners but their own, and for others what they are named for or a role of theirs in force is', async () => {
    const { olivia, adam, sam, april, vera } = team.people
    await setPolicy(team.tenantId, 'client_admin', { approvals: 2 })
    await approver('super_admin', { person: vera })
    await approver('super_admin', { person: sam })
    await approver('client_admin', { role: 'approver' })
    await pim.ask(sam, 'super_admin')
    await pim.ask(adam, 'client_admin')
    expect(await waitingFor(olivia)).toEqual(['sam super_admin', 'adam client_admin'])
    expect(await waitingFor(vera)).toEqual(['sam super_admin'])
    expect(await waitingFor(april)).toEqual(['adam client_admin'])
    expect(await waitingFor(sam)).toEqual([])
    for (const [who, count] of [[olivia, 2], [vera, 1], [april, 1], [sam, 0]] as const) expect(await countWaiting(await as(who))).toBe(count)
    expect(await waitingFor(stranger.people.gina), 'another tenant').toEqual([])
  })

  it('ends when one has decided it, when it is decided, and when it timed out, noted or not', async () => {
    const { olivia, oscar, adam } = team.people
    await setPolicy(team.tenantId, 'client_admin', { approvals: 2, undecidedSeconds: 3600 })
    const { requestId } = await pim.ask(adam, 'client_admin')
    await pim.approve(olivia, requestId)
    expect(await waitingFor(olivia)).toEqual([])
    expect(await waitingFor(oscar)).toEqual(['adam client_admin'])
    const later = { ...(await as(oscar)), now: (await transaction(readClock)) + HOUR }
    expect((await listWaiting(later)).requests).toEqual([])
    expect(await countWaiting(later)).toBe(0)
    expect((await listOwnRequests({ ...(await as(adam)), now: later.now }, ALL)).requests[0]!.state).toBe('timed_out')
    await pim.approve(oscar, requestId, { version: (await db().pimRequest.findUniqueOrThrow({ where: { tenantId_id: { tenantId: team.tenantId, id: requestId } } })).version })
    expect(await waitingFor(oscar)).toEqual([])
  })

  it('a role held in one place speaks for what is asked in that very place', async () => {
    const { sam, wanda } = team.people
    await approver('super_admin', { role: 'workspace_admin' })
    await pim.ask(sam, 'super_admin', { place: { type: 'workspace', id: team.places.workspace } })
    expect(await waitingFor(wanda)).toEqual(['sam super_admin'])
    await pim.withdraw(sam, (await listWaiting(await as(wanda))).requests[0]!.id)
    await pim.ask(sam, 'super_admin')
    expect(await waitingFor(wanda)).toEqual([])
  })

  it('tells everything an approver looks at', async () => {
    const { sam, olivia } = team.people
    const first = await pim.ask(sam, 'super_admin', { seconds: 3600, justification: 'The first time', ticket: 'OPS-1' })
    await pim.approve(olivia, first.requestId)
    await pim.deactivate(sam, first.requestId)
    const { requestId } = await pim.ask(sam, 'super_admin', { place: { type: 'workspace', id: team.places.workspace } })
    const [request] = (await listWaiting(await as(olivia))).requests
    expect(request).toMatchObject({ id: requestId, placeName: 'Payments', refusal: null, last: [{ requestId: first.requestId, justification: 'The first time' }] })
    expect(request!.adds).toMatch(/^\+\d+ of \d+ permissions, in Payments$/)
  })

  it('says to somebody whom the requester promoted since that they may not decide it', async () => {
    const { oscar, april } = team.people
    await approver('super_admin', { person: april })
    await pim.ask(oscar, 'super_admin')
    const refusal = async () => (await listWaiting(await as(april))).requests.map(({ refusal: why }) => why)
    expect(await refusal()).toEqual([null])
    await performableOf(assignRole).perform(oscar.caller, { administratorId: april.id, role: 'auditor', scope: { type: 'tenant' } }, TEST_ORIGIN, true)
    expect(await refusal()).toEqual([expect.stringMatching(/since they asked/)])
  })
})

describe('one request', () => {
  it('is there for whoever asked, whoever may decide it and whoever may see all; for everybody else there is none', async () => {
    const { sam, olivia, april, vera, adam } = team.people
    const { requestId } = await pim.ask(sam, 'super_admin')
    await approver('super_admin', { person: april })
    for (const person of [sam, olivia, april]) expect((await findRequestDetail(await as(person), requestId))?.request.id).toBe(requestId)
    for (const person of [vera, adam, stranger.people.gina, stranger.people.sam]) expect(await findRequestDetail(await as(person), requestId)).toBeNull()
    for (const id of ['', 'x', `${requestId}x`, '00000000-0000-0000-0000-000000000000']) expect(await findRequestDetail(await as(olivia), id)).toBeNull()
  })

  it('tells who decided what, who can decide now, and what became of what it gave', async () => {
    const { sam, olivia, oscar } = team.people
    await setPolicy(team.tenantId, 'super_admin', { approvals: 2 })
    const { requestId } = await pim.ask(sam, 'super_admin')
    await pim.approve(olivia, requestId, { reason: 'Fine', seconds: 900 })
    const detail = (await findRequestDetail(await as(sam), requestId))!
    expect(detail.decisions).toEqual([expect.objectContaining({ by: { id: olivia.id, name: 'olivia Test' }, verdict: 'approved', seconds: 900, reason: 'Fine' })])
    expect(await findDecidersOf(await as(sam), detail.request)).toEqual(['oscar Test'])
    await pim.approve(oscar, requestId, { version: detail.request.version })
    const active = (await findRequestDetail(await as(sam), requestId))!.request
    expect(active.state).toBe('active')
    expect(await findEnding(await as(sam), active.activation!.id)).toBeNull()
    await pim.revoke(olivia, requestId)
    expect(await findEnding(await as(sam), active.activation!.id)).toMatchObject({ requestId, state: 'revoked', endedBy: 'olivia Test', reason: 'Something is wrong' })
    for (const person of [olivia, stranger.people.sam]) await expect(findEnding(await as(person), active.activation!.id)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('what runs of somebody’s eligible roles', () => {
  it('ends when it was said to, and earlier only where it was ended', async () => {
    const { olivia, adam } = team.people
    const { requestId } = await pim.ask(adam, 'client_admin', { seconds: 3600 })
    const about = async () => (await listGrantsOf(clear(await as(olivia), 'administrator:read'), adam.id)).activations.map(({ startsAt, endsAt }) => endsAt - startsAt)
    expect(await about()).toEqual([3_600_000])
    expect((await findRequestDetail(await as(adam), requestId))!.request.last).toEqual([])
    await pim.deactivate(adam, requestId)
    expect(await about()).toEqual([])
    await prove(adam)
    const next = await pim.ask(adam, 'client_admin', { seconds: 3600 })
    const { last } = (await findRequestDetail(await as(adam), next.requestId))!.request
    expect(last.map((one) => one.requestId)).toEqual([requestId])
    expect(last[0]!.endsAt - last[0]!.startsAt).toBeLessThan(3_600_000)
    // What came after a request that is over was none of the last times.
    expect((await findRequestDetail(await as(adam), requestId))!.request.last).toEqual([])
  })
})

describe('the lists', () => {
  it('tell the state at the moment, also where nobody has noted it, and are narrowed by it', async () => {
    const { sam, olivia, adam } = team.people
    await setPolicy(team.tenantId, 'client_admin', { approvals: 0 })
    const active = await pim.ask(adam, 'client_admin', { seconds: 3600 })
    const waiting = await pim.ask(sam, 'super_admin')
    const now = await transaction(readClock)
    const list = async (params: Record<string, string | string[]>, at = now) => (await listAllRequests(clear({ ...(await as(olivia)), now: at }, 'pim-request:read-all'), readRequestQuery(params))).requests.map(({ id, state }) => [id, state])
    expect(await list({})).toEqual([[waiting.requestId, 'pending_approval'], [active.requestId, 'active']])
    expect(await list({ state: 'active' })).toEqual([[active.requestId, 'active']])
    expect(await list({ state: ['expired', 'timed_out'] })).toEqual([])
    expect(await list({ state: ['expired', 'timed_out'] }, now + 30 * HOUR)).toEqual([[waiting.requestId, 'timed_out'], [active.requestId, 'expired']])
    expect(await list({ state: ['active', 'scheduled', 'pending_approval'] }, now + 30 * HOUR)).toEqual([])
    expect(await list({ role: 'super_admin' })).toEqual([[waiting.requestId, 'pending_approval']])
    expect(await list({ role: ['super_admin', 'client_admin'], state: 'active' })).toEqual([[active.requestId, 'active']])
    expect(await list({ role: 'client_admin', state: 'expired' }, now + 30 * HOUR)).toEqual([[active.requestId, 'expired']])
    expect(await list({ person: sam.id })).toEqual([[waiting.requestId, 'pending_approval']])
    expect(await list({ person: sam.id, state: 'active' })).toEqual([])
    expect(await list({ person: stranger.people.sam.id })).toEqual([])
    const next = await pim.ask(adam, 'client_admin', { startsAt: now + 5 * HOUR }).catch(() => null)
    expect(next, 'one running at a time').toBeNull()
    await pim.deactivate(adam, active.requestId)
    const scheduled = await pim.ask(adam, 'client_admin', { startsAt: now + 5 * HOUR })
    expect(await list({ state: 'scheduled' })).toEqual([[scheduled.requestId, 'scheduled']])
    expect(await list({ state: 'scheduled', role: 'super_admin' })).toEqual([])
  })

  it('of one’s own show one’s own, of all only the tenant’s', async () => {
    const { sam, adam } = team.people
    const mine = await pim.ask(sam, 'super_admin')
    await pim.ask(stranger.people.sam, 'super_admin')
    expect((await listOwnRequests(await as(sam), ALL)).requests.map(({ id }) => id)).toEqual([mine.requestId])
    expect((await listOwnRequests(await as(adam), ALL)).requests).toEqual([])
    expect((await listAllRequests(clear(await as(team.people.olivia), 'pim-request:read-all'), ALL)).requests.map(({ id }) => id)).toEqual([mine.requestId])
  })
})

describe('my roles', () => {
  it('tell what each adds, what it asks for, what runs and what waits', async () => {
    const { sam, olivia } = team.people
    const mine = async () => listEligible({ ...(await sessionOf(sam))!, actor: await as(sam) })
    const [role] = await mine()
    expect(role).toMatchObject({ role: 'super_admin', disabledReason: null, activations: [], pending: [], narrowTo: ['workspace', 'organization'], settings: { approvals: 1, mfa: true } })
    expect(role!.adds).toMatch(/^\+\d+ permissions$/)
    const { requestId } = await pim.ask(sam, 'super_admin')
    expect((await mine())[0]!.pending).toEqual([expect.objectContaining({ id: requestId, extendsId: null })])
    await pim.approve(olivia, requestId)
    const actor = await as(sam)
    const [running] = await listEligible({ actor, placeNames: {} })
    expect(running).toMatchObject({ pending: [], activations: [{ requestId, placeName: null }] })
  })

  it('say why one cannot be activated', async () => {
    const { sam } = team.people
    const reason = async () => (await listEligible({ actor: await as(sam), placeNames: {} }))[0]!.disabledReason
    await setPolicy(team.tenantId, 'super_admin', { enabled: false })
    expect(await reason()).toMatch(/PIM settings are off/)
    await setPolicy(team.tenantId, 'super_admin', { enabled: true })
    await db().secondFactor.deleteMany({ where: { administratorId: sam.id } })
    expect(await reason()).toMatch(/second factor/)
  })

  it('say who can decide, whether that is enough and whether mail tells them; only about one’s own', async () => {
    const { sam, adam } = team.people
    const grantId = sam.grants['eligible:super_admin']!
    const ask = async () => findDeciding(await as(sam), { grantId, place: null })
    expect(await ask()).toEqual({ needed: 1, deciders: expect.arrayContaining(['olivia Test', 'oscar Test']) as string[], enough: true, mail: 'on' })
    await setPolicy(team.tenantId, 'super_admin', { approvals: 3, mailApprovers: false })
    expect(await ask()).toMatchObject({ needed: 3, enough: false, mail: 'off' })
    for (const person of [adam, stranger.people.sam]) await expect(findDeciding(await as(person), { grantId, place: null })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('find places to narrow to, of one’s own tenant and for one’s own eligible roles', async () => {
    const { sam, adam } = team.people
    const grantId = sam.grants['eligible:super_admin']!
    const find = async (words: string) => (await searchNarrower(await as(sam), { grantId, words })).map(({ id, name }) => [id, name])
    expect(await find('')).toEqual([[team.places.workspace, 'Payments'], [team.places.organization, 'Northwind']])
    expect(await find('pay')).toEqual([[team.places.workspace, 'Payments']])
    expect(await find('%')).toEqual([])
    await expect(searchNarrower(await as(adam), { grantId, words: '' })).rejects.toMatchObject({ code: 'not_found' })
    await prove(sam)
  })
})
