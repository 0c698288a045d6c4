import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findSession } from '@/lib/authn/session-facts'
import { clear } from '@/lib/authz/cleared'
import type { RoleKey } from '@/lib/authz/policy'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { signedInFor } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import type { AlertKind } from './alert-view'
import { countAlerts, listAlerts } from './alerts-data'
import { DEFAULT_SETTINGS, type RoleSettings } from './role-settings'

const DAY = 86_400_000
let tenantId = ''
let now = 0
let count = 0

const asked = async (email = 'olivia@acme.example') => (await findSession((await signedInFor(email)).token, { touch: false }))!.actor
const alerts = async () => listAlerts(clear(await asked(), 'pim-policy:read'))
const about = async (kind: AlertKind) => (await alerts()).find((alert) => alert.kind === kind)?.items ?? []

async function settle(role: RoleKey, settings: Partial<RoleSettings>): Promise<void> {
  const all = { ...DEFAULT_SETTINGS[role], ...settings }
  const data = { ...all, mailExtra: [...all.mailExtra], updatedAt: new Date(now) }
  await db().pimPolicy.upsert({ where: { tenantId_role: { tenantId, role } }, create: { ...data, tenantId, role }, update: data })
}

/** Somebody with a role since some days ago. */
async function holder(role: RoleKey, kind: 'active' | 'eligible', { days = 0, endsIn = null as number | null, signedInDays = 0 } = {}) {
  const { poolId } = await db().administrator.findFirstOrThrow({ where: { tenantId } })
  const email = `alert${++count}@people.example`
  const since = new Date(now - days * DAY)
  const { id } = await db().administrator.create({ data: { tenantId, poolId, status: 'active', givenName: 'Al', familyName: `Ert ${count}`, email, emailKey: email, activatedAt: since, createdAt: since, lastSignInAt: new Date(now - signedInDays * DAY) } })
  const grant = await db().roleGrant.create({ data: { tenantId, administratorId: id, role, scope: 'tenant', kind, source: 'seed', startsAt: since, createdAt: since, endsAt: endsIn === null ? null : new Date(now + endsIn * DAY) } })
  return { id, name: `Al Ert ${count}`, grantId: grant.id, remove: async () => { await db().roleGrant.deleteMany({ where: { administratorId: id } }); await db().administrator.delete({ where: { tenantId_id: { tenantId, id } } }) } }
}

/** An activation that began so many hours ago and took a minute. */
async function activated({ id, grantId }: { id: string; grantId: string }, role: RoleKey, hoursAgo: number): Promise<void> {
  const startsAt = new Date(now - hoursAgo * 3_600_000)
  const request = await db().pimRequest.create({ data: { tenantId, basketId: randomUUID(), administratorId: id, grantId, role, scope: 'tenant', requestedAt: startsAt, seconds: 1800, undecidedUntil: new Date(startsAt.getTime() + 3_600_000), approvalsNeeded: 0, state: 'approved' } })
  await db().pimActivation.create({ data: { tenantId, requestId: request.id, administratorId: id, grantId, role, scope: 'tenant', startsAt, endsAt: new Date(startsAt.getTime() + 60_000) } })
}

beforeAll(async () => {
  await storeCast()
  tenantId = (await db().tenant.findUniqueOrThrow({ where: { slug: 'acme' } })).id
  await db().tenant.update({ where: { id: tenantId }, data: { mfaRequiredRoles: [] } })
  now = await transaction(readClock)
  await db().administrator.updateMany({ where: { tenantId }, data: { lastSignInAt: new Date(now) } })
})
afterAll(closeDatabase)

describe('alerts of PIM', () => {
  it('are none for a tenant in order, and nobody’s business who may not read the settings', async () => {
    expect(await alerts()).toEqual([])
    expect(await countAlerts(await asked('max@acme.example'))).toBe(0)
  })

  it('cost Home five statements, whatever there is to find', async () => {
    const others: RoleKey[] = ['client_admin', 'super_admin', 'auditor', 'workspace_admin']
    for (const role of others) await settle(role, { enabled: true, approvals: 2, mfa: false, standing: 'no' })
    const actor = await asked()
    const spy = vi.spyOn(pg.Client.prototype, 'query')
    try {
      expect(await countAlerts(actor)).toBeGreaterThanOrEqual(2)
      expect(spy).toHaveBeenCalledTimes(5)
    } finally {
      spy.mockRestore()
      await db().pimPolicy.deleteMany({ where: { tenantId } })
    }
  })

  it('a grant against the settings of its role: standing, without an end, or eligible where PIM is off', async () => {
    const [standing, idle] = [await holder('super_admin', 'active'), await holder('approver', 'eligible')]
    await settle('super_admin', { standing: 'time_bound' })
    const found = await about('against_policy')
    expect(found.map(({ person }) => person?.name)).toEqual(expect.arrayContaining([standing.name, idle.name, 'Sam Singh']))
    expect(await countAlerts(await asked())).toBe(1)
    await db().roleGrant.updateMany({ where: { tenantId, role: 'super_admin' }, data: { endsAt: new Date(now + 60 * DAY) } })
    expect((await about('against_policy')).map(({ person }) => person?.name)).toEqual([idle.name])
    await db().roleGrant.updateMany({ where: { tenantId, role: 'super_admin' }, data: { endsAt: null } })
    await db().pimPolicy.deleteMany({ where: { tenantId } })
    await standing.remove()
    await idle.remove()
  })

  it('a privileged role without MFA at activation; approvals that cannot be reached', async () => {
    await settle('client_admin', { mfa: false, approvals: 4 })
    expect((await about('no_mfa')).map(({ role }) => role)).toEqual(['client_admin'])
    expect((await about('out_of_reach')).map(({ role, line }) => [role, line])).toEqual([['client_admin', expect.stringContaining('only 2 people')]])
    await db().pimPolicy.deleteMany({ where: { tenantId } })
  })

  it('an eligible role nobody used for ninety days, one that ends within fourteen', async () => {
    const [unused, used, fresh, ending] = [await holder('client_admin', 'eligible', { days: 91 }), await holder('client_admin', 'eligible', { days: 91 }), await holder('client_admin', 'eligible', { days: 89 }), await holder('client_admin', 'eligible', { endsIn: 13 })]
    const later = await holder('client_admin', 'eligible', { endsIn: 15 })
    await activated(used, 'client_admin', 24)
    expect((await about('unused')).map(({ person }) => person?.id)).toEqual([unused.id])
    expect((await about('ending')).map(({ person }) => person?.id)).toEqual([ending.id])
    for (const one of [unused, used, fresh, ending, later]) await one.remove()
  })

  it('more than ten activations in seven days', async () => {
    const [often, enough] = [await holder('client_admin', 'eligible'), await holder('client_admin', 'eligible')]
    for (let hour = 1; hour <= 11; hour++) await activated(often, 'client_admin', hour)
    for (let hour = 1; hour <= 10; hour++) await activated(enough, 'client_admin', hour)
    expect((await about('activated_often')).map(({ person, line }) => [person?.id, line])).toEqual([[often.id, 'activated 11 times in 7 days']])
    await often.remove()
    await enough.remove()
  })

  it('a privileged administrator without sign-in for thirty days', async () => {
    const [away, here] = [await holder('super_admin', 'active', { days: 60, signedInDays: 31 }), await holder('super_admin', 'active', { days: 60, signedInDays: 29 })]
    expect((await about('idle_privileged')).map(({ person }) => person?.id)).toEqual([away.id])
    await away.remove()
    await here.remove()
  })

  it('too many owners, and fewer than two usable ones', async () => {
    const owners = []
    for (let more = 0; more < 4; more++) owners.push(await holder('client_owner', 'active'))
    expect((await about('many_owners'))[0]?.line).toMatch(/^6 of \d+ active administrators are Client Owners/)
    for (const owner of owners) await owner.remove()
    expect(await about('many_owners')).toEqual([])
    const oscar = await db().administrator.findFirstOrThrow({ where: { tenantId, emailKey: 'oscar@acme.example' } })
    await db().administrator.update({ where: { tenantId_id: { tenantId, id: oscar.id } }, data: { status: 'inactive' } })
    expect((await about('few_owners'))[0]?.line).toBe('Only one Client Owner is usable.')
    await db().administrator.update({ where: { tenantId_id: { tenantId, id: oscar.id } }, data: { status: 'active' } })
  })
})
