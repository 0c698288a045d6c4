import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { StoredPassword } from '@/lib/authn/password-hash'
import { findSession } from '@/lib/authn/session-facts'
import { storePassword } from '@/lib/authn/store-password'
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
    for (const [name, role, usually] of TEAM) {
      const status = name === 'oscar' ? oscar : usually
      const email = `${name}@${slug}.example`
      const activated = status !== 'new'
      const { id } = await tx.administrator.create({ data: { tenantId, poolId, status, givenName: name, familyName: name, email, emailKey: email, activatedAt: activated ? at : null } })
      await tx.identifier.create({ data: { tenantId, poolId, administratorId: id, type: 'email', value: email, valueKey: email } })
      await tx.address.create({ data: { tenantId, administratorId: id, type: 'email', value: email, valueKey: email, isPrimary: true, verifiedAt: activated ? at : null } })
      if (activated) await storePassword(tx, { tenantId, administratorId: id, stored, now })
      const held = [{ role, scope: TENANT }, ...(name === 'max' ? [{ role: 'workspace_admin' as const, scope: { type: 'workspace' as const, id: workspace } }] : [])]
      const grants = []
      for (const { role: each, scope } of held) {
        const grant = await tx.roleGrant.create({ data: { tenantId, administratorId: id, role: each, scope: scope.type, workspaceId: scope.type === 'workspace' ? scope.id : null, source: 'seed', startsAt: at } })
        grants.push({ id: grant.id, role: each, scope, startsAt: now, endsAt: null, revoked: false, confirmed: true })
      }
      model.people.push({ id, email, status, activated, password: activated ? 'usable' : 'none', grants })
    }
    return model
  })
}

/** Row for row what the model says, and powers in force as the next request would find them. @throws when they differ */
export async function agree(model: ConsoleModel): Promise<void> {
  const { tenantId } = model
  const now = await transaction(readClock)
  const people = await db().administrator.findMany({ where: { tenantId }, select: { id: true, status: true, passwordCredential: { select: { state: true } } } })
  const standing = new Map(people.map(({ id, status, passwordCredential }) => [id, `${status} ${passwordCredential?.state ?? 'none'}`]))
  expect(Object.fromEntries(standing)).toEqual(Object.fromEntries(model.people.filter(({ status }) => status !== 'erased').map(({ id, status, password }) => [id, `${status} ${password}`])))
  const grants = await db().roleGrant.findMany({ where: { tenantId, revokedAt: null }, select: { id: true, confirmed: true, role: true, endsAt: true } })
  const expected = model.people.flatMap((person) => person.grants).filter(({ revoked }) => !revoked)
  const line = (grant: { id: string; confirmed: boolean; role: string; endsAt: Date | number | null }) => `${grant.id} ${grant.role} ${grant.confirmed} ${grant.endsAt === null ? 'open' : Number(grant.endsAt)}`
  expect(grants.map(line).toSorted()).toEqual(expected.map(line).toSorted())
  for (const session of model.sessions.slice(-4)) {
    const facts = await findSession(session.token, { touch: false })
    expect(facts !== null, `session of ${model.person(session.personId).email}`).toBe(model.isRunning(session, now))
    const actor = model.actor(session, now)
    const inForce = (of: Actor | null | undefined) => of?.inForce.map(({ id }) => id).toSorted()
    expect(inForce(actor && facts?.actor)).toEqual(inForce(actor))
  }
  expect(await db().auditEvent.count({ where: { tenantId, outcome: 'done' } })).toBe(model.done)
  expect(await db().auditEvent.count({ where: { tenantId, outcome: 'failed' } })).toBe(0)
}
