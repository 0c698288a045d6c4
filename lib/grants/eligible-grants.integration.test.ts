import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { findSession } from '@/lib/authn/session-facts'
import type { RoleKey } from '@/lib/authz/policy'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { inviteAdministrator, inviteList } from '@/lib/invitations/actions'
import { DEFAULT_SETTINGS, type RoleSettings } from '@/lib/pim/role-settings'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { assignRole, changeGrant, changeGrantKind, endGrant } from './actions'

const DAY = 86_400_000
const TENANT = { type: 'tenant' as const }
const assign = performableOf(assignRole)
const changeKind = performableOf(changeGrantKind)
const times = performableOf(changeGrant)
const invite = performableOf(inviteAdministrator)
const list = performableOf(inviteList)

let tenantId = ''
let count = 0
const clock = async () => transaction(readClock)
const olivia = async () => callerFor('olivia@acme.example')
const grantOf = async (administratorId: string, role: RoleKey) => db().roleGrant.findFirstOrThrow({ where: { administratorId, role, revokedAt: null } })
const lastEvent = async () => db().auditEvent.findFirstOrThrow({ where: { tenantId }, orderBy: { sequence: 'desc' } })
const invalid = (field: string, words: RegExp) => ({ code: 'invalid_input', failure: { fields: { [field]: expect.stringMatching(words) as string } } })

async function setTerms(role: RoleKey, settings: Partial<RoleSettings>): Promise<void> {
  const all = { ...DEFAULT_SETTINGS[role], ...settings }
  const data = { ...all, mailExtra: [...all.mailExtra], updatedAt: new Date() }
  await db().pimPolicy.upsert({ where: { tenantId_role: { tenantId, role } }, create: { ...data, tenantId, role }, update: data })
}

/** Somebody active who holds nothing. */
async function somebody(): Promise<string> {
  const { poolId } = await db().administrator.findFirstOrThrow({ where: { tenantId } })
  const email = `eligible${++count}@people.example`
  return (await db().administrator.create({ data: { tenantId, poolId, status: 'active', givenName: 'Eli', familyName: 'Gible', email, emailKey: email, activatedAt: new Date() } })).id
}

beforeAll(async () => {
  await storeCast()
  tenantId = (await db().tenant.findUniqueOrThrow({ where: { slug: 'acme' } })).id
})
beforeEach(async () => void (await db().pimPolicy.deleteMany({ where: { tenantId } })))
afterAll(closeDatabase)

describe('a role given as eligible', () => {
  it('confers nothing by itself, ends when its settings say, is told and written down as what it is', async () => {
    const id = await somebody()
    const before = await clock()
    await assign.perform(await olivia(), { administratorId: id, role: 'client_admin', scope: TENANT, kind: 'eligible' }, TEST_ORIGIN, false)
    const grant = await grantOf(id, 'client_admin')
    expect(grant.kind).toBe('eligible')
    const latest = grant.endsAt!.getTime() - 365 * DAY
    expect(latest).toBeGreaterThanOrEqual(before)
    expect(latest).toBeLessThanOrEqual(await clock())
    expect(await lastEvent()).toMatchObject({ action: 'grant.created', after: { role: 'client_admin', kind: 'eligible' } })
    const { facts } = { facts: (await findSession((await signedInFor(`eligible${count}@people.example`)).token, { touch: false }))! }
    expect(facts.actor.inForce).toEqual([])
    const job = await db().job.findFirstOrThrow({ where: { administratorId: id, kind: 'mail' } })
    expect(job.state).toBe('queued')
  })

  it('is bound by how long its settings let it last, at most', async () => {
    const id = await somebody()
    const by = await olivia()
    const now = await clock()
    const give = async (endsAt: number | null) => assign.perform(by, { administratorId: id, role: 'super_admin', scope: TENANT, kind: 'eligible', endsAt }, TEST_ORIGIN, false)
    await expect(give(null)).rejects.toMatchObject(invalid('endsAt', /at most 365 days/))
    await expect(give(now + 366 * DAY)).rejects.toMatchObject(invalid('endsAt', /at most 365 days/))
    await give(now + 30 * DAY)
    const { id: grantId, version } = await grantOf(id, 'super_admin')
    await expect(times.perform(by, { grantId, version, endsAt: null }, TEST_ORIGIN, false)).rejects.toMatchObject(invalid('endsAt', /at most 365 days/))
    await times.perform(by, { grantId, version, endsAt: now + 300 * DAY }, TEST_ORIGIN, false)
  })

  it('cannot be given where PIM is off for the role, and says what would change it', async () => {
    const id = await somebody()
    const give = async () => assign.perform(await olivia(), { administratorId: id, role: 'auditor', scope: TENANT, kind: 'eligible' }, TEST_ORIGIN, false)
    await expect(give()).rejects.toMatchObject(invalid('kind', /PIM is off for Auditor/))
    await setTerms('auditor', { enabled: true })
    await give()
    // Nothing limits it: it lasts until it is ended.
    expect((await grantOf(id, 'auditor')).endsAt).toBeNull()
  })
})

describe('how a role may be held standing', () => {
  it('not at all where the settings say so: neither given, invited, made active nor made longer; what stands goes on', async () => {
    const [id, standing] = [await somebody(), await somebody()]
    const by = await olivia()
    const now = await clock()
    await assign.perform(by, { administratorId: standing, role: 'client_admin', scope: TENANT, endsAt: now + DAY }, TEST_ORIGIN, false)
    await setTerms('client_admin', { standing: 'no' })
    await expect(assign.perform(by, { administratorId: id, role: 'client_admin', scope: TENANT }, TEST_ORIGIN, false)).rejects.toMatchObject(invalid('kind', /only as eligible/))
    const person = { email: 'standing@people.example', givenName: 'S', familyName: 'T', role: 'client_admin' as const, places: [] }
    await expect(invite.perform(by, person, TEST_ORIGIN, false)).rejects.toMatchObject(invalid('kind', /only as eligible/))
    const { email: _, givenName: _g, familyName: _f, ...access } = person
    await expect(list.perform(by, { listId: '11111111-1111-4111-8111-111111111111', from: 1, lines: [{ email: 'a@people.example', givenName: '', familyName: '' }], ...access }, TEST_ORIGIN, false)).rejects.toMatchObject(invalid('kind', /only as eligible/))
    expect(await db().administrator.count({ where: { emailKey: { in: ['standing@people.example', 'a@people.example'] } } })).toBe(0)
    await assign.perform(by, { administratorId: id, role: 'client_admin', scope: TENANT, kind: 'eligible' }, TEST_ORIGIN, false)
    const eligible = await grantOf(id, 'client_admin')
    await expect(changeKind.perform(by, { grantId: eligible.id, version: eligible.version, kind: 'active' }, TEST_ORIGIN, false)).rejects.toMatchObject(invalid('kind', /only as eligible/))
    const held = await grantOf(standing, 'client_admin')
    expect(held.kind).toBe('active')
    await expect(times.perform(by, { grantId: held.id, version: held.version, endsAt: now + 2 * DAY }, TEST_ORIGIN, false)).rejects.toMatchObject(invalid('kind', /only as eligible/))
    await times.perform(by, { grantId: held.id, version: held.version, endsAt: now + DAY / 2 }, TEST_ORIGIN, false)
  })

  it('with an end only, where the settings say so', async () => {
    await setTerms('super_admin', { standing: 'time_bound' })
    const id = await somebody()
    const by = await olivia()
    const give = async (endsAt?: number | null) => assign.perform(by, { administratorId: id, role: 'super_admin', scope: TENANT, ...(endsAt === undefined ? {} : { endsAt }) }, TEST_ORIGIN, false)
    await expect(give()).rejects.toMatchObject(invalid('endsAt', /only with an end/))
    await expect(give(null)).rejects.toMatchObject(invalid('endsAt', /only with an end/))
    await give((await clock()) + DAY)
    const { id: grantId, version } = await grantOf(id, 'super_admin')
    await expect(times.perform(by, { grantId, version, endsAt: null }, TEST_ORIGIN, false)).rejects.toMatchObject(invalid('endsAt', /only with an end/))
  })

  it('freely while PIM is off, and for an owner of the worst day whatever is set', async () => {
    await setTerms('auditor', { enabled: false, standing: 'no' })
    await setTerms('client_owner', { standing: 'no' })
    const [id, marked] = [await somebody(), await somebody()]
    const by = await olivia()
    await assign.perform(by, { administratorId: id, role: 'auditor', scope: TENANT }, TEST_ORIGIN, false)
    await expect(assign.perform(by, { administratorId: marked, role: 'client_owner', scope: TENANT }, TEST_ORIGIN, false)).rejects.toMatchObject(invalid('kind', /only as eligible/))
    await db().administrator.update({ where: { tenantId_id: { tenantId, id: marked } }, data: { breakGlassAt: new Date() } })
    await assign.perform(by, { administratorId: marked, role: 'client_owner', scope: TENANT }, TEST_ORIGIN, false)
    await performableOf(endGrant).perform(by, { grantId: (await grantOf(marked, 'client_owner')).id, version: 1 }, TEST_ORIGIN, false)
  })
})

describe('making a held role eligible, and active again', () => {
  it('keeps the grant, its start and its giver; takes the power away at once; a stale version is a conflict', async () => {
    const id = await somebody()
    const by = await olivia()
    await assign.perform(by, { administratorId: id, role: 'client_admin', scope: TENANT }, TEST_ORIGIN, false)
    const held = await grantOf(id, 'client_admin')
    await changeKind.perform(by, { grantId: held.id, version: 1, kind: 'eligible' }, TEST_ORIGIN, false)
    const made = await grantOf(id, 'client_admin')
    expect(made).toMatchObject({ id: held.id, kind: 'eligible', startsAt: held.startsAt, grantedById: held.grantedById, version: 2 })
    expect(made.endsAt).not.toBeNull()
    expect(await lastEvent()).toMatchObject({ action: 'grant.changed', before: { kind: 'active', endsAt: null }, after: { kind: 'eligible', endsAt: made.endsAt!.getTime() } })
    await expect(changeKind.perform(by, { grantId: held.id, version: 1, kind: 'active' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'conflict', failure: { details: { current: { kind: 'eligible', version: 2 } } } })
    await expect(changeKind.perform(by, { grantId: held.id, version: 2, kind: 'eligible' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'wrong_state' })
    await changeKind.perform(by, { grantId: held.id, version: 2, kind: 'active', endsAt: null }, TEST_ORIGIN, false)
    expect(await grantOf(id, 'client_admin')).toMatchObject({ kind: 'active', endsAt: null, version: 3 })
  })

  it('[T48] is nobody’s own, nor for those who may not assign the role', async () => {
    const oscar = await db().administrator.findFirstOrThrow({ where: { tenantId, emailKey: 'oscar@acme.example' } })
    const adam = await db().administrator.findFirstOrThrow({ where: { tenantId, emailKey: 'adam@acme.example' } })
    const owner = await grantOf(oscar.id, 'client_owner')
    const own = await grantOf(adam.id, 'client_admin')
    await expect(changeKind.perform(await callerFor('adam@acme.example'), { grantId: owner.id, version: 1, kind: 'eligible' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(changeKind.perform(await callerFor('adam@acme.example'), { grantId: own.id, version: 1, kind: 'eligible' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'yourself' } })
  })

  it('[T52] never takes the last usable owner', async () => {
    const people = await db().administrator.findMany({ where: { tenantId, emailKey: { in: ['olivia@acme.example', 'oscar@acme.example'] } }, orderBy: { emailKey: 'asc' } })
    const [first, second] = people.map(({ id }) => id)
    const grants = [await grantOf(first!, 'client_owner'), await grantOf(second!, 'client_owner')]
    await changeKind.perform(await olivia(), { grantId: grants[1]!.id, version: 1, kind: 'eligible' }, TEST_ORIGIN, false)
    // Another standing owner without a way in does the deed: it is the last usable one that must stay.
    const id = await somebody()
    await db().roleGrant.create({ data: { tenantId, administratorId: id, role: 'client_owner', scope: 'tenant', source: 'seed', startsAt: new Date(await clock()) } })
    await expect(changeKind.perform(await callerFor(`eligible${count}@people.example`), { grantId: grants[0]!.id, version: 1, kind: 'eligible' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'last_owner' })
    expect((await grantOf(first!, 'client_owner')).kind).toBe('active')
  })
})

describe('the same role in both kinds', () => {
  it('is allowed where the active one is there for a while, refused where it makes the eligible one idle', async () => {
    const by = await olivia()
    const now = await clock()
    const given = async (...grants: { kind: 'active' | 'eligible'; endsAt?: number | null }[]) => {
      const id = await somebody()
      for (const grant of grants) await assign.perform(by, { administratorId: id, role: 'client_admin', scope: TENANT, ...grant }, TEST_ORIGIN, false)
    }
    await given({ kind: 'eligible' }, { kind: 'active', endsAt: now + 14 * DAY })
    await given({ kind: 'active', endsAt: now + 14 * DAY }, { kind: 'eligible' })
    await expect(given({ kind: 'active' }, { kind: 'eligible' })).rejects.toMatchObject({ code: 'already_exists', failure: { sentence: expect.stringContaining('Make eligible') as string } })
    await expect(given({ kind: 'eligible' }, { kind: 'active' })).rejects.toMatchObject({ code: 'already_exists', failure: { sentence: expect.stringContaining('Make standing') as string } })
    await expect(given({ kind: 'eligible' }, { kind: 'eligible', endsAt: now + DAY })).rejects.toMatchObject({ code: 'already_exists' })
  })

  it('cannot come about by changing the kind of one of two', async () => {
    const by = await olivia()
    const id = await somebody()
    const now = await clock()
    await assign.perform(by, { administratorId: id, role: 'client_admin', scope: TENANT, kind: 'eligible' }, TEST_ORIGIN, false)
    await assign.perform(by, { administratorId: id, role: 'client_admin', scope: TENANT, endsAt: now + DAY }, TEST_ORIGIN, false)
    const active = await db().roleGrant.findFirstOrThrow({ where: { administratorId: id, kind: 'active' } })
    await expect(changeKind.perform(by, { grantId: active.id, version: 1, kind: 'eligible' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'already_exists' })
  })
})

describe('an invitation to an eligible role', () => {
  it('makes the role eligible; of a Member the places, and the bare membership stays', async () => {
    const by = await olivia()
    await setTerms('workspace_admin', { enabled: true })
    const payments = await db().workspace.findFirstOrThrow({ where: { tenantId, slug: 'payments' } })
    const { administratorId } = await invite.perform(by, { email: 'member@people.example', givenName: 'M', familyName: 'E', role: 'member', kind: 'eligible', places: [{ type: 'workspace', id: payments.id, role: 'workspace_admin' }] }, TEST_ORIGIN, false)
    const kinds = Object.fromEntries((await db().roleGrant.findMany({ where: { administratorId } })).map(({ role, kind }) => [role, kind]))
    expect(kinds).toEqual({ member: 'active', workspace_admin: 'eligible' })
    const other = await invite.perform(by, { email: 'boss@people.example', givenName: 'B', familyName: 'O', role: 'client_owner', kind: 'eligible', places: [] }, TEST_ORIGIN, false)
    expect(await grantOf(other.administratorId, 'client_owner')).toMatchObject({ kind: 'eligible', source: 'invitation' })
  })
})
