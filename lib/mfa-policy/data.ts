import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { requiresMfa } from '@/lib/authz/grants'
import { ALWAYS_MFA, OWNER_ROLE, ROLE_KEYS, type RoleKey } from '@/lib/authz/policy'
import { Prisma, db, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { previewOf, type Previewed } from '@/lib/preview/refuse-other-preview'
import { readOwners } from '@/lib/ways-in/data'
import { compareWays, type WaysInView } from '@/lib/ways-in/prove'
import type { World } from '@/lib/ways-in/world'
import { FACTOR_KINDS, type FactorKind } from './policy-bounds'
import type { MfaPolicyValues } from './schema'

const DAY_SECONDS = 86_400
const MINUTE_SECONDS = 60

/** The policy as it leaves the server. */
export interface MfaPolicyView extends MfaPolicyValues {
  version: number
}

/** Whom a policy would ask, and who has nothing to answer with. */
export interface MfaImpact {
  /** people in active status who hold the role, and how many of them have no factor that would count */
  roles: Record<RoleKey, { people: number; without: number }>
  everyone: { people: number; without: number }
  /** people whom the policy would ask and who have no factor that would count */
  asked: number
  /** of those, how many have no grace left (or get none): their roles confer nothing from the next request on */
  waiting: number
  /** each owner's ways in: as it is, and under the policy */
  ways: WaysInView
}

const COLUMNS = { mfaRequiredForEveryone: true, mfaRequiredRoles: true, mfaGraceSeconds: true, mfaAllowedFactors: true, mfaVersion: true, stepUpAgeSeconds: true } as const

/** The policy as it stands, for operations. */
export async function readMfaPolicy(tx: Tx, tenantId: string): Promise<MfaPolicyView> {
  const row = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: COLUMNS })
  return {
    everyone: row.mfaRequiredForEveryone,
    // In the order of the table, so that two of the same content are equal.
    roles: ROLE_KEYS.filter((role) => row.mfaRequiredRoles.includes(role)),
    graceDays: Math.floor(row.mfaGraceSeconds / DAY_SECONDS),
    allowedFactors: FACTOR_KINDS.filter((kind) => row.mfaAllowedFactors.includes(kind)),
    stepUpMinutes: Math.floor(row.stepUpAgeSeconds / MINUTE_SECONDS),
    version: row.mfaVersion,
  }
}

export async function getMfaPolicy({ actor }: Cleared<'mfa-policy:read'>): Promise<MfaPolicyView> {
  return readMfaPolicy(db() as unknown as Tx, actor.tenantId)
}

/** The policy of an action, the tenant's row being locked. @throws AppError conflict with what stands there now */
export async function getMfaPolicyForChange(tx: Tx, tenantId: string, version: number): Promise<MfaPolicyView> {
  const current = await readMfaPolicy(tx, tenantId)
  if (current.version !== version) throw new AppError('conflict', { sentence: 'Somebody else changed the MFA policy while you had it open. Nothing was saved.', details: { current } })
  return current
}

/** @returns the columns of the tenant's row that hold these values */
export function asColumns({ everyone, roles, graceDays, allowedFactors, stepUpMinutes }: MfaPolicyValues) {
  return {
    mfaRequiredForEveryone: everyone, mfaRequiredRoles: [...roles], mfaGraceSeconds: graceDays * DAY_SECONDS,
    mfaAllowedFactors: [...allowedFactors] as FactorKind[], stepUpAgeSeconds: stepUpMinutes * MINUTE_SECONDS,
  }
}

/** What a policy would mean, counted now, with what stands for exactly this. */
export async function previewMfaPolicy({ actor }: Cleared<'mfa-policy:read'>, policy: MfaPolicyValues): Promise<Previewed<MfaImpact>> {
  return previewOf(aboutPolicy(policy), await getMfaImpact(db() as unknown as Tx, actor, policy))
}

/** @returns what a preview of the policy is about: the same for the same policy, in whatever order it was written */
export function aboutPolicy({ everyone, roles, graceDays, allowedFactors, stepUpMinutes }: MfaPolicyValues) {
  return { everyone, roles: roles.toSorted(), graceDays, allowedFactors: allowedFactors.toSorted(), stepUpMinutes }
}

/** People in active status who are alike in all that a policy looks at. */
interface Alike {
  roles: string
  /** nothing that they have would count */
  without: boolean
  /** no grace of their own is left */
  late: boolean
  people: number
}

/**
 * Everybody in active status, by what a policy looks at: of a million people there are some hundreds of such groups. From an index alone;
 * only of those whose first role ended since their roles were written down, each person's grants are asked.
 */
async function groupEverybody(tx: Tx, tenantId: string, at: Date, { allowedFactors, graceDays }: MfaPolicyValues): Promise<Alike[]> {
  const graceEnded = new Date(at.getTime() - graceDays * DAY_SECONDS * 1000)
  const alike = (roles: Prisma.Sql, whose: Prisma.Sql) => Prisma.sql`
    SELECT ${roles} AS roles, p.factor_mask & factor_mask(${allowedFactors}::factor_kind[]) = 0 AS without, p.mfa_without_grace OR coalesce(p.mfa_bound_at <= ${graceEnded}, false) AS late, count(*)::int AS people
    FROM administrator p WHERE p.tenant_id = ${tenantId}::uuid AND p.list_bucket IN (2, 3) AND ${whose} GROUP BY 1, 2, 3`
  return tx.$queryRaw<Alike[]>`
    ${alike(Prisma.sql`p.roles_held`, Prisma.sql`(p.roles_until IS NULL OR p.roles_until > ${at})`)}
    UNION ALL
    ${alike(Prisma.sql`(SELECT r.held FROM roles_of(p.tenant_id, p.id, ${at}) r)`, Prisma.sql`p.roles_until <= ${at}`)}`
}

/** One statement about everybody, and one about the owners. */
export async function getMfaImpact(tx: Tx, { tenantId, now }: { tenantId: string; now: number }, policy: MfaPolicyValues): Promise<MfaImpact> {
  const [groups, { world }] = await Promise.all([groupEverybody(tx, tenantId, new Date(now), policy), readOwners(tx, tenantId)])
  const everybody = groups.map(({ roles, ...group }) => ({ ...group, roles: roles.split(',') }))
  type Group = (typeof everybody)[number]
  const count = (of: (group: Group) => boolean) => everybody.filter(of).reduce((sum, { people }) => sum + people, 0)
  const hold = ({ roles }: Group, some: Iterable<RoleKey>) => [...some].some((role) => roles.includes(role))
  // Whom the policy itself does not ask is asked all the same when a role always is, and such a role leaves no grace.
  const isAsked = (group: Group) => group.without && (policy.everyone || hold(group, policy.roles) || hold(group, ALWAYS_MFA))
  const figures = (of: (group: Group) => boolean) => ({ people: count(of), without: count((group) => of(group) && group.without) })
  return {
    roles: Object.fromEntries(ROLE_KEYS.map((role) => [role, figures((group) => hold(group, [role]))])) as MfaImpact['roles'],
    everyone: figures(() => true),
    asked: count(isAsked),
    waiting: count((group) => isAsked(group) && (policy.graceDays === 0 || group.late || hold(group, ALWAYS_MFA))),
    ways: compareWays(world, withPolicy(world, policy)),
  }
}

/** The world in which the policy is in force. */
function withPolicy(world: World, { everyone, roles, graceDays, allowedFactors }: MfaPolicyValues): World {
  return { ...world, mfa: { binds: requiresMfa(OWNER_ROLE, { everyone, roles }), allowed: allowedFactors, graceSeconds: graceDays * DAY_SECONDS } }
}
