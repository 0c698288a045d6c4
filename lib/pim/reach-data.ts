import 'server-only'
import { OWNER_ROLE, type RoleKey } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import { listDecidersByRole } from './deciders'
import { reachOf, type Reach } from './reach'
import type { RoleSettings } from './role-settings'
import type { RoleSettingsRecord } from './role-settings-data'

const NOBODY = '00000000-0000-0000-0000-000000000000'
const MOST_LOOKED_AT = 500

/** Of the settings only what counts here: they may be some that are not saved yet. */
export interface Asked extends Pick<RoleSettingsRecord, 'role' | 'approvers'> {
  settings: Pick<RoleSettings, 'enabled' | 'approvals'>
}

/**
 * Whether the approvals of some roles can be reached now: by their approvers, for each of those eligible for them. Two statements, whatever the number of roles.
 * @param now epoch milliseconds
 */
export async function getReaches(tx: Tx, tenantId: string, records: readonly Asked[], now: number): Promise<ReadonlyMap<RoleKey, Reach>> {
  const asked = records.filter(({ role, settings }) => settings.enabled && (settings.approvals > 0 || role === OWNER_ROLE))
  if (asked.length === 0) return new Map()
  const roles = asked.map(({ role }) => role)
  const deciders = await listDecidersByRole(tx, tenantId, asked, { except: NOBODY })
  const eligible = await tx.$queryRaw<{ role: string; id: string; givenName: string; familyName: string; email: string }[]>`
    SELECT r.role, e.* FROM unnest(${roles}::text[]) AS r (role) CROSS JOIN LATERAL (
      SELECT DISTINCT a.id, a.given_name AS "givenName", a.family_name AS "familyName", a.email FROM role_grant g
      JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id AND a.status = 'active'
      WHERE g.tenant_id = ${tenantId}::uuid AND g.role = r.role AND g.kind = 'eligible' AND g.revoked_at IS NULL AND g.confirmed AND (g.ends_at IS NULL OR g.ends_at > ${new Date(now)}) LIMIT ${MOST_LOOKED_AT}) e`
  return new Map(asked.map(({ role, settings }) => [role, reachOf(settings.approvals, deciders.get(role) ?? [], eligible.filter((row) => row.role === role).map(({ id, ...names }) => ({ id, name: personName(names) })))]))
}

/** The same for one role. */
export async function getReach(tx: Tx, tenantId: string, record: Asked, now: number): Promise<Reach> {
  return (await getReaches(tx, tenantId, [record], now)).get(record.role) ?? reachOf(0, [], [])
}
