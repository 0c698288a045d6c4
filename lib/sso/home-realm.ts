import 'server-only'
import { pool } from '@/lib/db/client'

export interface HomeRealm {
  id: string
  name: string
  /** the people of this domain have to come through it now */
  required: boolean
}

/**
 * Which connection the people of a domain sign in through (sign-in.md, "home-realm discovery"): one that has it bound, by DNS or by a
 * Client Owner's word. It looks at the domain alone, with one query whoever is meant and whether anybody is.
 * @param emailKey a canonical address @returns also a hidden one; null for a disabled one, and for every other domain
 */
export async function findHomeRealm(tenantId: string, emailKey: string): Promise<HomeRealm | null> {
  const { rows } = await pool().query<HomeRealm>({
    name: 'home-realm',
    text: `SELECT c.id, c.name, sso_is_required(c, castellan_now()) AS required FROM sso_connection_domain d JOIN sso_connection c ON c.tenant_id = d.tenant_id AND c.id = d.connection_id
      WHERE d.tenant_id = $1 AND d.domain = split_part($2, '@', 2) AND (d.proved_at IS NOT NULL OR d.confirmed_at IS NOT NULL) AND NOT c.disabled`,
    values: [tenantId, emailKey],
  })
  return rows[0] ?? null
}
