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

interface Counted { role: RoleKey; people: number; without: number }

/** What a policy would mean, counted now, with what stands for exactly this. */
export async function previewMfaPolicy({ actor }: Cleared<'mfa-policy:read'>, policy: MfaPolicyValues): Promise<Previewed<MfaImpact>> {
  return previewOf(aboutPolicy(policy), await getMfaImpact(db() as unknown as Tx, actor, policy))
}

/** @returns what a preview of the policy is about: the same for the same policy, in whatever order it was written */
export function aboutPolicy({ everyone, roles, graceDays, allowedFactors, stepUpMinutes }: MfaPolicyValues) {
  return { everyone, roles: roles.toSorted(), graceDays, allowedFactors: allowedFactors.toSorted(), stepUpMinutes }
}

/** SQL over `administrator p` or `administrator_facet p`: in active status, without a factor and with one. */
const ACTIVE = Prisma.sql`p.list_bucket IN (2, 3)`

interface Asking { tenantId: string; at: Date; policy: MfaPolicyValues }

/** SQL over the same: nothing that they have would count. */
const hasNone = ({ policy: { allowedFactors } }: Asking) => Prisma.sql`p.factor_mask & factor_mask(${allowedFactors}::factor_kind[]) = 0`

/** Whose grace began at this moment or before has none left. */
const outOfGrace = ({ at, policy: { graceDays } }: Asking) => new Date(at.getTime() - graceDays * DAY_SECONDS * 1000)

/** How many people in active status hold each role, and how many of those have no factor that would count. From an index alone. */
async function countByRole(tx: Tx, asking: Asking): Promise<Counted[]> {
  return tx.$queryRaw<Counted[]>`
    SELECT p.facet AS role, count(*)::int AS people, (count(*) FILTER (WHERE ${hasNone(asking)}))::int AS without FROM administrator_facet p
    WHERE p.tenant_id = ${asking.tenantId}::uuid AND p.facet = ANY(${[...ROLE_KEYS]}::text[]) AND ${ACTIVE} AND p.held_until > ${asking.at} GROUP BY p.facet`
}

/** The same of everybody; and how many of those without have no grace by themselves. From an index alone. */
async function countEverybody(tx: Tx, asking: Asking): Promise<{ people: number; without: number; late: number }> {
  const [row] = await tx.$queryRaw<{ people: number; without: number; late: number }[]>`
    SELECT count(*)::int AS people, (count(*) FILTER (WHERE ${hasNone(asking)}))::int AS without,
      (count(*) FILTER (WHERE ${hasNone(asking)} AND (p.mfa_without_grace OR p.mfa_bound_at <= ${outOfGrace(asking)})))::int AS late
    FROM administrator p WHERE p.tenant_id = ${asking.tenantId}::uuid AND ${ACTIVE}`
  return row!
}

/** How many people in active status hold any of some roles and have no factor that would count; how many of them have no grace by themselves, and with a role that never leaves any. */
async function countHolders(tx: Tx, asking: Asking, roles: readonly RoleKey[]): Promise<{ asked: number; late: number; waiting: number }> {
  const [row] = await tx.$queryRaw<{ asked: number; late: number; waiting: number }[]>`
    SELECT count(*)::int AS asked, (count(*) FILTER (WHERE late))::int AS late, (count(*) FILTER (WHERE late OR always))::int AS waiting FROM (
      SELECT coalesce(bool_or(p.grace_from <= ${outOfGrace(asking)}), false) AS late, bool_or(p.facet = ANY(${[...ALWAYS_MFA]}::text[])) AS always FROM administrator_facet p
      WHERE p.tenant_id = ${asking.tenantId}::uuid AND p.facet = ANY(${roles}::text[]) AND ${ACTIVE} AND ${hasNone(asking)} AND p.held_until > ${asking.at}
      GROUP BY p.administrator_id) AS person`
  return row!
}

/** Three statements over indexes, and one about the owners. */
export async function getMfaImpact(tx: Tx, { tenantId, now }: { tenantId: string; now: number }, policy: MfaPolicyValues): Promise<MfaImpact> {
  const asking: Asking = { tenantId, at: new Date(now), policy }
  // Whom the policy itself does not ask is asked all the same when a role always is.
  const bound = [...new Set([...(policy.everyone ? [] : policy.roles), ...ALWAYS_MFA])]
  const [byRole, { late, ...everyone }, holders, { world }] = await Promise.all([countByRole(tx, asking), countEverybody(tx, asking), countHolders(tx, asking, bound), readOwners(tx, tenantId)])
  const asked = policy.everyone ? everyone.without : holders.asked
  // Of everybody those wait who are late, and besides them the holders of such a role who are not.
  const waiting = policy.everyone ? late + holders.asked - holders.late : holders.waiting
  return {
    roles: Object.fromEntries(ROLE_KEYS.map((role) => [role, figuresOf(byRole, role)])) as MfaImpact['roles'],
    everyone, asked, waiting: policy.graceDays === 0 ? asked : waiting,
    ways: compareWays(world, withPolicy(world, policy)),
  }
}

function figuresOf(counted: readonly Counted[], of: RoleKey): { people: number; without: number } {
  const { people, without } = counted.find(({ role }) => role === of) ?? { people: 0, without: 0 }
  return { people, without }
}

/** The world in which the policy is in force. */
function withPolicy(world: World, { everyone, roles, graceDays, allowedFactors }: MfaPolicyValues): World {
  return { ...world, mfa: { binds: requiresMfa(OWNER_ROLE, { everyone, roles }), allowed: allowedFactors, graceSeconds: graceDays * DAY_SECONDS } }
}
