import 'server-only'
import type { Place } from '@/lib/authz/can'
import { withActivations, type Actor, type AdministratorStatus, type Grant, type Scope } from '@/lib/authz/grants'
import { isRoleKey } from '@/lib/authz/policy'
import { visibleAdministrators, visibleOrganizations, visibleWorkspaces } from '@/lib/authz/visible'
import { db, type Tx } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import { listActivations } from '@/lib/pim/activations-data'

/** Of somebody with a long history, the grants that began last. */
const MOST_GRANTS = 200

export interface AskedPerson {
  id: string
  name: string
  email: string
  status: AdministratorStatus
  /** null where none counts */
  factorEnrolledAt: number | null
  /** when the MFA policy began to bind them; null: not yet */
  boundAt: number | null
  /** whether they were activated under the policy */
  withoutGrace: boolean
  /** those that are over too; one that was taken away ended at that moment */
  grants: Grant[]
  /** by place id */
  placeNames: Record<string, string>
}

/** @returns somebody with every grant they hold or held, or null: oneself, or whom the actor may see (roles.md 4) */
export async function findAskedPerson(actor: Actor, administratorId: string): Promise<AskedPerson | null> {
  const within = administratorId === actor.administratorId ? { tenantId: actor.tenantId } : visibleAdministrators(actor)
  const row = await db().administrator.findFirst({
    where: { AND: [within, { id: administratorId }] },
    select: {
      id: true, givenName: true, familyName: true, email: true, status: true, factorEnrolledAt: true, factorKinds: true, breakGlassAt: true, mfaBoundAt: true, mfaWithoutGrace: true, pool: { select: { tenant: { select: { mfaAllowedFactors: true } } } },
      roleGrants: {
        select: { id: true, role: true, scope: true, placeId: true, kind: true, startsAt: true, endsAt: true, revokedAt: true, confirmed: true, workspace: { select: { name: true } }, organization: { select: { name: true, status: true } } },
        orderBy: [{ startsAt: 'desc' }, { id: 'asc' }],
        take: MOST_GRANTS,
      },
    },
  })
  if (!row) return null
  const placeNames: Record<string, string> = {}
  const eligible = row.roleGrants.filter(({ kind }) => kind === 'eligible').map(({ id }) => id)
  const activations = await listActivations(db() as unknown as Tx, { tenantId: actor.tenantId, grantIds: eligible, now: actor.now, ever: true })
  for (const { scope, placeName } of activations) if (scope && scope.type !== 'tenant' && placeName) placeNames[scope.id] = placeName
  const grants = row.roleGrants.flatMap(({ id, role, scope, placeId, kind, startsAt, endsAt, revokedAt, confirmed, workspace, organization }): Grant[] => {
    if (!isRoleKey(role)) return []
    const name = workspace?.name ?? organization?.name
    if (placeId && name) placeNames[placeId] = name
    const where: Scope = scope === 'tenant' ? { type: 'tenant' } : { type: scope, id: placeId! }
    const ends = [endsAt, revokedAt].flatMap((end) => (end ? [end.getTime()] : []))
    const grant = { id, role, scope: where, kind, startsAt: startsAt.getTime(), endsAt: ends.length > 0 ? Math.min(...ends) : null, confirmed, placeActive: organization?.status !== 'inactive' }
    return withActivations(grant, activations.filter(({ grantId }) => grantId === id))
  })
  // A kind that the policy does not take counts at break-glass accounts alone (pim.md rule 8).
  const counts = row.breakGlassAt !== null || row.factorKinds.some((kind) => row.pool.tenant.mfaAllowedFactors.includes(kind))
  return { id: row.id, name: personName(row), email: row.email, status: row.status, factorEnrolledAt: counts ? row.factorEnrolledAt?.getTime() ?? null : null,
    boundAt: row.mfaBoundAt?.getTime() ?? null, withoutGrace: row.mfaWithoutGrace, grants, placeNames }
}

/** @returns a place within the actor's reach, or one of their own grants lies in; else null */
export async function findAskedPlace(actor: Actor, { type, id }: Place): Promise<{ name: string; active: boolean } | null> {
  const own = actor.grants.some(({ scope }) => scope.type === type && scope.id === id)
  if (type === 'workspace') {
    const found = await db().workspace.findFirst({ where: { AND: [own ? { tenantId: actor.tenantId } : visibleWorkspaces(actor), { id }] }, select: { name: true } })
    return found && { name: found.name, active: true }
  }
  const found = await db().organization.findFirst({ where: { AND: [own ? { tenantId: actor.tenantId } : visibleOrganizations(actor), { id }] }, select: { name: true, status: true } })
  return found && { name: found.name, active: found.status === 'active' }
}
