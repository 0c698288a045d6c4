import 'server-only'
import type { Scope } from '@/lib/authz/grants'
import { ROLE_KEYS, type RoleKey } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import { sayReach } from './reach'
import { getReach, type Asked } from './reach-data'
import type { RolePolicy } from './is-loosening'
import { findRefusedStarts } from './refused-starts'
import { DEFAULT_SETTINGS } from './role-settings'

/** A standing grant of a role, for the list of those whom tighter settings would not end. */
export interface StandingGrant {
  grantId: string
  version: number
  administratorId: string
  name: string
  scope: Scope
  endsAt: number | null
  breakGlass: boolean
}

/** Whom the settings of a role meet now. */
export interface Met {
  /** the first of those who hold it standing, by name, and how many there are */
  standing: readonly StandingGrant[]
  standingCount: number
  eligible: number
  pending: number
  running: number
}

/** What is said of settings before they are saved. */
export interface StatedSettings extends Met {
  /** how many could decide now */
  able: number
  outOfReach: string | null
}

/** What is said before they go back to the defaults. */
export interface StatedReset extends StatedSettings {
  /** activations that were approved, are still to start, and would not be given by the defaults: they never start */
  starts: number
}

const STANDING_SHOWN = 50

/** What holds for a role where a tenant has said nothing. */
export const DEFAULTS = Object.fromEntries(ROLE_KEYS.map((role) => [role, { settings: DEFAULT_SETTINGS[role], approvers: { people: [], roles: [] } }])) as unknown as Readonly<Record<RoleKey, RolePolicy>>

interface When { tenantId: string; /** epoch milliseconds */ now: number }

/** Two statements. */
export async function readMet(tx: Tx, { tenantId, now }: When, role: RoleKey): Promise<Met> {
  const at = new Date(now)
  const standing = await tx.$queryRaw<{ grantId: string; version: number; administratorId: string; givenName: string; familyName: string; email: string; endsAt: Date | null; scope: Scope['type']; placeId: string | null; breakGlass: boolean; count: bigint }[]>`
    SELECT g.id AS "grantId", g.version, a.id AS "administratorId", a.given_name AS "givenName", a.family_name AS "familyName", a.email, g.ends_at AS "endsAt", g.scope::text AS scope, g.place_id AS "placeId", a.break_glass_at IS NOT NULL AS "breakGlass", count(*) OVER () AS count
    FROM role_grant g JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id AND a.status <> 'deleted'
    WHERE g.tenant_id = ${tenantId}::uuid AND g.role = ${role} AND g.kind = 'active' AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ${at})
    ORDER BY a.name_key, a.id, g.id LIMIT ${STANDING_SHOWN}`
  const [counts] = await tx.$queryRaw<{ eligible: number; pending: number; running: number }[]>`
    SELECT
      (SELECT count(DISTINCT g.administrator_id)::int FROM role_grant g WHERE g.tenant_id = ${tenantId}::uuid AND g.role = ${role} AND g.kind = 'eligible' AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ${at})) AS eligible,
      (SELECT count(*)::int FROM pim_request r WHERE r.tenant_id = ${tenantId}::uuid AND r.role = ${role} AND r.state = 'pending_approval' AND r.undecided_until > ${at}) AS pending,
      (SELECT count(*)::int FROM pim_activation x JOIN role_grant g ON g.tenant_id = x.tenant_id AND g.id = x.grant_id WHERE x.tenant_id = ${tenantId}::uuid AND g.role = ${role} AND x.ended_at IS NULL AND x.starts_at <= ${at} AND x.ends_at > ${at}) AS running`
  return {
    ...counts!,
    standing: standing.map(({ givenName, familyName, email, endsAt, scope, placeId, count: _, ...grant }) => ({ ...grant, scope: scope === 'tenant' ? { type: 'tenant' } : { type: scope, id: placeId! }, name: personName({ givenName, familyName, email }), endsAt: endsAt?.getTime() ?? null })),
    standingCount: Number(standing[0]?.count ?? 0),
  }
}

/** What settings would mean for whoever holds the role, asks for it and decides about it, now. */
export async function stateSettings(tx: Tx, when: When, asked: Asked): Promise<StatedSettings> {
  const reach = await getReach(tx, when.tenantId, asked, when.now)
  return { ...(await readMet(tx, when, asked.role)), able: reach.able, outOfReach: sayReach(reach) }
}

/** @returns what a preview of settings is about: what the people who are met and who decide depend on, in whatever order it was written */
export function aboutSettings({ role, settings: { enabled, approvals }, approvers }: Asked) {
  return { role, enabled, approvals, people: approvers.people.toSorted(), roles: approvers.roles.toSorted() }
}

/** What the defaults would mean for the same people, and for what was approved by the settings there are. */
export async function stateReset(tx: Tx, when: When, role: RoleKey): Promise<StatedReset> {
  const starts = await findRefusedStarts(tx, when, role, DEFAULT_SETTINGS[role])
  return { ...(await stateSettings(tx, when, { role, ...DEFAULTS[role] })), starts: starts.length }
}

/** @returns what a preview of going back is about */
export const aboutReset = (role: RoleKey) => ({ what: 'defaults', role })
