import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { findSession } from '@/lib/authn/session-facts'
import { clear } from '@/lib/authz/cleared'
import { holds } from '@/lib/authz/can'
import { closeDatabase, db } from '@/lib/db/client'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { createWorkspace, deleteWorkspace, updateWorkspace } from './actions'
import { findWorkspaceBySlug, listWorkspaces } from './data'

const create = performableOf(createWorkspace)
const update = performableOf(updateWorkspace)
const remove = performableOf(deleteWorkspace)

const stored = async (slug: string, tenant = 'acme') => db().workspace.findFirstOrThrow({ where: { slug, tenant: { slug: tenant } } })
const lastEvents = async (tenantId: string, take: number) => (await db().auditEvent.findMany({ where: { tenantId }, orderBy: { sequence: 'desc' }, take })).toReversed()
const actorOf = async (email: string) => (await findSession((await signedInFor(email)).token, { touch: false }))!.actor
const edit = async (slug: string, changes: object = {}) => {
  const { id, version, name, description } = await stored(slug)
  return { workspaceId: id, version, name, slug, description, ...changes }
}

beforeAll(storeCast)
beforeEach(async () => {
  // Created by the first who needs it, so that each test stands on its own.
  const { tenantId } = await stored('payments')
  await db().workspace.deleteMany({ where: { tenantId, slug: { notIn: ['payments', 'ledger'] } } })
  await db().workspace.updateMany({ where: { tenantId, slug: 'payments' }, data: { name: 'Payments', description: '' } })
})
afterAll(closeDatabase)

describe('creating', () => {
  it('makes it, and says so with everything it was given', async () => {
    const olivia = await callerFor('olivia@acme.example')
    const { id } = await create.perform(olivia, { name: ' Treasury ', slug: 'treasury', description: 'Cash & <b>risk</b>' }, TEST_ORIGIN, false)
    expect(await stored('treasury')).toMatchObject({ id, name: 'Treasury', description: 'Cash & <b>risk</b>', version: 1 })
    const [event] = await lastEvents(olivia.tenantId, 1)
    expect(event).toMatchObject({ action: 'workspace.created', outcome: 'done', targetType: 'workspace', targetId: id, workspaceId: id, after: { name: 'Treasury', slug: 'treasury' } })
  })

  it('refuses a name or an address that is taken, each at its field; another tenant has its own', async () => {
    const olivia = await callerFor('olivia@acme.example')
    const attempt = create.perform(olivia, { name: 'PAYMENTS', slug: 'ledger', description: '' }, TEST_ORIGIN, false)
    await expect(attempt).rejects.toMatchObject({ code: 'already_exists', failure: { fields: { name: expect.stringContaining('Payments'), slug: expect.stringContaining('Ledger') } } })
    const gina = await callerFor('gina@globex.example')
    await create.perform(gina, { name: 'Ledger', slug: 'ledger', description: '' }, TEST_ORIGIN, false)
  })

  it('of 16 at once with one name, one is made', async () => {
    const olivia = await callerFor('olivia@acme.example')
    const outcomes = await Promise.allSettled(Array.from({ length: 16 }, async (_none, at) => create.perform(olivia, { name: 'Race', slug: `race-${at}`, description: '' }, TEST_ORIGIN, false)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await db().workspace.count({ where: { tenantId: olivia.tenantId, name: 'Race' } })).toBe(1)
  })

  it('[T48] is not for a Client Admin, a Business Admin or the admin of another workspace', async () => {
    for (const email of ['adam@acme.example', 'bea@acme.example', 'max@acme.example', 'audrey@acme.example']) {
      const caller = await callerFor(email)
      await expect(create.perform(caller, { name: 'Mine', slug: 'mine', description: '' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden' })
      expect((await lastEvents(caller.tenantId, 1))[0]).toMatchObject({ action: 'workspace.created', outcome: 'refused', reason: 'not_granted' })
    }
    expect(await db().workspace.count({ where: { slug: 'mine' } })).toBe(0)
  })
})

describe('changing', () => {
  it('is for its Workspace Admin too, with before and after in the audit', async () => {
    const max = await callerFor('max@acme.example')
    const { version } = await update.perform(max, await edit('payments', { name: 'Payments EU' }), TEST_ORIGIN, false)
    expect(await stored('payments')).toMatchObject({ name: 'Payments EU', version })
    expect((await lastEvents(max.tenantId, 1))[0]).toMatchObject({ action: 'workspace.updated', before: { name: 'Payments' }, after: { name: 'Payments EU' } })
  })

  it('[T49] what is out of reach is not found, whichever tenant it is in, and is not touched', async () => {
    const max = await callerFor('max@acme.example')
    const [ledger, theirs] = [await stored('ledger'), await stored('payments', 'globex')]
    for (const { id, version } of [ledger, theirs]) {
      await expect(update.perform(max, { workspaceId: id, version, name: 'Taken', slug: 'taken', description: '' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    }
    const olivia = await callerFor('olivia@acme.example')
    await expect(remove.perform(olivia, { workspaceId: theirs.id, version: theirs.version, confirmation: 'Payments' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    expect([await stored('ledger'), await stored('payments', 'globex')]).toEqual([ledger, theirs])
  })

  it('tells nothing of workspaces out of reach: their names are free, and addresses are for those who see all', async () => {
    const max = await callerFor('max@acme.example')
    await expect(update.perform(max, await edit('payments', { slug: 'ledger' }), TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(update.perform(max, await edit('payments', { slug: 'free' }), TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden' })
    await update.perform(max, await edit('payments', { name: 'Ledger' }), TEST_ORIGIN, false)
    const olivia = await callerFor('olivia@acme.example')
    await expect(update.perform(olivia, await edit('ledger', { name: 'LEDGER ' }), TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'already_exists' })
  })

  it('[T54] a version that is no longer the latest is a conflict that shows the newer one', async () => {
    const [max, sam] = [await callerFor('max@acme.example'), await callerFor('sam@acme.example')]
    const both = await edit('payments')
    await update.perform(sam, { ...both, description: 'by Sam' }, TEST_ORIGIN, false)
    await expect(update.perform(max, { ...both, description: 'by Max' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'conflict', failure: { details: { current: { description: 'by Sam', version: both.version + 1 } } } })
    expect((await stored('payments')).description).toBe('by Sam')
  })

  it('[T50] refuses keys it does not know, and an auditor', async () => {
    const olivia = await callerFor('olivia@acme.example')
    await expect(update.perform(olivia, { ...(await edit('payments')), tenantId: olivia.tenantId } as never, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'invalid_input' })
    const wanda = await callerFor('wanda@acme.example')
    await expect(update.perform(wanda, await edit('payments', { name: 'W' }), TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('deleting', () => {
  it('wants the name, ends every role in it with an event each, and takes power away at the next request', async () => {
    const olivia = await callerFor('olivia@acme.example')
    const { id } = await create.perform(olivia, { name: 'Doomed', slug: 'doomed', description: '' }, TEST_ORIGIN, false)
    const { tenantId } = olivia
    const { id: administratorId } = await db().administrator.findFirstOrThrow({ where: { tenantId, emailKey: 'vera@acme.example' } })
    const grants = await db().roleGrant.createManyAndReturn({ data: (['workspace_admin', 'workspace_auditor'] as const).map((role) => ({ tenantId, administratorId, role, scope: 'workspace' as const, workspaceId: id, startsAt: new Date(0) })) })
    const { token } = await signedInFor('vera@acme.example')
    const mayThere = async () => holds((await findSession(token, { touch: false }))!.actor, 'workspace:update', { type: 'workspace', id })
    expect(await mayThere()).toBe(true)
    const max = await callerFor('max@acme.example')
    await expect(remove.perform(max, { workspaceId: id, version: 1, confirmation: 'Doomed' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    await expect(remove.perform(olivia, { workspaceId: id, version: 1, confirmation: 'doome' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await remove.perform(olivia, { workspaceId: id, version: 1, confirmation: ' doomed' }, TEST_ORIGIN, false)).toEqual({ grantsEnded: 2 })
    expect(await mayThere()).toBe(false)
    expect(await db().roleGrant.count({ where: { tenantId, workspaceId: id } })).toBe(0)
    const events = await lastEvents(tenantId, 3)
    expect(events.map(({ action }) => action).toSorted()).toEqual(['grant.ended', 'grant.ended', 'workspace.deleted'])
    expect(events.filter(({ action }) => action === 'grant.ended').map(({ targetId }) => targetId).toSorted()).toEqual(grants.map((grant) => grant.id).toSorted())
    expect(events.every(({ workspaceId }) => workspaceId === id)).toBe(true)
  })
})

describe('seeing', () => {
  it('[T49] shows, counts and finds only what is within reach', async () => {
    const [max, olivia, bea, gina] = await Promise.all(['max@acme.example', 'olivia@acme.example', 'bea@acme.example', 'gina@globex.example'].map(actorOf))
    const see = async (actor: typeof max) => listWorkspaces(clear(actor!, 'workspace:read'), { search: '', cursor: '' })
    expect(await see(max)).toMatchObject({ rows: [{ slug: 'payments', administrators: { count: 2, exact: true }, mine: ['workspace_admin'] }], count: 1, exact: true, next: null, previous: null })
    expect((await see(olivia)).rows.map(({ slug }) => slug)).toEqual(['ledger', 'payments'])
    expect(await see(bea)).toMatchObject({ rows: [], count: 0 })
    expect((await see(gina)).rows.every(({ id }) => id !== undefined)).toBe(true)
    expect(await findWorkspaceBySlug(max!, 'ledger')).toBeNull()
    expect((await findWorkspaceBySlug(olivia!, 'ledger'))?.name).toBe('Ledger')
    expect((await listWorkspaces(clear(max!, 'workspace:read'), { search: 'ledger', cursor: '' })).count).toBe(0)
  })

  it('pages by key, forth and back, whatever the names; what is searched for is taken literally', async () => {
    const olivia = await actorOf('olivia@acme.example')
    const cleared = clear(olivia, 'workspace:read')
    await db().workspace.createMany({ data: Array.from({ length: 118 }, (_none, at) => ({ tenantId: olivia.tenantId, slug: `many-${at}`, name: at % 3 === 0 ? 'Same name' : `Ärea ${at % 7} 100%_${at}` })) })
    for (const sort of [undefined, { by: 'name', descending: true }, { by: 'added', descending: true }, { by: 'added', descending: false }] as const) {
      const forth = []
      let page = await listWorkspaces(cleared, { search: '', cursor: '', sort })
      for (;;) {
        forth.push(page.rows.map(({ id }) => id))
        if (!page.next) break
        page = await listWorkspaces(cleared, { search: '', cursor: page.next, sort })
      }
      expect(forth.map((ids) => ids.length)).toEqual([50, 50, 20])
      expect(new Set(forth.flat()).size).toBe(120)
      page = await listWorkspaces(cleared, { search: '', cursor: page.previous!, sort })
      expect(page.rows.map(({ id }) => id)).toEqual(forth[1])
      page = await listWorkspaces(cleared, { search: '', cursor: page.previous!, sort })
      expect([page.rows.map(({ id }) => id), page.previous]).toEqual([forth[0], null])
    }
    // A cursor of another order begins anew instead of failing.
    const byName = await listWorkspaces(cleared, { search: '', cursor: '' })
    expect((await listWorkspaces(cleared, { search: '', cursor: byName.next!, sort: { by: 'added', descending: false } })).previous).toBeNull()
    expect((await listWorkspaces(cleared, { search: '0%_1', cursor: '' })).rows.every(({ name }) => name.includes('0%_1'))).toBe(true)
    expect((await listWorkspaces(cleared, { search: 'a\\', cursor: 'nonsense' })).count).toBe(0)
  })
})
