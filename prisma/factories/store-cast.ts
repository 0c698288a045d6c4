import { randomUUID } from 'node:crypto'
import { hashPassword, type StoredPassword } from '@/lib/authn/password-hash'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { closeDatabase, db, type Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { CAST } from './cast'
import { storeDemoPowers } from './demo-powers'
import { inviteNewcomers } from './invite-newcomers'

type Tenant = (typeof CAST)[number]
type Member = Tenant['people'][number]

/** Printed by the demo, so the policy lets nobody choose it: only this seed can store it. */
export const DEMO_PASSWORD = 'correct-horse-castle-42'

/** A grant of the seed, with the ids of its holder and its place. */
function grantsOf({ role, workspace }: Member, administratorId: string, places: ReadonlyMap<string, string>) {
  const inTenant = { administratorId, role, scope: 'tenant' as const, workspaceId: null }
  if (!workspace) return [inTenant]
  return [inTenant, { administratorId, role: workspace.role, scope: 'workspace' as const, workspaceId: places.get(workspace.slug) ?? null }]
}

/** Stores one tenant with its places and people, whole or not at all, table by table: a test makes many of them. @param passwords who has none cannot sign in */
export async function storeTenant(tx: Tx, tenant: Tenant, passwords: ReadonlyMap<Member, StoredPassword>): Promise<string> {
  const now = new Date(await readClock(tx))
  const { id: tenantId } = await tx.tenant.create({ data: { slug: tenant.slug, name: tenant.name } })
  const { id: poolId } = await tx.identityPool.create({ data: { tenantId, name: 'Administrators', builtIn: true } })
  const workspaces = await tx.workspace.createManyAndReturn({ data: tenant.workspaces.map(({ slug, name }) => ({ tenantId, slug, name })), select: { id: true, slug: true } })
  await tx.organization.createMany({ data: tenant.organizations.map(({ slug, name }) => ({ tenantId, slug, name })) })
  const places = new Map(workspaces.map(({ id, slug }) => [slug, id]))
  const people = tenant.people.map((member) => ({ member, id: randomUUID(), email: `${member.givenName.toLowerCase()}@${tenant.slug}.example`, activatedAt: member.status === 'new' ? null : now }))
  await tx.administrator.createMany({
    data: people.map(({ member: { givenName, familyName, status = 'active' }, id, email, activatedAt }) => ({ tenantId, id, poolId, status, givenName, familyName, email, emailKey: email, activatedAt })),
  })
  await tx.identifier.createMany({ data: people.map(({ id, email }) => ({ tenantId, poolId, administratorId: id, type: 'email', value: email, valueKey: email })) })
  await tx.address.createMany({ data: people.map(({ id, email, activatedAt }) => ({ tenantId, administratorId: id, type: 'email', value: email, valueKey: email, isPrimary: true, verifiedAt: activatedAt })) })
  await tx.roleGrant.createMany({ data: people.flatMap(({ member, id }) => grantsOf(member, id, places)).map((grant) => ({ ...grant, tenantId, source: 'seed', startsAt: now })) })
  const secrets = people.flatMap(({ member, id }) => {
    const stored = passwords.get(member)
    return stored ? [{ tenantId, administratorId: id, hash: stored.hash, pepperKeyId: stored.pepperKeyId }] : []
  })
  await tx.passwordCredential.createMany({ data: secrets.map((secret) => ({ ...secret, changedAt: now })) })
  await tx.passwordHistory.createMany({ data: secrets.map((secret) => ({ ...secret, createdAt: now })) })
  await refuseLosingLastOwner(tx, tenantId)
  return tenantId
}

/** Before the transaction: hashing is slow by design. */
async function hashPasswords(people: readonly Member[], hash: () => Promise<StoredPassword>): Promise<Map<Member, StoredPassword>> {
  const passwords = new Map<Member, StoredPassword>()
  for (const member of people) if (member.status !== 'new') passwords.set(member, await hash())
  return passwords
}

/**
 * Stores the cast, tenant by tenant, each whole or not at all; a tenant that exists is left as it is. Then closes the database.
 * One hash for all: this is for tests, each file of which begins with it.
 */
export async function storeCast(): Promise<void> {
  const stored = hashPassword(DEMO_PASSWORD)
  await storeTenants(async () => stored, () => Promise.resolve())
}

/** The same, each with a hash and a salt of their own, and those who have not activated get their mail; in the demo there are second factors and eligible roles to try, too. */
export async function storeInvitedCast(): Promise<void> {
  await storeTenants(async () => hashPassword(DEMO_PASSWORD), async (tx, tenantId) => {
    await inviteNewcomers(tx, tenantId)
    if (env().CASTELLAN_MODE === 'demo') await storeDemoPowers(tx, tenantId)
  })
}

async function storeTenants(hash: () => Promise<StoredPassword>, then: (tx: Tx, tenantId: string) => Promise<void>): Promise<void> {
  for (const tenant of CAST) {
    const existing = await db().tenant.findUnique({ where: { slug: tenant.slug }, select: { id: true } })
    if (existing) continue
    const passwords = await hashPasswords(tenant.people, hash)
    await transaction(async (tx) => then(tx, await storeTenant(tx, tenant, passwords)))
  }
  await closeDatabase()
}
