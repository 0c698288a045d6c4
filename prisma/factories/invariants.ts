import { createHash } from 'node:crypto'
import { chainedContent } from '@/lib/audit/record'
import { db } from '@/lib/db/client'

/** What must never be true of a database, whatever happened to it: one query each, whose rows are the breaches. */
export const INVARIANTS: Record<string, string> = {
  'a tenant that had a usable owner has none': `
    SELECT t.slug FROM tenant t WHERE t.had_usable_owner AND NOT EXISTS (
      SELECT FROM role_grant g
      JOIN administrator a ON (a.tenant_id, a.id) = (g.tenant_id, g.administrator_id) AND a.status = 'active'
      JOIN password_credential p ON (p.tenant_id, p.administrator_id) = (a.tenant_id, a.id)
      WHERE g.tenant_id = t.id AND g.role = 'client_owner' AND g.kind = 'active' AND g.revoked_at IS NULL AND g.confirmed AND g.ends_at IS NULL AND g.starts_at <= castellan_now())`,
  'a session of somebody who is not active has not ended': `
    SELECT s.id::text FROM session s JOIN administrator a ON (a.tenant_id, a.id) = (s.tenant_id, s.administrator_id) WHERE s.ended_at IS NULL AND a.status <> 'active'`,
  'a link was used without its effect': `
    SELECT l.id::text FROM link_token l LEFT JOIN invitation i ON (i.tenant_id, i.id) = (l.tenant_id, l.invitation_id)
    WHERE l.used_at IS NOT NULL AND l.purpose = 'activation' AND i.accepted_at IS NULL`,
  'an invitation was accepted without its link': `
    SELECT i.id::text FROM invitation i
    WHERE i.accepted_at IS NOT NULL AND NOT EXISTS (SELECT FROM link_token l WHERE (l.tenant_id, l.invitation_id) = (i.tenant_id, i.id) AND l.used_at IS NOT NULL)`,
  'somebody who never activated is active, or the other way round': `
    SELECT id::text FROM administrator WHERE (status = 'active' AND activated_at IS NULL) OR (status = 'new' AND activated_at IS NOT NULL)`,
  'an open invitation of somebody who is past it': `
    SELECT i.id::text FROM invitation i JOIN administrator a ON (a.tenant_id, a.id) = (i.tenant_id, i.administrator_id)
    WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL AND a.status IN ('active', 'deleted')`,
  'a job is neither waiting nor over': `SELECT id::text FROM job WHERE state = 'queued' AND attempts >= max_attempts AND lease_token IS NULL`,
  'the sealed content of a job outlived it': `SELECT id::text FROM job WHERE state <> 'queued' AND sealed IS NOT NULL`,
  'the audit has a gap': `
    SELECT c.tenant_id::text FROM audit_chain c LEFT JOIN audit_event e ON e.tenant_id = c.tenant_id
    GROUP BY c.tenant_id, c.sequence HAVING count(e.sequence) <> c.sequence OR coalesce(max(e.sequence), 0) <> c.sequence`,
  'a person is without the identifier they sign in by': `
    SELECT a.id::text FROM administrator a
    WHERE NOT EXISTS (SELECT FROM identifier i WHERE (i.tenant_id, i.administrator_id) = (a.tenant_id, a.id) AND i.type = 'email' AND i.value_key = a.email_key)`,
}

/** @returns what is broken, in words with the rows; empty when the database is as it must be */
export async function brokenInvariants(): Promise<string[]> {
  const broken: string[] = []
  for (const [name, query] of Object.entries(INVARIANTS)) {
    const rows = await db().$queryRawUnsafe<Record<string, string>[]>(query)
    if (rows.length > 0) broken.push(`${name}: ${rows.map((row) => Object.values(row)[0]).join(', ')}`)
  }
  return broken
}

/** @returns the sequence number of each event whose hash is not that of what stands there, or that does not follow the one before */
export async function brokenLinks(tenantId: string, after = 0n): Promise<bigint[]> {
  const rows = await db().auditEvent.findMany({ where: { tenantId, sequence: { gte: after } }, orderBy: { sequence: 'asc' } })
  return rows.flatMap(({ hash, at, ...row }, index) => {
    const content = { ...row, sequence: Number(row.sequence), at: at.getTime() } as unknown as Parameters<typeof chainedContent>[0]
    const right = createHash('sha256').update(chainedContent(content), 'utf8').digest()
    const before = rows[index - 1]
    const follows = !before || Buffer.from(before.hash).equals(Buffer.from(row.previousHash))
    return follows && right.equals(Buffer.from(hash)) ? [] : [row.sequence]
  })
}
