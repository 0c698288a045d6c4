import type { ClientBase } from 'pg'
import { newToken } from '@/lib/crypto/tokens'

/** Signs these people in, ten minutes ago, with a second factor; whoever stands there twice has two browsers. @returns the session's token for each */
export async function plantSessions(client: Pick<ClientBase, 'query'>, tenantId: string, people: readonly string[]): Promise<string[]> {
  const made = people.map(() => newToken('session'))
  await client.query(
    `INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at, factor_used_at, factor_used_kind, fresh_factor_at)
     SELECT $1, person, hash, castellan_now() - interval '10 minutes', castellan_now(), castellan_now() + interval '11 hours', castellan_now(), 'totp', castellan_now() FROM unnest($2::uuid[], $3::bytea[]) AS s (person, hash)`,
    [tenantId, people, made.map(({ hash }) => Buffer.from(hash))],
  )
  return made.map(({ token }) => token)
}
