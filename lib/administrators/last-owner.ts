import 'server-only'
import { Prisma, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'

/**
 * Owners who could act today (roles.md rule 3): active, a standing, started, unending grant, and a password that works or,
 * where it must be reset or was switched off, a verified address that mail can reach.
 */
const usable = (tenantId: string) => Prisma.sql`
  FROM role_grant g
  JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id AND a.status = 'active'
  JOIN password_credential p ON p.tenant_id = a.tenant_id AND p.administrator_id = a.id
  WHERE g.tenant_id = ${tenantId}::uuid AND g.role = 'client_owner' AND g.kind = 'active' AND g.revoked_at IS NULL AND g.confirmed
    AND g.ends_at IS NULL AND g.starts_at <= castellan_now()
    AND (p.state IN ('usable', 'must_change') OR EXISTS (
      SELECT 1 FROM address d WHERE d.tenant_id = a.tenant_id AND d.administrator_id = a.id AND d.verified_at IS NOT NULL))`

export async function countUsableOwners(tx: Tx, tenantId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: bigint }[]>`SELECT count(DISTINCT a.id) AS count ${usable(tenantId)}`
  return Number(row!.count)
}

/** @returns whether the person is a usable owner, and whether another is: what a screen warns about before anything is changed */
export async function findUsableOwners(tx: Tx, tenantId: string, administratorId: string): Promise<{ isOne: boolean; others: number }> {
  const [row] = await tx.$queryRaw<{ is_one: boolean | null; others: bigint }[]>`
    SELECT bool_or(a.id = ${administratorId}::uuid) AS is_one, count(DISTINCT a.id) FILTER (WHERE a.id <> ${administratorId}::uuid) AS others ${usable(tenantId)}`
  return { isOne: row!.is_one === true, others: Number(row!.others) }
}

/** @returns how many of these people are usable owners, and how many would be left without them */
export async function countOwnersWithout(tx: Tx, tenantId: string, ids: readonly string[]): Promise<{ lost: number; left: number }> {
  const [row] = await tx.$queryRaw<{ lost: bigint; left: bigint }[]>`
    SELECT count(DISTINCT a.id) FILTER (WHERE a.id = ANY(${ids}::uuid[])) AS lost, count(DISTINCT a.id) FILTER (WHERE a.id <> ALL(${ids}::uuid[])) AS left ${usable(tenantId)}`
  return { lost: Number(row!.lost), left: Number(row!.left) }
}

/**
 * Call under the tenant's lock, after the change: notes that the tenant has a usable owner, and refuses to take the last one.
 * @returns how many there are now (below two is worth a warning)
 * @throws AppError last_owner
 */
export async function refuseLosingLastOwner(tx: Tx, tenantId: string): Promise<number> {
  const owners = await countUsableOwners(tx, tenantId)
  if (owners > 0) {
    await tx.$executeRaw`UPDATE tenant SET had_usable_owner = true WHERE id = ${tenantId}::uuid AND NOT had_usable_owner`
    return owners
  }
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { hadUsableOwner: true } })
  if (tenant.hadUsableOwner) throw new AppError('last_owner')
  return 0
}
