import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import type { Caller } from '@/lib/actions/perform'
import { deleteForGood, setStatus, updateAdministrator } from '@/lib/administrators/actions'
import { ROLES, ROLE_KEYS, type RoleKey } from '@/lib/authz/policy'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import type { AppError } from '@/lib/errors/app-error'
import { asAppError } from '@/lib/errors/database-failure'
import { inviteAdministrator } from '@/lib/invitations/actions'
import { inviteToOrganization } from '@/lib/organizations/actions'
import { inviteToWorkspace } from '@/lib/workspaces/actions'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { storeCast } from '@/prisma/factories/store-cast'
import { assignRole, changeGrant, endGrant } from './actions'

/** The whole table as auditors file it: role in hand → role of the person doing it → may it be granted at all. */
const [head, ...lines] = fs.readFileSync(path.resolve(import.meta.dirname, '../authz/expected/role-assignment-matrix.csv'), 'utf8').trim().split('\n').map((line) => line.split(','))
const mayGrant = (role: RoleKey, by: RoleKey) => lines.find(([key]) => key === role)![head!.indexOf(by)] === 'yes'

// One person for each role. Who holds no `role:assign` may assign nothing by that action, whatever the table says.
const ACTORS: readonly (readonly [string, RoleKey])[] = [
  ['olivia', 'client_owner'], ['adam', 'client_admin'], ['sonia', 'client_security_admin'], ['carla', 'client_compliance_auditor'], ['gus', 'governance_operator'], ['april', 'approver'],
  ['rex', 'requester'], ['vera', 'readonly_viewer'], ['sam', 'super_admin'], ['audrey', 'auditor'], ['bea', 'business_admin'], ['max', 'workspace_admin'], ['wanda', 'workspace_auditor'],
]
const ASSIGNERS: readonly RoleKey[] = ['client_owner', 'client_admin', 'super_admin']
const TENANT_ROLES = ROLE_KEYS.filter((role) => ROLES[role].reach === 'tenant')

const callers = new Map<string, Caller>()
const places: Record<string, string> = {}
let tenantId = ''
let count = 0

beforeAll(async () => {
  await storeCast()
  tenantId = (await db().tenant.findUniqueOrThrow({ where: { slug: 'acme' } })).id
  for (const [name] of ACTORS) {
    const { facts } = await signInAs(`${name}@acme.example`)
    callers.set(name, { tenantId, administratorId: facts.actor.administratorId, sessionId: facts.session.id })
  }
  for (const { slug, id } of [...(await db().workspace.findMany({ where: { tenantId } })), ...(await db().organization.findMany({ where: { tenantId } }))]) places[slug] = id
})
afterAll(closeDatabase)

/** Somebody who holds nothing. */
async function somebody(): Promise<{ id: string; email: string }> {
  const { poolId } = await db().administrator.findFirstOrThrow({ where: { tenantId } })
  const email = `bounds${++count}@people.example`
  const { id } = await db().administrator.create({ data: { tenantId, poolId, status: 'active', givenName: 'Bo', familyName: 'Unds', email, emailKey: email, activatedAt: new Date() } })
  return { id, email }
}

async function heldGrant(administratorId: string, role: RoleKey): Promise<string> {
  const now = new Date(await transaction(readClock))
  return (await db().roleGrant.create({ data: { tenantId, administratorId, role, scope: 'tenant', source: 'seed', startsAt: now } })).id
}

async function outcome(attempt: Promise<unknown>): Promise<'yes' | 'no'> {
  const result = await attempt.then(() => 'yes' as const, (error: AppError) => error.code)
  if (result === 'yes') return result
  expect(['forbidden', 'not_found']).toContain(result)
  return 'no'
}

describe('[T48] who may grant, change and end which role: every cell, by the actions', () => {
  it.each(ACTORS)('%s, %s: roles of the tenant', async (name, held) => {
    const by = callers.get(name)!
    const found: Record<string, string> = {}
    const expected: Record<string, string> = {}
    for (const role of TENANT_ROLES) {
      const { id } = await somebody()
      const assigned = await outcome(performableOf(assignRole).perform(by, { administratorId: id, role, scope: { type: 'tenant' } }, TEST_ORIGIN, false))
      expect(await db().roleGrant.count({ where: { administratorId: id } })).toBe(assigned === 'yes' ? 1 : 0)
      const grantId = assigned === 'yes' ? (await db().roleGrant.findFirstOrThrow({ where: { administratorId: id } })).id : await heldGrant(id, role)
      const changed = await outcome(performableOf(changeGrant).perform(by, { grantId, version: 1, endsAt: 5_000_000_000_000 }, TEST_ORIGIN, false))
      const ended = await outcome(performableOf(endGrant).perform(by, { grantId, version: changed === 'yes' ? 2 : 1 }, TEST_ORIGIN, false))
      expect((await db().roleGrant.findFirstOrThrow({ where: { id: grantId } })).revokedAt === null).toBe(ended === 'no')
      const invited = role === 'member' ? assigned : await outcome(performableOf(inviteAdministrator).perform(by, { email: `bounds${++count}@people.example`, givenName: 'Bo', familyName: 'Unds', role, places: [] }, TEST_ORIGIN, false))
      found[role] = [assigned, changed, ended, invited].join(' ')
      const may = ASSIGNERS.includes(held) && mayGrant(role, held) ? 'yes' : 'no'
      expected[role] = [may, may, may, may].join(' ')
    }
    expect(found).toEqual(expected)
  }, 120_000)

  it.each(ACTORS)('%s, %s: roles of one place, in each place', async (name, held) => {
    const by = callers.get(name)!
    const found: Record<string, string> = {}
    const expected: Record<string, string> = {}
    for (const role of ['workspace_admin', 'workspace_auditor'] as const) {
      for (const slug of ['payments', 'ledger', 'northwind']) {
        const { email } = await somebody()
        const attempt = slug === 'northwind'
          ? performableOf(inviteToOrganization).perform(by, { organizationId: places[slug]!, email, role, endsAt: null }, TEST_ORIGIN, false)
          : performableOf(inviteToWorkspace).perform(by, { workspaceId: places[slug]!, email, role, endsAt: null }, TEST_ORIGIN, false)
        found[`${role} ${slug}`] = await outcome(attempt)
        // A Business Admin's side are the organizations; Max administers Payments alone.
        const reaches = held === 'business_admin' ? slug === 'northwind' : held === 'workspace_admin' ? slug === 'payments' : true
        expected[`${role} ${slug}`] = mayGrant(role, held) && reaches ? 'yes' : 'no'
      }
    }
    expect(found).toEqual(expected)
  })

  it('the owner’s setting takes Client Admin out of the hands of Client Admins', async () => {
    await db().tenant.update({ where: { id: tenantId }, data: { onlyOwnersAssignClientAdmin: true } })
    const assign = async (name: string) => outcome(performableOf(assignRole).perform(callers.get(name)!, { administratorId: (await somebody()).id, role: 'client_admin', scope: { type: 'tenant' } }, TEST_ORIGIN, false))
    expect([await assign('adam'), await assign('olivia')]).toEqual(['no', 'yes'])
    await db().tenant.update({ where: { id: tenantId }, data: { onlyOwnersAssignClientAdmin: false } })
  })

  it('rule 2: nobody gives a role to themselves or extends their own, whatever they hold', async () => {
    for (const [name] of ACTORS) {
      const by = callers.get(name)!
      const own = await db().roleGrant.findFirstOrThrow({ where: { administratorId: by.administratorId, revokedAt: null } })
      expect(await outcome(performableOf(assignRole).perform(by, { administratorId: by.administratorId, role: 'requester', scope: { type: 'tenant' } }, TEST_ORIGIN, false))).toBe('no')
      expect(await outcome(performableOf(changeGrant).perform(by, { grantId: own.id, version: own.version, endsAt: 5_000_000_000_000 }, TEST_ORIGIN, false))).toBe('no')
    }
  })
})

describe('the same thing sent twice', () => {
  it('has one effect and one answer: role, end, status, deletion; eight at once and one more', async () => {
    const olivia = callers.get('olivia')!
    const { id: administratorId, email } = await somebody()
    const busyOrDone = async <T>(attempt: () => Promise<T>): Promise<T> => {
      for (;;) {
        try {
          return await attempt()
        } catch (error) {
          if ((asAppError(error) as AppError).code !== 'busy') throw error
        }
      }
    }
    const many = async (send: (key: string) => Promise<unknown>) => {
      const key = randomUUID()
      const answers = await Promise.all(Array.from({ length: 8 }, async () => busyOrDone(async () => send(key))))
      answers.push(await busyOrDone(async () => send(key)))
      return new Set(answers.map((answer) => JSON.stringify(answer ?? null))).size
    }
    expect(await many(async (key) => performableOf(assignRole).perform(olivia, { administratorId, role: 'approver', scope: { type: 'tenant' } }, TEST_ORIGIN, false, key))).toBe(1)
    const { id: grantId } = await db().roleGrant.findFirstOrThrow({ where: { administratorId } })
    expect(await many(async (key) => performableOf(endGrant).perform(olivia, { grantId, version: 1 }, TEST_ORIGIN, false, key))).toBe(1)
    expect(await many(async (key) => performableOf(setStatus).perform(olivia, { administratorId, version: 1, status: 'inactive' }, TEST_ORIGIN, false, key))).toBe(1)
    expect(await many(async (key) => performableOf(deleteForGood).perform(olivia, { administratorId, version: 2, typedEmail: email }, TEST_ORIGIN, false, key))).toBe(1)
    const events = await db().auditEvent.findMany({ where: { affectedId: administratorId }, orderBy: { sequence: 'asc' }, select: { action: true, outcome: true } })
    expect(events.map(({ action, outcome: ended }) => `${action} ${ended}`)).toEqual(['grant.created done', 'grant.ended done', 'administrator.status_changed done', 'administrator.deleted done'])
  })
})

describe('[T54] several who edit the same thing from the same version', () => {
  it('a role’s dates: one is kept, the others are told what stands there now', async () => {
    const { id: administratorId } = await somebody()
    const grantId = await heldGrant(administratorId, 'approver')
    const ends = [4_500_000_000_000, 4_600_000_000_000, 4_700_000_000_000, 4_800_000_000_000]
    const outcomes = await Promise.allSettled(ends.map(async (endsAt, index) => performableOf(changeGrant).perform(callers.get(index % 2 ? 'adam' : 'olivia')!, { grantId, version: 1, endsAt }, TEST_ORIGIN, false)))
    const kept = outcomes.findIndex(({ status }) => status === 'fulfilled')
    expect(outcomes.map((result) => (result.status === 'fulfilled' ? 'done' : (result.reason as AppError).code)).toSorted()).toEqual(['conflict', 'conflict', 'conflict', 'done'])
    expect(await db().roleGrant.findFirstOrThrow({ where: { id: grantId } })).toMatchObject({ version: 2, endsAt: new Date(ends[kept]!) })
    const lost = outcomes.find((result) => result.status === 'rejected')!
    expect(lost.reason).toMatchObject({ failure: { details: { current: { version: 2, endsAt: ends[kept] } } } })
  })

  it('a name: nothing is overwritten unseen', async () => {
    const { id: administratorId } = await somebody()
    const names = ['Ada', 'Bea', 'Cy', 'Di']
    const outcomes = await Promise.allSettled(names.map(async (givenName, index) => performableOf(updateAdministrator).perform(callers.get(index % 2 ? 'sam' : 'olivia')!, { administratorId, version: 1, givenName, familyName: 'Unds' }, TEST_ORIGIN, false)))
    const kept = names[outcomes.findIndex(({ status }) => status === 'fulfilled')]
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await db().administrator.findFirstOrThrow({ where: { id: administratorId } })).toMatchObject({ givenName: kept, version: 2 })
    for (const result of outcomes.filter((each) => each.status === 'rejected')) expect(result.reason).toMatchObject({ code: 'conflict', failure: { details: { current: { givenName: kept, version: 2 } } } })
  })
})
