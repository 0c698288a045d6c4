import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import type { Caller } from '@/lib/actions/perform'
import { rereadSession } from '@/lib/authn/session-facts'
import type { Cleared } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import type { LeasedJob } from '@/lib/jobs/lease-job'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { resumeBulkChange, startBulkChange, stopBulkChange } from './actions'
import type { BulkChange, Selection } from './bulk-change'
import { findBulkRun } from './find-bulk'
import { countUsableOwners } from './last-owner'
import { listAdministrators } from './list-data'
import { readFilter } from './list-query'
import { previewChange } from './preview-change'
import { workBulk } from './work-bulk'

const starting = performableOf(startBulkChange)
const never = new AbortController().signal
let olivia: Caller

const person = async (name: string) => db().administrator.findFirstOrThrow({ where: { emailKey: `${name}@acme.example` } })
const cleared = async ({ tenantId, sessionId, administratorId }: Caller) => {
  const facts = await transaction(async (tx) => rereadSession(tx, tenantId, sessionId, administratorId))
  return { actor: facts!.actor } as Cleared<'administrator:read'>
}
const people = async (...names: string[]): Promise<Selection> => ({ of: 'people', ids: await Promise.all(names.map(async (name) => (await person(name)).id)) })
const start = async (caller: Caller, change: BulkChange, selection: Selection, count = selection.of === 'people' ? selection.ids.length : 0) =>
  (await starting.perform(caller, { change, selection, people: count } as never, TEST_ORIGIN, false)).runId
const work = async (runId: string, signal = never) => {
  const job = await db().job.findFirstOrThrow({ where: { kind: 'bulk_run', payload: { path: ['runId'], equals: runId } }, orderBy: { createdAt: 'desc' } })
  await workBulk(job as unknown as LeasedJob, signal)
}
const seen = async (caller: Caller, runId: string) => (await findBulkRun(await cleared(caller), runId, { show: 'all', after: 0 }))!
const outcomes = async (caller: Caller, runId: string) => (await seen(caller, runId)).items.map(({ name, outcome }) => `${name!.split(' ')[0]} ${outcome}`)

beforeAll(storeCast)
afterAll(closeDatabase)
beforeEach(async () => {
  olivia = await callerFor('olivia@acme.example')
})

describe('a change of many people', () => {
  it('[T55] each is one change with its own checks and audit: the forbidden are left out, say why, and are written down', async () => {
    const adam = await callerFor('adam@acme.example')
    await db().administrator.updateMany({ where: { emailKey: 'april@acme.example' }, data: { status: 'inactive' } })
    const selection = await people('olivia', 'vera', 'adam', 'april', 'rex')
    const preview = await previewChange(await cleared(adam), { change: { act: 'deactivate' }, selection })
    expect(preview).toMatchObject({ people: 5, willChange: { count: 2, names: ['Vera Virtanen', 'Rex Romero'] } })
    // Who reaches up is led to the question about exactly that person; whose status is so already is not.
    expect(preview.leftOut.map(({ asked }) => asked?.about ?? null)).toEqual(expect.arrayContaining([(await person('olivia')).id, null]))
    const runId = await start(adam, { act: 'deactivate' }, selection)
    expect(await seen(adam, runId)).toMatchObject({ state: 'running', title: 'Set to Inactive', counts: { total: 5, waiting: 5 } })
    await work(runId)
    expect(await outcomes(adam, runId)).toEqual(['Olivia refused', 'Vera done', 'Adam refused', 'April unchanged', 'Rex done'])
    const { items, counts, state } = await seen(adam, runId)
    expect([state, counts]).toEqual(['done', { total: 5, waiting: 0, done: 2, unchanged: 1, refused: 2 }])
    // What was said before is what was said after.
    expect(items.flatMap(({ sentence }) => (sentence ? [sentence] : [])).sort()).toEqual(preview.leftOut.map(({ sentence }) => sentence).sort())
    const events = await db().auditEvent.findMany({ where: { actorId: adam.administratorId, action: 'administrator.status_changed' }, orderBy: { sequence: 'asc' }, select: { affectedId: true, outcome: true, reason: true } })
    const [o, v, a, , r] = selection.of === 'people' ? selection.ids : []
    expect(events).toEqual([
      { affectedId: o, outcome: 'refused', reason: 'reaching_up' }, { affectedId: v, outcome: 'done', reason: null }, { affectedId: a, outcome: 'refused', reason: 'yourself' }, { affectedId: r, outcome: 'done', reason: null },
    ])
    expect((await person('olivia')).status).toBe('active')
    await db().administrator.updateMany({ where: { emailKey: 'april@acme.example' }, data: { status: 'active' } })
  })

  it('cut off anywhere it goes on where it was, and nobody is changed twice', async () => {
    const runId = await start(olivia, { act: 'activate' }, await people('vera', 'rex', 'ines'))
    await expect(work(runId, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
    expect((await seen(olivia, runId)).counts.waiting).toBe(3)
    // Two workers at once, as after a lease that was lost.
    await Promise.all([work(runId), work(runId)])
    expect(await outcomes(olivia, runId)).toEqual(['Vera done', 'Rex done', 'Ines done'])
    // It died between the change and the note of it.
    await db().bulkItem.updateMany({ where: { runId }, data: { outcome: 'waiting' } })
    await db().bulkRun.updateMany({ where: { id: runId }, data: { state: 'running', finishedAt: null } })
    await work(runId)
    expect(await outcomes(olivia, runId)).toEqual(['Vera done', 'Rex done', 'Ines done'])
    for (const name of ['vera', 'rex', 'ines']) {
      const { id } = await person(name)
      expect(await db().auditEvent.count({ where: { affectedId: id, action: 'administrator.status_changed', actorId: olivia.administratorId } })).toBe(1)
    }
  })

  it('stops after the person in hand, goes on by hand, and is nobody else’s to see, stop or resume', async () => {
    const runId = await start(olivia, { act: 'soft-delete' }, await people('rex', 'vera'))
    const adam = await callerFor('adam@acme.example')
    expect(await findBulkRun(await cleared(adam), runId, { show: 'all', after: 0 })).toBeNull()
    await expect(performableOf(stopBulkChange).perform(adam, { runId }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    await performableOf(stopBulkChange).perform(olivia, { runId }, TEST_ORIGIN, false)
    await work(runId)
    expect(await seen(olivia, runId)).toMatchObject({ state: 'stopped', stoppedBecause: null, counts: { waiting: 2 } })
    await expect(performableOf(resumeBulkChange).perform(adam, { runId }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    await performableOf(resumeBulkChange).perform(olivia, { runId }, TEST_ORIGIN, false)
    await work(runId)
    expect(await outcomes(olivia, runId)).toEqual(['Rex done', 'Vera done'])
    const back = await start(olivia, { act: 'restore' }, await people('rex', 'vera', 'gus'))
    await work(back)
    expect((await seen(olivia, back)).items.map(({ outcome, sentence }) => [outcome, sentence])).toEqual([
      ['done', 'One role waits for a yes or no on the Roles tab.'], ['done', 'One role waits for a yes or no on the Roles tab.'], ['unchanged', 'Only a deleted person can be restored.'],
    ])
  })

  it('[T53] whoever lost the right meanwhile changes nobody any more; whoever is signed out has the rest wait', async () => {
    const adam = await callerFor('adam@acme.example')
    const runId = await start(adam, { act: 'deactivate' }, await people('gus', 'april'))
    // The way back to it stands on the list, for whoever began it.
    const onTheList = async (caller: Caller) => (await listAdministrators(await cleared(caller), readFilter('').query)).bulk
    expect(await onTheList(adam)).toEqual({ id: runId, act: 'deactivate', state: 'running' })
    expect(await onTheList(olivia)).toBeNull()
    await db().session.update({ where: { tenantId_id: { tenantId: adam.tenantId, id: adam.sessionId } }, data: { endedAt: new Date(), endReason: 'revoked' } })
    await work(runId)
    const again = await callerFor('adam@acme.example')
    expect(await seen(again, runId)).toMatchObject({ state: 'stopped', stoppedBecause: 'Your session ended.', counts: { waiting: 2 } })
    expect(await onTheList(again)).toMatchObject({ state: 'stopped' })
    await performableOf(resumeBulkChange).perform(again, { runId }, TEST_ORIGIN, false)
    const { administratorId } = again
    await db().roleGrant.updateMany({ where: { administratorId, role: 'client_admin' }, data: { role: 'client_compliance_auditor' } })
    await work(runId)
    expect(await outcomes(again, runId)).toEqual(['Gus refused', 'April refused'])
    await expect(start(again, { act: 'deactivate' }, await people('gus'))).rejects.toMatchObject({ code: 'forbidden' })
    await db().roleGrant.updateMany({ where: { administratorId, role: 'client_compliance_auditor' }, data: { role: 'client_admin' } })
    expect((await person('gus')).status).toBe('active')
  })

  it('[T52] two owners who set each other to Inactive at the same moment leave one', async () => {
    for (let round = 0; round < 5; round++) {
      const oscar = await callerFor('oscar@acme.example')
      const mine = await callerFor('olivia@acme.example')
      const runs = [await start(mine, { act: 'deactivate' }, await people('oscar')), await start(oscar, { act: 'soft-delete' }, await people('olivia'))]
      await Promise.all(runs.map(async (runId) => work(runId)))
      expect(await transaction(async (tx) => countUsableOwners(tx, mine.tenantId))).toBe(1)
      await db().administrator.updateMany({ where: { emailKey: { in: ['olivia@acme.example', 'oscar@acme.example'] } }, data: { status: 'active', deletedAt: null } })
    }
  })

  it('says beforehand how many usable owners would be left, where it takes one', async () => {
    const left = async (act: 'deactivate' | 'soft-delete' | 'activate', ...names: string[]) => (await previewChange(await cleared(olivia), { change: { act }, selection: await people(...names) })).ownersLeft
    expect([await left('deactivate', 'oscar', 'gus'), await left('soft-delete', 'oscar')]).toEqual([1, 1])
    // Herself she would not reach; nobody else is an owner; and this takes nobody.
    expect([await left('deactivate', 'olivia', 'gus'), await left('activate', 'oscar')]).toEqual([null, null])
    const hers = { administratorId: olivia.administratorId, role: 'client_owner' }
    await db().roleGrant.updateMany({ where: hers, data: { endsAt: new Date(Date.now() + 3_600_000) } })
    expect(await left('deactivate', 'oscar')).toBe(0)
    await db().roleGrant.updateMany({ where: hers, data: { endsAt: null } })
  })

  it('everything that matches: exactly those who were counted, and never by a filter that was half understood', async () => {
    const matching = (filter: string): Selection => ({ of: 'matching', filter })
    const { people: count } = await previewChange(await cleared(olivia), { change: { act: 'assign', role: 'approver', scope: { type: 'tenant' } }, selection: matching('role=readonly_viewer&role=requester&status=inactive') })
    expect(count).toBe(2)
    const assign: BulkChange = { act: 'assign', role: 'approver', scope: { type: 'tenant' } }
    await expect(start(olivia, assign, matching('role=readonly_viewer&role=requester&status=inactive'), 3)).rejects.toMatchObject({ code: 'conflict' })
    await expect(start(olivia, assign, matching('role=readonly_viewer&status=sleeping'), 1)).rejects.toMatchObject({ code: 'invalid_input' })
    const runId = await start(olivia, assign, matching('role=readonly_viewer&role=requester&status=inactive'), 2)
    await work(runId)
    expect(await outcomes(olivia, runId)).toEqual(['Rex done', 'Vera done'])
    expect(await seen(olivia, runId)).toMatchObject({ title: 'Assign role Approver' })
    const twice = await start(olivia, assign, matching('role=approver&status=inactive'), 2)
    await work(twice)
    expect(await outcomes(olivia, twice)).toEqual(['Rex unchanged', 'Vera unchanged'])
  })

  it('[T26] [T49] a privileged role needs a fresh proof; another tenant’s people and places are not there', async () => {
    await db().session.update({ where: { tenantId_id: { tenantId: olivia.tenantId, id: olivia.sessionId } }, data: { freshFactorAt: null } })
    await expect(start(olivia, { act: 'assign', role: 'auditor', scope: { type: 'tenant' } }, await people('gus'))).rejects.toMatchObject({ code: 'step_up_required' })
    await expect(start(olivia, { act: 'resend' }, await people('noor'))).rejects.toMatchObject({ code: 'step_up_required' })
    const gina = await db().administrator.findFirstOrThrow({ where: { emailKey: 'gina@globex.example' } })
    const foreign = await db().workspace.findFirstOrThrow({ where: { tenantId: gina.tenantId } })
    await expect(start(olivia, { act: 'deactivate' }, { of: 'people', ids: [gina.id] })).rejects.toMatchObject({ code: 'conflict' })
    await expect(start(olivia, { act: 'assign', role: 'workspace_admin', scope: { type: 'workspace', id: foreign.id } }, await people('gus'))).rejects.toMatchObject({ code: 'not_found' })
    expect(await previewChange(await cleared(olivia), { change: { act: 'deactivate' }, selection: { of: 'people', ids: [gina.id] } })).toMatchObject({ people: 0 })
  })

  it('sends the invitations of those who wait again, once each', async () => {
    const runId = await start(olivia, { act: 'resend' }, await people('noor', 'gus'))
    await work(runId)
    expect((await seen(olivia, runId)).items.map(({ outcome }) => outcome)).toEqual(['done', 'refused'])
    expect(await db().auditEvent.count({ where: { affectedId: (await person('noor')).id, action: 'invitation.resent' } })).toBe(1)
  })
})
