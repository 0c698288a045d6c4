import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { accountKey } from '@/lib/authn/sign-in-attempts'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { storeCast } from '@/prisma/factories/store-cast'
import { requirePasswordReset, restore, setStatus, unlock, updateAdministrator } from './actions'
import { offersFor, type PersonAct } from './person-offers'
import { findProfile } from './profile-data'
import { listGrantsOf } from './profile-grants-data'
import { listSessionsOf, listSignInsOf } from './profile-sessions-data'

type Name = 'olivia' | 'sam' | 'adam' | 'audrey' | 'sonia' | 'carla' | 'bea' | 'max' | 'gus' | 'wanda' | 'ines' | 'noor' | 'vera' | 'rex'
const HOUR = 3_600_000
let ids: Record<Name, string>
let tenantId: string

const as = async (name: string, tenant = 'acme') => {
  const { facts } = await signInAs(`${name}@${tenant}.example`)
  return clear(facts.actor, 'administrator:read')
}

beforeAll(async () => {
  await storeCast()
  const people = await db().administrator.findMany({ where: { email: { endsWith: '@acme.example' } } })
  ids = Object.fromEntries(people.map(({ givenName, id }) => [givenName.toLowerCase(), id])) as Record<Name, string>
  tenantId = people[0]!.tenantId
})
afterAll(closeDatabase)

async function counted<T>(work: () => Promise<T>): Promise<{ queries: number; result: T }> {
  const spy = vi.spyOn(pool(), 'query')
  try {
    const result = await work()
    return { queries: spy.mock.calls.length, result }
  } finally {
    spy.mockRestore()
  }
}

describe('a person, as their page shows them', () => {
  it('is read in three statements, an owner in four; their roles and their sessions in one each', async () => {
    const viewer = await as('olivia')
    expect(await counted(() => findProfile(viewer, ids.max))).toMatchObject({ queries: 3, result: { name: 'Max Moreau', status: 'active', email: 'max@acme.example', otherOwners: null } })
    expect(await counted(() => findProfile(viewer, ids.olivia))).toMatchObject({ queries: 4, result: { otherOwners: 1 } })
    expect((await counted(() => listGrantsOf(viewer, ids.max))).queries).toBe(1)
    expect((await counted(() => listSessionsOf(viewer, ids.max))).queries).toBe(1)
    expect((await counted(() => listSignInsOf(viewer, ids.max, 3))).queries).toBe(1)
  })

  it('carries roles, the tenant’s first, with the names of their places', async () => {
    const found = (await findProfile(await as('carla'), ids.max))!
    expect(found.person.grants.map(({ role, scope }) => [role, scope.type])).toEqual([['member', 'tenant'], ['workspace_admin', 'workspace']])
    expect(Object.values(found.placeNames)).toEqual(['Payments'])
    expect(found.password).toMatchObject({ state: 'usable' })
    expect(found.addressVerifiedAt).not.toBeNull()
  })

  it('[T49] does not exist for another tenant, for an id that is none, and for whoever may not see administrators', async () => {
    const gina = await as('gina', 'globex')
    // Not found at the first statement: none of what follows is asked for, which would find nobody either.
    expect(await counted(() => findProfile(gina, ids.max))).toEqual({ queries: 1, result: null })
    expect(await listGrantsOf(gina, ids.max)).toEqual({ details: {}, activations: [], ended: [], moreEnded: false })
    await signedInFor('max@acme.example')
    expect(await listSessionsOf(gina, ids.max)).toEqual([])
    expect(await listSignInsOf(gina, ids.max, 10)).toEqual([])
    const olivia = await as('olivia')
    expect(await listSessionsOf(olivia, ids.max)).toHaveLength(1)
    for (const id of ['', 'x', `${ids.max}0`, "'; DROP TABLE administrator; --", '00000000-0000-0000-0000-000000000000']) expect(await findProfile(olivia, id)).toBeNull()
    for (const name of ['max', 'bea', 'gus', 'wanda']) {
      const below = await as(name)
      expect(await findProfile(below, ids.max)).toBeNull()
      expect((await listGrantsOf(below, ids.max)).details).toEqual({})
      expect(await listSessionsOf(below, ids.max)).toEqual([])
      expect(await listSignInsOf(below, ids.max, 10)).toEqual([])
    }
  })

  it('shows sessions that run: not ended, not idle, not over', async () => {
    const viewer = await as('olivia')
    const { caller } = await signedInFor('rex@acme.example')
    const { id: idle } = await db().session.findFirstOrThrow({ where: { id: (await signedInFor('rex@acme.example')).caller.sessionId } })
    const over = (await signedInFor('rex@acme.example')).caller.sessionId
    const ended = (await signedInFor('rex@acme.example')).caller.sessionId
    const at = (back: number) => new Date(viewer.actor.now - back)
    await db().session.update({ where: { tenantId_id: { tenantId, id: idle } }, data: { lastSeenAt: at(2 * HOUR) } })
    await db().session.update({ where: { tenantId_id: { tenantId, id: over } }, data: { createdAt: at(13 * HOUR) } })
    await db().session.update({ where: { tenantId_id: { tenantId, id: ended } }, data: { endedAt: at(0), endReason: 'revoked' } })
    const now = await as('olivia')
    expect((await listSessionsOf(now, ids.rex)).map(({ id }) => id)).toEqual([caller.sessionId])
    const signIns = await listSignInsOf(now, ids.rex, 10)
    expect(Object.fromEntries(signIns.map(({ id, ended: how }) => [id, how]))).toEqual({ [caller.sessionId]: null, [idle]: 'expired', [over]: 'expired', [ended]: 'revoked' })
    expect(signIns.map(({ at: began }) => began)).toEqual(signIns.map(({ at: began }) => began).toSorted((a, b) => b - a))
    expect(await listSignInsOf(now, ids.rex, 2)).toEqual(signIns.slice(0, 2))
    expect((await findProfile(now, ids.rex))!.sessions).toBe(1)
  })

  it('tells what a person held before, newest first, and who gave it', async () => {
    const viewer = await as('olivia')
    const at = (back: number) => new Date(viewer.actor.now - back)
    const made = { tenantId, administratorId: ids.vera, role: 'requester', scope: 'tenant' as const, grantedById: ids.adam }
    await db().roleGrant.create({ data: { ...made, startsAt: at(9 * HOUR), endsAt: at(8 * HOUR) } })
    await db().roleGrant.create({ data: { ...made, startsAt: at(7 * HOUR), revokedAt: at(6 * HOUR) } })
    const future = await db().roleGrant.create({ data: { ...made, startsAt: at(-HOUR) } })
    const { details, ended } = await listGrantsOf(viewer, ids.vera)
    expect(ended.map(({ revoked, startsAt, endedAt }) => [revoked, viewer.actor.now - startsAt, viewer.actor.now - endedAt])).toEqual([[true, 7 * HOUR, 6 * HOUR], [false, 9 * HOUR, 8 * HOUR]])
    expect(details[future.id]).toMatchObject({ source: 'manual', version: 1, grantedBy: { id: ids.adam, name: 'Adam Ahlberg' } })
    const profile = (await findProfile(viewer, ids.vera))!
    expect(profile.person.grants.map(({ role }) => role).toSorted()).toEqual(['readonly_viewer', 'requester'])
    expect(Object.keys(details)).toHaveLength(2)
  })

  it('shows the failures on their account, those that lock it first', async () => {
    const { actor } = await as('olivia')
    const failed = { tenantId, accountKey: accountKey(tenantId, 'gus@acme.example'), kind: 'password' }
    await db().signInAttempt.create({ data: { ...failed, address: '192.0.2.8', failures: 2, updatedAt: new Date(actor.now) } })
    await db().signInAttempt.create({ data: { ...failed, address: '192.0.2.9', failures: 5, lockedUntil: new Date(actor.now + HOUR), updatedAt: new Date(actor.now - 5000) } })
    const viewer = await as('olivia')
    expect((await findProfile(viewer, ids.gus))!.attempts).toMatchObject([{ address: '192.0.2.9', lockedUntil: actor.now + HOUR }, { address: '192.0.2.8', lockedUntil: null }])
  })
})

describe('what a button says', () => {
  type Attempts = Partial<Record<PersonAct, (administratorId: string) => Promise<unknown>>>

  async function attempts(by: string): Promise<Attempts> {
    const caller = await callerFor(`${by}@acme.example`)
    const status = (to: 'active' | 'inactive' | 'deleted') => async (administratorId: string) => performableOf(setStatus).perform(caller, { administratorId, status: to }, TEST_ORIGIN, false)
    return {
      activate: status('active'), deactivate: status('inactive'), 'soft-delete': status('deleted'),
      restore: async (administratorId) => performableOf(restore).perform(caller, { administratorId }, TEST_ORIGIN, false),
      'reset-password': async (administratorId) => performableOf(requirePasswordReset).perform(caller, { administratorId, meaning: 'send_link' }, TEST_ORIGIN, false),
      unlock: async (administratorId) => performableOf(unlock).perform(caller, { administratorId }, TEST_ORIGIN, false),
      rename: async (administratorId) => performableOf(updateAdministrator).perform(caller, { administratorId, version: 999, givenName: 'X', familyName: 'Y' }, TEST_ORIGIN, false),
    }
  }
  const answerOf = async (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => (error instanceof AppError ? error.failure.sentence : String(error)))

  it.each(['olivia', 'adam', 'sam', 'audrey'] as const)('the action says too, in the same words: %s', async (by) => {
    const viewer = await as(by)
    const actions = await attempts(by)
    const said: string[] = []
    const answered: string[] = []
    for (const name of ['olivia', 'adam', 'sam', 'audrey', 'max', 'ines'] as const) {
      const offers = offersFor(viewer.actor, (await findProfile(viewer, ids[name]))!)
      for (const [act, work] of Object.entries(actions) as [PersonAct, (id: string) => Promise<unknown>][]) {
        const refusal = offers[act]
        if (!refusal) continue
        said.push(`${act} ${name}: ${refusal}`)
        answered.push(`${act} ${name}: ${await answerOf(work(ids[name]))}`)
      }
    }
    expect(answered).toEqual(said)
    // An Auditor is offered nothing at all; everybody else is refused something.
    expect(said.length > 0).toBe(by !== 'audrey')
  })

  it('and what is not offered at all is refused to whoever tries', async () => {
    const viewer = await as('audrey')
    expect(offersFor(viewer.actor, (await findProfile(viewer, ids.max))!)).toEqual({})
    for (const work of Object.values(await attempts('audrey'))) await expect(work(ids.max)).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'not_granted' } })
  })
})
