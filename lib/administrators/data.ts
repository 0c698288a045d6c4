import 'server-only'
import { holds } from '@/lib/authz/can'
import type { Actor, AdministratorStatus, Grant, Person } from '@/lib/authz/grants'
import { isRoleKey } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'

/** A person as the rules and the operations need them. */
export interface PersonRecord {
  person: Person
  id: string
  status: AdministratorStatus
  givenName: string
  familyName: string
  email: string
  activatedAt: number | null
  version: number
}

interface Loading { tenantId: string; administratorId: string; now: number; /** waits for, and keeps off, other changes of this person */ lock?: boolean }

/** @returns the person with every grant that is not over, or null; not limited to anyone's reach */
export async function findPerson(tx: Tx, { tenantId, administratorId, now, lock = false }: Loading): Promise<PersonRecord | null> {
  if (lock) await tx.$queryRaw`SELECT 1 FROM administrator WHERE tenant_id = ${tenantId}::uuid AND id = ${administratorId}::uuid FOR UPDATE`
  const row = await tx.administrator.findUnique({
    where: { tenantId_id: { tenantId, id: administratorId } },
    select: { id: true, status: true, givenName: true, familyName: true, email: true, activatedAt: true, factorEnrolledAt: true, version: true },
  })
  if (!row) return null
  const grants = await tx.roleGrant.findMany({
    where: { tenantId, administratorId, revokedAt: null, OR: [{ endsAt: null }, { endsAt: { gt: new Date(now) } }] },
    select: { id: true, role: true, scope: true, placeId: true, kind: true, startsAt: true, endsAt: true, confirmed: true, organization: { select: { status: true } } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  })
  return {
    id: row.id, status: row.status, givenName: row.givenName, familyName: row.familyName, email: row.email,
    activatedAt: row.activatedAt?.getTime() ?? null, version: row.version,
    person: {
      administratorId: row.id, status: row.status, factorEnrolledAt: row.factorEnrolledAt?.getTime() ?? null,
      grants: grants.flatMap(({ id, role, scope, placeId, kind, startsAt, endsAt, confirmed, organization }): Grant[] =>
        isRoleKey(role) ? [{ id, role, scope: scope === 'tenant' ? { type: 'tenant' } : { type: scope, id: placeId! }, kind, startsAt: startsAt.getTime(), endsAt: endsAt?.getTime() ?? null, confirmed, placeActive: organization === null || organization.status === 'active', activation: null }] : []),
    },
  }
}

/** The person of an action, locked. @throws AppError not_found for whoever is out of the actor's reach (roles.md 4) */
export async function getPersonForChange(tx: Tx, actor: Actor, administratorId: string, now: number): Promise<PersonRecord> {
  const found = holds(actor, 'administrator:read') ? await findPerson(tx, { tenantId: actor.tenantId, administratorId, now, lock: true }) : null
  if (!found) throw new AppError('not_found')
  return found
}
