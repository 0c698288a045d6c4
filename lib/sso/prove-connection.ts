import 'server-only'
import { eventOf } from '@/lib/actions/work'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import { holds } from '@/lib/authz/can'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { open, seal } from '@/lib/crypto/seal'
import { pool } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { outcomeOf, type Outcome } from './dry-run'
import { passageContext } from './sealed-places'
import { SsoFailure } from './sso-failure'
import type { Arrival } from './take-answer'

const LONGEST_VALUE = 500
const MOST_CLAIMS = 60

/** What came back from a provider while it was proved: every claim, and what it means here. */
export interface ProofReport {
  claims: { name: string; value: string }[]
  outcome: Outcome
}

/**
 * The end of a round trip that proves a connection. It counts for the one who set out, in the same session, still allowed to manage
 * connections; nobody is signed in or linked by it.
 * @throws SsoFailure over
 */
export async function noteProof({ trip, asserted, claims }: Arrival, facts: SessionFacts | null, origin: AuditOrigin): Promise<void> {
  const { connection: { tenantId, connectionId, materialVersion }, traveller } = trip
  if (!facts || !traveller || facts.actor.tenantId !== tenantId || facts.actor.sessionId !== traveller.sessionId || !holds(facts.actor, 'sso:manage')) throw new SsoFailure('over')
  const report: ProofReport = { claims: Object.entries(claims).slice(0, MOST_CLAIMS).map(([name, value]) => ({ name, value: (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST_VALUE) })), outcome: await outcomeOf({ tenantId, connectionId, now: facts.actor.now }, asserted) }
  const sealed = seal(JSON.stringify(report), passageContext('request-answer', { tenantId, id: trip.id }))
  await transaction(async (tx) => {
    await tx.$executeRaw`UPDATE sso_request SET answer_sealed = ${sealed} WHERE tenant_id = ${tenantId}::uuid AND id = ${trip.id}::uuid`
    // What is staged counts once it is put in use, and until then for nothing.
    if (!trip.withNext) await tx.$executeRaw`
      INSERT INTO sso_proof (tenant_id, connection_id, material_version, administrator_id, session_id, at)
      VALUES (${tenantId}::uuid, ${connectionId}::uuid, ${materialVersion}, ${traveller.administratorId}::uuid, ${traveller.sessionId}::uuid, castellan_now())`
    await recordAudit(tx, [eventOf(facts.actor, origin, 'sso_connection.proved', { target: { type: 'sso_connection', id: connectionId }, ...(trip.withNext ? { after: { staged: true } } : {}) })])
  })
}

/** What the last round trip of this person through a connection brought back, within the hour. `staged`: it went through what is to follow. */
export async function findReport({ actor: { tenantId, administratorId } }: SessionFacts, connectionId: string): Promise<(ProofReport & { at: number; staged: boolean }) | null> {
  const { rows } = await pool().query<{ id: string; sealed: string; at: Date; staged: boolean }>({
    name: 'sso-report',
    text: `SELECT id, answer_sealed AS sealed, answered_at AS at, with_next AS staged FROM sso_request WHERE tenant_id = $1 AND administrator_id = $2 AND connection_id = $3 AND purpose = 'prove' AND answer_sealed IS NOT NULL
      AND answered_at > castellan_now() - interval '1 hour' ORDER BY answered_at DESC LIMIT 1`,
    values: [tenantId, administratorId, connectionId],
  })
  const [row] = rows
  return row ? { ...(JSON.parse(open(row.sealed, passageContext('request-answer', { tenantId, id: row.id }))) as ProofReport), at: row.at.getTime(), staged: row.staged } : null
}
