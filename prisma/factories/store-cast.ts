import { closeDatabase, db, type Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { CAST } from './cast'

type Tenant = (typeof CAST)[number]
type Member = Tenant['people'][number]

async function storePerson(tx: Tx, tenantId: string, poolId: string, domain: string, member: Member, places: Map<string, string>): Promise<void> {
  const now = new Date(await readClock(tx))
  const status = member.status ?? 'active'
  const email = `${member.givenName.toLowerCase()}@${domain}`
  const { id: administratorId } = await tx.administrator.create({
    data: { tenantId, poolId, status, givenName: member.givenName, familyName: member.familyName, email, emailKey: email, activatedAt: status === 'new' ? null : now },
  })
  await tx.identifier.create({ data: { tenantId, poolId, administratorId, type: 'email', value: email, valueKey: email } })
  await tx.address.create({ data: { tenantId, administratorId, type: 'email', value: email, valueKey: email, isPrimary: true, verifiedAt: status === 'new' ? null : now } })
  await tx.roleGrant.create({ data: { tenantId, administratorId, role: member.role, scope: 'tenant', source: 'seed', startsAt: now } })
  if (!member.workspace) return
  const workspaceId = places.get(member.workspace.slug) ?? null
  await tx.roleGrant.create({ data: { tenantId, administratorId, role: member.workspace.role, scope: 'workspace', workspaceId, source: 'seed', startsAt: now } })
}

async function storeTenant(tx: Tx, tenant: Tenant): Promise<void> {
  const { id: tenantId } = await tx.tenant.create({ data: { slug: tenant.slug, name: tenant.name } })
  const { id: poolId } = await tx.identityPool.create({ data: { tenantId, name: 'Administrators', builtIn: true } })
  const places = new Map<string, string>()
  for (const { slug, name } of tenant.workspaces) places.set(slug, (await tx.workspace.create({ data: { tenantId, slug, name } })).id)
  for (const { slug, name } of tenant.organizations) await tx.organization.create({ data: { tenantId, slug, name } })
  for (const member of tenant.people) await storePerson(tx, tenantId, poolId, `${tenant.slug}.example`, member, places)
}

/** Stores the cast, tenant by tenant, each whole or not at all; a tenant that exists is left as it is. Then closes the database. */
export async function storeCast(): Promise<void> {
  for (const tenant of CAST) {
    const existing = await db().tenant.findUnique({ where: { slug: tenant.slug }, select: { id: true } })
    if (!existing) await transaction(async (tx) => storeTenant(tx, tenant))
  }
  await closeDatabase()
}
