import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { requiresMfa } from '@/lib/authz/grants'
import { ALWAYS_MFA, OWNER_ROLE, ROLE_KEYS, isRoleKey, type RoleKey } from '@/lib/authz/policy'
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

interface Counted { facet: string | null; people: number; without: number }

/** What a policy would mean, counted now, with what stands for exactly this. */
export async function previewMfaPolicy({ actor }: Cleared<'mfa-policy:read'>, policy: MfaPolicyValues): Promise<Previewed<MfaImpact>> {
  return previewOf(aboutPolicy(policy), await getMfaImpact(db() as unknown as Tx, actor, policy))
}

/** @returns what a preview of the policy is about: the same for the same policy, in whatever order it was written */
export function aboutPolicy({ everyone, roles, graceDays, allowedFactors, stepUpMinutes }: MfaPolicyValues) {
  return { everyone, roles: roles.toSorted(), graceDays, allowedFactors: allowedFactors.toSorted(), stepUpMinutes }
}

/** How many hold each role, and how many there are (facet null), in active status; and how many of those have no factor that would count. */
async function countWithout(tx: Tx, { tenantId, at, allowed }: { tenantId: string; at: Date; allowed: readonly FactorKind[] }): Promise<Counted[]> {
  // 2 and 3 are the buckets of people in active status, without and with a factor; only those with one are looked at, and only where some kind does not count.
  const counts = allowed.length < FACTOR_KINDS.length ? Prisma.sql`AND a.factor_kinds && ${[...allowed]}::factor_kind[]` : Prisma.empty
  const [held, [total]] = await Promise.all([
    tx.$queryRaw<Counted[]>`
      WITH kept AS MATERIALIZED (SELECT a.id FROM administrator a WHERE a.tenant_id = ${tenantId}::uuid AND a.list_bucket = 3 ${counts})
      SELECT f.facet, count(*)::int AS people, (count(*) - count(k.id))::int AS without
      FROM administrator_facet f LEFT JOIN kept k ON k.id = f.administrator_id
      WHERE f.tenant_id = ${tenantId}::uuid AND f.facet <> 'uneasy' AND f.list_bucket IN (2, 3) AND f.held_until > ${at} GROUP BY f.facet
      UNION ALL SELECT NULL, count(*)::int, 0 FROM kept`,
    tx.$queryRaw<{ people: number }[]>`SELECT count(*)::int AS people FROM administrator a WHERE a.tenant_id = ${tenantId}::uuid AND a.list_bucket IN (2, 3)`,
  ])
  return held.map((row) => (row.facet === null ? { facet: null, people: total!.people, without: total!.people - row.people } : row))
}

/** How many a policy would ask who have no factor that would count, and how many of them have no grace. */
async function countAsked(tx: Tx, { tenantId, at, policy: { roles, everyone, allowedFactors: allowed, graceDays } }: { tenantId: string; at: Date; policy: MfaPolicyValues }): Promise<{ asked: number; waiting: number }> {
  const bound = [...new Set([...roles, ...ALWAYS_MFA])]
  const [total] = await tx.$queryRaw<{ asked: number; waiting: number }[]>`
    SELECT count(*)::int AS asked,
      count(*) FILTER (WHERE ${graceDays} = 0 OR a.mfa_without_grace OR a.mfa_bound_at + make_interval(days => ${graceDays}::int) <= ${at}
        OR EXISTS (SELECT FROM administrator_facet f WHERE f.tenant_id = a.tenant_id AND f.administrator_id = a.id AND f.facet = ANY(${[...ALWAYS_MFA]}::text[]) AND f.held_until > ${at}))::int AS waiting
    FROM administrator a
    WHERE a.tenant_id = ${tenantId}::uuid AND a.list_bucket IN (2, 3) AND NOT a.factor_kinds && ${allowed}::factor_kind[]
      AND (${everyone} OR EXISTS (SELECT FROM administrator_facet f WHERE f.tenant_id = a.tenant_id AND f.administrator_id = a.id AND f.facet = ANY(${bound}::text[]) AND f.held_until > ${at}))`
  return total!
}

/** Two statements over indexes, one over the people where grace or a role decides, and one about the owners. */
export async function getMfaImpact(tx: Tx, { tenantId, now }: { tenantId: string; now: number }, policy: MfaPolicyValues): Promise<MfaImpact> {
  const { everyone, allowedFactors: allowed, graceDays } = policy
  const counts = countWithout(tx, { tenantId, at: new Date(now), allowed })
  // Asked are all who are without, and nobody has grace: the counts say it.
  const asked = everyone && graceDays === 0 ? null : countAsked(tx, { tenantId, at: new Date(now), policy })
  const [rows, total, { world }] = await Promise.all([counts, asked, readOwners(tx, tenantId)])
  const of = (facet: string | null) => rows.find((row) => row.facet === facet)
  const figures = (facet: string | null) => ({ people: of(facet)?.people ?? 0, without: of(facet)?.without ?? 0 })
  return {
    roles: Object.fromEntries(ROLE_KEYS.filter(isRoleKey).map((role) => [role, figures(role)])) as MfaImpact['roles'],
    everyone: figures(null),
    asked: total?.asked ?? figures(null).without, waiting: total?.waiting ?? figures(null).without,
    ways: compareWays(world, withPolicy(world, policy)),
  }
}

/** The world in which the policy is in force. */
function withPolicy(world: World, { everyone, roles, graceDays, allowedFactors }: MfaPolicyValues): World {
  return { ...world, mfa: { binds: requiresMfa(OWNER_ROLE, { everyone, roles }), allowed: allowedFactors, graceSeconds: graceDays * DAY_SECONDS } }
}
