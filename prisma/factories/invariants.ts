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
  'a role held just in time is without what it needs': `
    SELECT 'no approval: ' || x.id FROM pim_activation x JOIN pim_request r ON (r.tenant_id, r.id) = (x.tenant_id, x.request_id)
    WHERE r.approvals_needed > (SELECT count(*) FROM pim_decision d WHERE (d.tenant_id, d.request_id) = (r.tenant_id, r.id) AND d.verdict = 'approved')
    UNION ALL SELECT 'denied and given: ' || x.id FROM pim_activation x JOIN pim_decision d ON (d.tenant_id, d.request_id) = (x.tenant_id, x.request_id) AND d.verdict = 'denied'
    UNION ALL SELECT 'over and open: ' || r.id FROM pim_request r JOIN pim_activation x ON (x.tenant_id, x.request_id) = (r.tenant_id, r.id) WHERE r.state <> 'approved' AND x.ended_at IS NULL
    UNION ALL SELECT 'past its grant: ' || x.id FROM pim_activation x JOIN role_grant g ON (g.tenant_id, g.id) = (x.tenant_id, x.grant_id)
      WHERE x.ended_at IS NULL AND (x.ends_at > g.ends_at OR x.ends_at > g.revoked_at OR x.ends_at > castellan_now() AND g.kind <> 'eligible')
    UNION ALL SELECT 'of somebody who is not active: ' || r.id FROM pim_request r JOIN administrator a ON (a.tenant_id, a.id) = (r.tenant_id, r.administrator_id)
      LEFT JOIN pim_activation x ON (x.tenant_id, x.request_id) = (r.tenant_id, r.id)
      WHERE a.status <> 'active' AND (r.state = 'pending_approval' AND r.undecided_until > castellan_now() OR r.state = 'approved' AND x.ended_at IS NULL AND x.ends_at > castellan_now())
    UNION ALL SELECT 'decisions without their events: ' || d.request_id FROM pim_decision d
      GROUP BY d.tenant_id, d.request_id HAVING count(*) <> (SELECT count(*) FROM audit_event e WHERE e.tenant_id = d.tenant_id AND e.target_type = 'pim_request' AND e.target_id = d.request_id::text AND e.outcome = 'done' AND e.action IN ('pim_request.approved', 'pim_request.denied'))`,
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
