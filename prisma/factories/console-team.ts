import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { StoredPassword } from '@/lib/authn/password-hash'
import { findSession } from '@/lib/authn/session-facts'
import { TENANT, type Actor } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import { db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { ConsoleModel } from './console-model'

const TEAM: [string, RoleKey, 'active' | 'inactive' | 'new'][] = [
  ['olivia', 'client_owner', 'active'], ['oscar', 'client_owner', 'active'], ['adam', 'client_admin', 'active'], ['sam', 'super_admin', 'active'],
  ['bea', 'business_admin', 'active'], ['audrey', 'auditor', 'active'], ['max', 'member', 'active'], ['ines', 'auditor', 'inactive'], ['noor', 'requester', 'new'],
]

/** A tenant of its own for each run, with one person for each kind of power; every second one has a single owner. */
export async function storeTeam(stored: StoredPassword, oscar: 'active' | 'inactive'): Promise<ConsoleModel> {
  const slug = `t-${randomUUID().slice(0, 8)}`
  return transaction(async (tx) => {
    const now = await readClock(tx)
    const at = new Date(now)
    const { id: tenantId } = await tx.tenant.create({ data: { slug, name: slug, hadUsableOwner: true } })
    const { id: other } = await tx.tenant.create({ data: { slug: `${slug}-other`, name: 'Other' } })
    const { id: foreign } = await tx.workspace.create({ data: { tenantId: other, slug: 'payments', name: 'Payments' } })
    const { id: poolId } = await tx.identityPool.create({ data: { tenantId, name: 'Administrators', builtIn: true } })
    const { id: workspace } = await tx.workspace.create({ data: { tenantId, slug: 'payments', name: 'Payments' } })
    const { id: organization } = await tx.organization.create({ data: { tenantId, slug: 'northwind', name: 'Northwind' } })
    const model = new ConsoleModel(tenantId, slug, { workspace, organization, foreign })
    // Table by table: thousands of teams are stored in a run of the model.
    const team = TEAM.map(([name, role, usually]) => {
      const status = name === 'oscar' ? oscar : usually
      const held = [{ role, scope: TENANT }, ...(name === 'max' ? [{ role: 'workspace_admin' as const, scope: { type: 'workspace' as const, id: workspace } }] : [])]
      return { id: randomUUID(), name, email: `${name}@${slug}.example`, status, activatedAt: status === 'new' ? null : at, grants: held.map((grant) => ({ ...grant, id: randomUUID() })) }
    })
    await tx.administrator.createMany({ data: team.map(({ id, name, email, status, activatedAt }) => ({ tenantId, id, poolId, status, givenName: name, familyName: name, email, emailKey: email, activatedAt })) })
    await tx.identifier.createMany({ data: team.map(({ id, email }) => ({ tenantId, poolId, administratorId: id, type: 'email', value: email, valueKey: email })) })
    await tx.address.createMany({ data: team.map(({ id, email, activatedAt }) => ({ tenantId, administratorId: id, type: 'email', value: email, valueKey: email, isPrimary: true, verifiedAt: activatedAt })) })
    const secrets = team.filter(({ activatedAt }) => activatedAt).map(({ id }) => ({ tenantId, administratorId: id, hash: stored.hash, pepperKeyId: stored.pepperKeyId }))
    await tx.passwordCredential.createMany({ data: secrets.map((secret) => ({ ...secret, changedAt: at })) })
    await tx.passwordHistory.createMany({ data: secrets.map((secret) => ({ ...secret, createdAt: at })) })
    await tx.roleGrant.createMany({
      data: team.flatMap(({ id: administratorId, grants }) => grants.map(({ id, role, scope }) => ({ tenantId, id, administratorId, role, scope: scope.type, workspaceId: scope.type === 'workspace' ? scope.id : null, source: 'seed' as const, startsAt: at }))),
    })
    for (const { id, email, status, activatedAt, grants } of team) {
      const activated = activatedAt !== null
      model.people.push({ id, email, status, activated, password: activated ? 'usable' : 'none', grants: grants.map((grant) => ({ ...grant, startsAt: now, endsAt: null, revoked: false, confirmed: true })) })
    }
    return model
  })
}

/** Row for row what the model says, and powers in force as the next request would find them. @throws when they differ */
export async function agree(model: ConsoleModel): Promise<void> {
  const { tenantId } = model
  const now = await readClock(db())
  const sessions = model.sessions.slice(-4)
  const [people, grants, events, found] = await Promise.all([
    db().administrator.findMany({ where: { tenantId }, select: { id: true, status: true, passwordCredential: { select: { state: true } } } }),
    db().roleGrant.findMany({ where: { tenantId, revokedAt: null }, select: { id: true, confirmed: true, role: true, endsAt: true } }),
    db().auditEvent.groupBy({ by: ['outcome'], where: { tenantId, outcome: { in: ['done', 'failed'] } }, _count: true }),
    Promise.all(sessions.map(async ({ token }) => findSession(token, { touch: false }))),
  ])
  const standing = new Map(people.map(({ id, status, passwordCredential }) => [id, `${status} ${passwordCredential?.state ?? 'none'}`]))
  expect(Object.fromEntries(standing)).toEqual(Object.fromEntries(model.people.filter(({ status }) => status !== 'erased').map(({ id, status, password }) => [id, `${status} ${password}`])))
  const expected = model.people.flatMap((person) => person.grants).filter(({ revoked }) => !revoked)
  const line = (grant: { id: string; confirmed: boolean; role: string; endsAt: Date | number | null }) => `${grant.id} ${grant.role} ${grant.confirmed} ${grant.endsAt === null ? 'open' : Number(grant.endsAt)}`
  expect(grants.map(line).toSorted()).toEqual(expected.map(line).toSorted())
  for (const [index, session] of sessions.entries()) {
    const facts = found[index]!
    expect(facts !== null, `session of ${model.person(session.personId).email}`).toBe(model.isRunning(session, now))
    const actor = model.actor(session, now)
    const inForce = (of: Actor | null | undefined) => of?.inForce.map(({ id }) => id).toSorted()
    expect(inForce(actor && facts?.actor)).toEqual(inForce(actor))
  }
  expect(Object.fromEntries(events.map(({ outcome, _count }) => [outcome, _count]))).toEqual(model.done > 0 ? { done: model.done } : {})
}
