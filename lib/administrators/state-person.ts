import 'server-only'
import type { Work } from '@/lib/actions/work'
import type { AdministratorStatus, Grant } from '@/lib/authz/grants'
import { OWNER_ROLE, isRoleKey, type RoleKey } from '@/lib/authz/policy'
import { Prisma, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { previewOf, refuseOtherPreview, type Previewed } from '@/lib/preview/refuse-other-preview'
import { findUsableOwners } from './last-owner'

/** What the dialogs state before a person's status, factors or account change. */
export interface StatedStatus {
  status: AdministratorStatus
  /** sessions that run now */
  sessions: number
  /** roles that are not over, and how many of them wait for a yes or no */
  roles: number
  undecided: number
  factors: number
  /** roles activated now or soon, and requests that wait for a decision: both end with the account */
  activations: number
  requests: number
  /** roles whose activations they are named to approve */
  approves: RoleKey[]
  /** null for whoever does not own the tenant in a usable way; else how many others do */
  otherOwners: number | null
}

/** What they state before a role changes: everything that the difference of permissions is computed from. */
export interface StatedRoles extends Pick<StatedStatus, 'status' | 'otherOwners'> {
  factor: boolean
  breakGlass: boolean
  grants: Pick<Grant, 'id' | 'role' | 'scope' | 'kind' | 'startsAt' | 'endsAt' | 'confirmed' | 'placeActive'>[]
  /** versions of the policies that say how a role may be held and what it waits for */
  settings: Record<string, number>
  mfa: number
}

export interface StatedPerson {
  status: Previewed<StatedStatus>
  roles: Previewed<StatedRoles>
}

type Row = Omit<StatedStatus, 'approves' | 'otherOwners' | 'roles' | 'undecided'> & Omit<StatedRoles, 'status' | 'otherOwners'> & { approves: string[] }

const statement = (tenantId: string, administratorId: string, at: Date) => Prisma.sql`
  SELECT a.status::text, (a.factor_kinds && t.mfa_allowed_factors OR (a.break_glass_at IS NOT NULL AND a.factor_kinds <> '{}')) AS factor, a.break_glass_at IS NOT NULL AS "breakGlass", t.mfa_version AS mfa,
    (SELECT count(*)::int FROM second_factor f WHERE f.tenant_id = a.tenant_id AND f.administrator_id = a.id AND f.confirmed_at IS NOT NULL) AS factors,
    (SELECT count(*)::int FROM session s WHERE s.tenant_id = a.tenant_id AND s.administrator_id = a.id AND s.ended_at IS NULL AND s.expires_at > ${at}::timestamptz
      AND s.last_seen_at > ${at}::timestamptz - make_interval(secs => t.idle_timeout_seconds) AND s.created_at > ${at}::timestamptz - make_interval(secs => t.absolute_timeout_seconds)) AS sessions,
    (SELECT count(*)::int FROM pim_activation x WHERE x.tenant_id = a.tenant_id AND x.administrator_id = a.id AND x.ended_at IS NULL AND x.ends_at > ${at}::timestamptz) AS activations,
    (SELECT count(*)::int FROM pim_request r WHERE r.tenant_id = a.tenant_id AND r.administrator_id = a.id AND r.state = 'pending_approval' AND r.undecided_until > ${at}::timestamptz) AS requests,
    coalesce((SELECT json_agg(p.role ORDER BY p.role) FROM pim_approver p WHERE p.tenant_id = a.tenant_id AND p.administrator_id = a.id), '[]') AS approves,
    coalesce((SELECT json_object_agg(p.role, p.version) FROM pim_policy p WHERE p.tenant_id = a.tenant_id), '{}') AS settings,
    coalesce((SELECT json_agg(json_build_object('id', g.id, 'role', g.role, 'scope', json_build_object('type', g.scope, 'id', g.place_id), 'kind', g.kind, 'confirmed', g.confirmed, 'placeActive', coalesce(o.status = 'active', true),
        'startsAt', round(extract(epoch FROM g.starts_at) * 1000)::bigint, 'endsAt', round(extract(epoch FROM g.ends_at) * 1000)::bigint) ORDER BY g.id)
      FROM role_grant g LEFT JOIN organization o ON o.tenant_id = g.tenant_id AND o.id = g.organization_id
      WHERE g.tenant_id = a.tenant_id AND g.administrator_id = a.id AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ${at}::timestamptz)), '[]') AS grants
  FROM administrator a JOIN tenant t ON t.id = a.tenant_id
  WHERE a.tenant_id = ${tenantId}::uuid AND a.id = ${administratorId}::uuid`

/** What the dialogs about a person state now, with what stands for it. One statement; two about an owner. @returns null for nobody */
export async function statePerson(tx: Tx, { tenantId, now }: { tenantId: string; now: number }, administratorId: string): Promise<StatedPerson | null> {
  const [row] = await tx.$queryRaw<Row[]>(statement(tenantId, administratorId, new Date(now)))
  if (!row) return null
  const { status, factor, breakGlass, grants, settings, mfa, sessions, factors, activations, requests, approves } = row
  const owners = grants.some(({ role }) => role === OWNER_ROLE) ? await findUsableOwners(tx, tenantId, administratorId) : null
  const otherOwners = owners?.isOne ? owners.others : null
  return {
    status: previewOf(ABOUT.status(administratorId), { status, sessions, roles: grants.length, undecided: grants.filter(({ confirmed }) => !confirmed).length, factors, activations, requests, approves: approves.filter(isRoleKey), otherOwners }),
    roles: previewOf(ABOUT.roles(administratorId), { status, factor, breakGlass, grants, settings, mfa, otherOwners }),
  }
}

const ABOUT = {
  status: (administratorId: string) => ({ what: 'status', administratorId }),
  roles: (administratorId: string) => ({ what: 'roles', administratorId }),
}

/**
 * Saves what a dialog about a person stated, or nothing: what it stated is stated once more before, under the tenant's lock, and compared after, so
 * that whatever else stands against the change is said first. A stale version brings the statement of now with it.
 * @param previewed what stands for the statement; left out where none was shown: a run over many has a preview of its own
 * @throws AppError of `save`; conflict with what the dialog would state now
 */
export async function asShown<T>({ tx, tenantId, now }: Work, what: 'status' | 'roles', { administratorId, previewed }: { administratorId: string; previewed?: string | undefined }, save: () => Promise<T>): Promise<T> {
  if (previewed === undefined) return save()
  const preview = (await statePerson(tx, { tenantId, now }, administratorId))![what]
  const done = await save().catch((error: unknown) => {
    if (!(error instanceof AppError) || error.failure.details?.current === undefined) throw error
    throw new AppError(error.code, { ...error.failure, details: { ...error.failure.details, preview } })
  })
  const { previewed: _hash, ...stated } = preview
  refuseOtherPreview(previewed, ABOUT[what](administratorId), stated)
  return done
}
