import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import type { Caller } from '@/lib/actions/perform'
import type { Actor } from '@/lib/authz/grants'
import { closeDatabase, db } from '@/lib/db/client'
import type { LeasedJob } from '@/lib/jobs/lease-job'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { inviteList, resumeInviteList, revokeInvitation, stopInviteList } from './actions'
import { findInviteList, listSentLists } from './find-list'
import { inviteLines } from './work-lines'

const start = performableOf(inviteList)
const stop = performableOf(stopInviteList)
const resume = performableOf(resumeInviteList)

let olivia: Caller
let count = 0
const fresh = () => `listed${++count}@people.example`
const line = (email: string, givenName = 'Ada', familyName = 'Ågren') => ({ email, givenName, familyName })
const auditors = (lines: ReturnType<typeof line>[], more = {}) => ({ listId: randomUUID(), role: 'auditor' as const, places: [], from: 1, lines, ...more })
const seen = async (caller: Caller, listId: string) => findInviteList({ tenantId: caller.tenantId, administratorId: caller.administratorId } as Actor, listId, { show: 'all', after: 0 })
const jobs = async () => (await db().job.findMany({ where: { kind: 'invite_lines', state: 'queued' }, orderBy: { createdAt: 'asc' } })) as unknown as LeasedJob[]
/** Everything that waits, as a worker does it. */
const work = async (signal = new AbortController().signal) => {
  const waiting = await jobs()
  await Promise.all(waiting.map(async (job) => inviteLines(job, signal)))
  await db().job.updateMany({ where: { id: { in: waiting.map(({ id }) => id) } }, data: { state: 'done', sealed: null, finishedAt: new Date() } })
}

beforeAll(storeCast)
afterAll(closeDatabase)
beforeEach(async () => {
  olivia = await callerFor('olivia@acme.example')
})

describe('a list of people', () => {
  it('each line succeeds or tells why, and nothing is half done', async () => {
    const [one, two] = [fresh(), fresh()]
    const input = auditors([line(one), line('no address'), line('AUDREY@acme.example'), line(two, '', ''), line(one.toUpperCase()), line(fresh(), 'x'.repeat(101))])
    await start.perform(olivia, input, TEST_ORIGIN, false)
    expect(await seen(olivia, input.listId)).toMatchObject({ state: 'running', counts: { total: 6, waiting: 6, done: 0, refused: 0 } })
    await work()
    const list = (await seen(olivia, input.listId))!
    expect(list).toMatchObject({ state: 'done', role: 'Auditor', counts: { total: 6, waiting: 0, done: 2, refused: 4 } })
    expect(list.lines.map(({ outcome, sentence }) => [outcome, sentence?.slice(0, 32) ?? null])).toEqual([
      ['done', null], ['refused', 'Write one e-mail address, such a'], ['refused', 'This person is an administrator '], ['done', null], ['refused', 'This person is invited already a'], ['refused', 'A name has at most 100 characters'.slice(0, 32)],
    ])
    expect(list.lines[2]!.administratorId).toBe((await db().administrator.findFirstOrThrow({ where: { emailKey: 'audrey@acme.example' } })).id)
    for (const email of [one, two]) expect(await waitingLetters(email)).toHaveLength(1)
  })

  it('cut off between the invitation and the note of it, a line has one effect and its true answer', async () => {
    const input = auditors([line(fresh()), line(fresh())])
    await start.perform(olivia, input, TEST_ORIGIN, false)
    const [job] = await jobs()
    await inviteLines(job!, new AbortController().signal)
    const first = (await seen(olivia, input.listId))!.lines
    await db().inviteLine.updateMany({ where: { listId: input.listId }, data: { outcome: 'waiting', administratorId: null } })
    await db().inviteList.updateMany({ where: { id: input.listId }, data: { state: 'running' } })
    await inviteLines(job!, new AbortController().signal)
    expect((await seen(olivia, input.listId))!.lines).toEqual(first)
    for (const { email } of input.lines) expect(await waitingLetters(email)).toHaveLength(1)
    await work()
  })

  it('a part that comes twice counts once, parts are worked off side by side, and a late one opens the list again', async () => {
    const first = auditors(Array.from({ length: 20 }, () => line(fresh())))
    const second = { ...first, from: 21, lines: Array.from({ length: 20 }, () => line(fresh())) }
    const third = { ...first, from: 41, lines: [line(fresh())] }
    await Promise.all([first, second, first].map(async (part) => start.perform(olivia, part, TEST_ORIGIN, false)))
    await work()
    expect(await seen(olivia, first.listId)).toMatchObject({ state: 'done', counts: { total: 40, done: 40 } })
    await start.perform(olivia, third, TEST_ORIGIN, false)
    expect((await seen(olivia, first.listId))!.state).toBe('running')
    await work()
    expect(await seen(olivia, first.listId)).toMatchObject({ state: 'done', counts: { total: 41, done: 41 } })
    expect(await db().administrator.count({ where: { emailKey: { in: [...first.lines, ...second.lines, ...third.lines].map(({ email }) => email) } } })).toBe(41)
  })

  it('stops by hand and goes on; stops by itself when the session ends, and goes on with another', async () => {
    const input = auditors([line(fresh()), line(fresh())])
    await start.perform(olivia, input, TEST_ORIGIN, false)
    await stop.perform(olivia, { listId: input.listId }, TEST_ORIGIN, false)
    await work()
    expect(await seen(olivia, input.listId)).toMatchObject({ state: 'stopped', stoppedBecause: null, counts: { waiting: 2 } })
    await expect(stop.perform(olivia, { listId: input.listId }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'wrong_state' })
    await resume.perform(olivia, { listId: input.listId }, TEST_ORIGIN, false)
    await db().session.updateMany({ where: { id: olivia.sessionId }, data: { endedAt: new Date(), endReason: 'signed_out' } })
    await work()
    expect(await seen(olivia, input.listId)).toMatchObject({ state: 'stopped', stoppedBecause: 'Your session ended.', counts: { waiting: 2 } })
    await resume.perform(await callerFor('olivia@acme.example'), { listId: input.listId }, TEST_ORIGIN, false)
    await work()
    expect(await seen(olivia, input.listId)).toMatchObject({ state: 'done', counts: { done: 2 } })
  })

  it('[T53] decides anew for each line: whoever lost the role in between invites nobody', async () => {
    const sam = await callerFor('sam@acme.example')
    const input = auditors([line(fresh())])
    await start.perform(sam, input, TEST_ORIGIN, false)
    const held = { tenantId: sam.tenantId, administratorId: sam.administratorId }
    await db().roleGrant.updateMany({ where: held, data: { revokedAt: new Date() } })
    await work()
    expect((await seen(sam, input.listId))!.lines).toMatchObject([{ outcome: 'refused', sentence: expect.stringContaining('To invite administrators you need a role') }])
    expect(await db().administrator.findFirst({ where: { emailKey: input.lines[0]!.email } })).toBeNull()
    await db().roleGrant.updateMany({ where: held, data: { revokedAt: null } })
  })

  it('[T48] [T49] is begun only by whoever may give the role, changed and seen only by whoever began it', async () => {
    const sam = await callerFor('sam@acme.example')
    await expect(start.perform(sam, auditors([line(fresh())], { role: 'client_admin' }), TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'role_not_assignable' } })
    const input = auditors([line(fresh())])
    await start.perform(olivia, input, TEST_ORIGIN, false)
    await expect(start.perform(olivia, { ...input, role: 'super_admin' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'conflict' })
    await expect(start.perform(sam, { ...input, from: 2 }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    for (const action of [stop, resume]) await expect(action.perform(sam, { listId: input.listId }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    expect(await seen(sam, input.listId)).toBeNull()
    expect(await seen(olivia, 'not a list')).toBeNull()
    await work()
  })

  it('is found again by whoever sent it, with how far it has come', async () => {
    const oscar = await callerFor('oscar@acme.example')
    const input = auditors([line(fresh()), line('nobody')])
    await start.perform(oscar, input, TEST_ORIGIN, false)
    await work()
    expect(await listSentLists({ tenantId: oscar.tenantId, administratorId: oscar.administratorId } as Actor)).toEqual([{ id: input.listId, state: 'done', createdAt: expect.any(Number), role: 'Auditor', counts: { total: 2, waiting: 0, done: 1, refused: 1 } }])
    expect((await listSentLists({ tenantId: olivia.tenantId, administratorId: olivia.administratorId } as Actor)).length).toBe(5)
  })

  it('forgets what was typed of somebody when they go', async () => {
    const input = auditors([line(fresh())])
    await start.perform(olivia, input, TEST_ORIGIN, false)
    await work()
    const administratorId = (await seen(olivia, input.listId))!.lines[0]!.administratorId
    await performableOf(revokeInvitation).perform(olivia, { administratorId: administratorId! }, TEST_ORIGIN, false)
    expect(await db().inviteLine.count({ where: { listId: input.listId } })).toBe(0)
  })

  it('has its limits', async () => {
    const refused = async (more: object) => start.perform(olivia, auditors([line(fresh())], more), TEST_ORIGIN, false).catch((error: { code: string }) => error.code)
    expect(await refused({ lines: [] })).toBe('invalid_input')
    expect(await refused({ lines: Array.from({ length: 201 }, () => line(fresh())) })).toBe('invalid_input')
    expect(await refused({ from: 10_000, lines: [line(fresh()), line(fresh())] })).toBe('invalid_input')
    expect(await refused({ lines: [{ ...line(fresh()), role: 'client_owner' }] })).toBe('invalid_input')
  })
})
