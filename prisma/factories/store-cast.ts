import { hashPassword, type StoredPassword } from '@/lib/authn/password-hash'
import { storePassword } from '@/lib/authn/store-password'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { closeDatabase, db, type Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { CAST } from './cast'

type Tenant = (typeof CAST)[number]
type Member = Tenant['people'][number]

/** Printed by the demo, so the policy lets nobody choose it: only this seed can store it. */
export const DEMO_PASSWORD = 'correct-horse-castle-42'

async function storePerson(tx: Tx, tenantId: string, poolId: string, domain: string, member: Member, password: StoredPassword | undefined, places: Map<string, string>): Promise<void> {
  const now = new Date(await readClock(tx))
  const status = member.status ?? 'active'
  const email = `${member.givenName.toLowerCase()}@${domain}`
  const { id: administratorId } = await tx.administrator.create({
    data: { tenantId, poolId, status, givenName: member.givenName, familyName: member.familyName, email, emailKey: email, activatedAt: status === 'new' ? null : now },
  })
  await tx.identifier.create({ data: { tenantId, poolId, administratorId, type: 'email', value: email, valueKey: email } })
  await tx.address.create({ data: { tenantId, administratorId, type: 'email', value: email, valueKey: email, isPrimary: true, verifiedAt: status === 'new' ? null : now } })
  await tx.roleGrant.create({ data: { tenantId, administratorId, role: member.role, scope: 'tenant', source: 'seed', startsAt: now } })
  if (password) await storePassword(tx, { tenantId, administratorId, stored: password, now: now.getTime() })
  if (!member.workspace) return
  const workspaceId = places.get(member.workspace.slug) ?? null
  await tx.roleGrant.create({ data: { tenantId, administratorId, role: member.workspace.role, scope: 'workspace', workspaceId, source: 'seed', startsAt: now } })
}

/** Stores one tenant with its places and people, whole or not at all. @param passwords who has none cannot sign in */
export async function storeTenant(tx: Tx, tenant: Tenant, passwords: ReadonlyMap<Member, StoredPassword>): Promise<void> {
  const { id: tenantId } = await tx.tenant.create({ data: { slug: tenant.slug, name: tenant.name } })
  const { id: poolId } = await tx.identityPool.create({ data: { tenantId, name: 'Administrators', builtIn: true } })
  const places = new Map<string, string>()
  for (const { slug, name } of tenant.workspaces) places.set(slug, (await tx.workspace.create({ data: { tenantId, slug, name } })).id)
  for (const { slug, name } of tenant.organizations) await tx.organization.create({ data: { tenantId, slug, name } })
  for (const member of tenant.people) await storePerson(tx, tenantId, poolId, `${tenant.slug}.example`, member, passwords.get(member), places)
  await refuseLosingLastOwner(tx, tenantId)
}

/** One hash for each, with its own salt, before the transaction: hashing is slow by design. */
async function hashPasswords(people: readonly Member[]): Promise<Map<Member, StoredPassword>> {
  const passwords = new Map<Member, StoredPassword>()
  for (const member of people) if (member.status !== 'new') passwords.set(member, await hashPassword(DEMO_PASSWORD))
  return passwords
}

/** Stores the cast, tenant by tenant, each whole or not at all; a tenant that exists is left as it is. Then closes the database. */
export async function storeCast(): Promise<void> {
  for (const tenant of CAST) {
    const existing = await db().tenant.findUnique({ where: { slug: tenant.slug }, select: { id: true } })
    if (existing) continue
    const passwords = await hashPasswords(tenant.people)
    await transaction(async (tx) => storeTenant(tx, tenant, passwords))
  }
  await closeDatabase()
}
