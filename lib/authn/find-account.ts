import 'server-only'
import { pool } from '@/lib/db/client'
import type { AdministratorStatus } from '@/lib/authz/grants'
import { SLUG } from '@/lib/format/slug'
import type { StoredPassword } from './password-hash'

export type PasswordState = 'usable' | 'must_change' | 'must_reset' | 'switched_off'

export interface Account {
  tenantId: string
  administratorId: string
  /** the counters' key */
  emailKey: string
  status: AdministratorStatus
  credential: (StoredPassword & { state: PasswordState }) | null
  /** an account for the worst day: failures never switch its password off */
  breakGlass: boolean
  /** the connection this person has to come through now: the right password is refused as a wrong one */
  requiredConnection: string | null
}

interface Row { tenant_id: string; administrator_id: string; email_key: string; status: AdministratorStatus; hash: string | null; pepper_key_id: string | null; state: PasswordState | null; break_glass: boolean; required_connection: string | null }

const SELECT = `
SELECT a.tenant_id, a.id AS administrator_id, a.email_key, a.status, p.hash, p.pepper_key_id, p.state, a.break_glass_at IS NOT NULL AS break_glass,
  CASE WHEN a.break_glass_at IS NULL THEN sso_required_for(a.tenant_id, a.email_key, castellan_now()) END AS required_connection
FROM administrator a LEFT JOIN password_credential p ON p.tenant_id = a.tenant_id AND p.administrator_id = a.id`

const byIdentifier = (tenant: string) => `${SELECT} WHERE (a.tenant_id, a.id) IN (
      SELECT i.tenant_id, i.administrator_id FROM identifier i JOIN identity_pool b ON b.tenant_id = i.tenant_id AND b.id = i.pool_id AND b.built_in
      WHERE i.tenant_id = ${tenant} AND i.value_key = $2 AND i.type = 'email')`

/** Looks somebody up by what they typed: an identifier of the tenant's own pool. @returns null for nobody; callers do the same work for nobody */
export async function findAccount(tenantId: string, emailKey: string): Promise<Account | null> {
  const { rows } = await pool().query<Row>({
    name: 'account-by-identifier',
    text: byIdentifier('$1'),
    values: [tenantId, emailKey],
  })
  return rows[0] ? accountOf(rows[0], emailKey) : null
}

const AT = `WITH here AS MATERIALIZED (SELECT id FROM tenant WHERE slug = $1)
SELECT here.id AS here, sso_required_for(here.id, $2, castellan_now()) IS NOT NULL AS elsewhere, found.* FROM here LEFT JOIN (${byIdentifier('(SELECT id FROM here)')}) AS found ON true`

/** The same where the tenant is known by its path only. @returns null when there is no such tenant; `elsewhere`: people of this domain, whether there are any or not, have to come through a connection now */
export async function findAccountAt(tenantSlug: string, emailKey: string): Promise<{ tenantId: string; account: Account | null; elsewhere: boolean } | null> {
  if (!SLUG.test(tenantSlug)) return null
  const { rows } = await pool().query<{ here: string; elsewhere: boolean } & (Row | { administrator_id: null })>({ name: 'account-at-tenant', text: AT, values: [tenantSlug, emailKey] })
  const [row] = rows
  return row ? { tenantId: row.here, elsewhere: row.elsewhere, account: row.administrator_id === null ? null : accountOf(row, emailKey) } : null
}

/** The account of somebody who is known already. */
export async function getOwnAccount(tenantId: string, administratorId: string): Promise<Account | null> {
  const { rows } = await pool().query<Row>({ name: 'account-by-id', text: `${SELECT} WHERE a.tenant_id = $1 AND a.id = $2`, values: [tenantId, administratorId] })
  return rows[0] ? accountOf(rows[0], rows[0].email_key) : null
}

function accountOf(row: Row, emailKey: string): Account {
  const credential = row.hash !== null && row.pepper_key_id !== null && row.state !== null ? { hash: row.hash, pepperKeyId: row.pepper_key_id, state: row.state } : null
  return { tenantId: row.tenant_id, administratorId: row.administrator_id, emailKey, status: row.status, credential, breakGlass: row.break_glass, requiredConnection: row.required_connection }
}
