/** For the search of secrets where they must not be (T51, T77): what is secret in the database, and what is written down for people to read. */
import { db, pool } from '@/lib/db/client'

export interface Secret {
  what: string
  value: string
}

const spellings = (what: string, bytes: Uint8Array): Secret[] => (['hex', 'base64', 'base64url'] as const).map((encoding) => ({ what: `${what}, ${encoding}`, value: Buffer.from(bytes).toString(encoding) }))

/** @returns everything of these tenants that nobody may ever be sent, in every spelling it could have */
async function secretsOf({ tenantIds }: { tenantIds: string[] }): Promise<Secret[]> {
  const where = { tenantId: { in: tenantIds } }
  const [passwords, history, sessions, links, jobs, salts] = await Promise.all([
    db().passwordCredential.findMany({ where, select: { hash: true } }), db().passwordHistory.findMany({ where, select: { hash: true } }), db().session.findMany({ where, select: { tokenHash: true } }),
    db().linkToken.findMany({ where, select: { tokenHash: true } }), db().job.findMany({ where: { ...where, sealed: { not: null } }, select: { sealed: true } }), db().auditPerson.findMany({ where, select: { salt: true }, take: 200 }),
  ])
  // The parts of a password's line behind its parameters: salt and hash.
  const parts = [...passwords, ...history].flatMap(({ hash }) => hash.split('$').filter((part) => part.length >= 16 && !part.includes('=')).map((value) => ({ what: 'a password hash', value })))
  return [
    ...parts, ...jobs.map(({ sealed }) => ({ what: 'a sealed letter', value: sealed! })), ...sessions.flatMap(({ tokenHash }) => spellings('the hash of a session', tokenHash)),
    ...links.flatMap(({ tokenHash }) => spellings('the hash of a link', tokenHash)), ...salts.flatMap(({ salt }) => spellings('a salt of the audit', salt)),
  ]
}

/** @returns as text what the application wrote down for people or for itself to read again: audit, queue, kept answers */
async function writtenDown({ tenantIds }: { tenantIds: string[] }): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  const queries = {
    audit: "SELECT coalesce(before::text, '') || coalesce(after::text, '') || origin::text || coalesce(reason, '') || coalesce(target_id, '') AS text FROM audit_event WHERE tenant_id = ANY($1::uuid[])",
    'person data beside the audit': 'SELECT path || value AS text FROM audit_person WHERE tenant_id = ANY($1::uuid[])',
    'the queue': "SELECT payload::text || coalesce(last_error, '') || coalesce(dedup_key, '') AS text FROM job WHERE tenant_id = ANY($1::uuid[]) OR tenant_id IS NULL",
    'failures of strangers': 'SELECT t::text AS text FROM stranger_failure t WHERE tenant_id = ANY($1::uuid[]) OR $1 IS NULL',
  }
  for (const [name, sql] of Object.entries(queries)) texts[name] = (await pool().query<{ text: string }>(sql, [tenantIds])).rows.map(({ text }) => text).join('\n')
  texts['kept answers'] = (await pool().query<{ text: string }>("SELECT coalesce(result::text, '') || encode(input_hash, 'hex') AS text FROM idempotency_key")).rows.map(({ text }) => text).join('\n')
  return texts
}

export const canaryVerbs = { secretsOf, writtenDown }
