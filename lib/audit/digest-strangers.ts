import 'server-only'
import { db, type Tx } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { holdLease, requestIdOfJob, type LeasedJob } from '@/lib/jobs/lease-job'
import { recordAudit } from './record'

/** Rows an event sums up, at most; more make more events. */
const ROWS = 20_000

interface Digest { rows: number; failures: number; accounts: number; addresses: number; from: Date; to: Date; sha256: string; reasons: Record<string, number> }

/**
 * Sums up the failures of strangers, tenant by tenant, in an event of the chain: how many, of how many accounts, from how many
 * addresses, why, and a hash over the rows, so that they cannot be changed unseen afterwards. Only minutes that are over count.
 */
export async function digestStrangers(job: LeasedJob, signal: AbortSignal): Promise<void> {
  const tenants = await db().$queryRaw<{ tenantId: string }[]>`SELECT DISTINCT tenant_id AS "tenantId" FROM stranger_failure WHERE digested_at IS NULL`
  for (const { tenantId } of tenants) {
    let rows: number
    do {
      signal.throwIfAborted()
      rows = await transaction(async (tx) => {
        await holdLease(tx, job)
        return digestTenant(tx, tenantId, requestIdOfJob(job))
      })
    } while (rows === ROWS)
  }
}

async function digestTenant(tx: Tx, tenantId: string, requestId: string): Promise<number> {
  const [digest] = await tx.$queryRaw<Digest[]>`
    WITH digested AS (
      UPDATE stranger_failure SET digested_at = castellan_now()
      WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM stranger_failure
        WHERE tenant_id = ${tenantId}::uuid AND digested_at IS NULL AND minute < (SELECT castellan_now()) - interval '3 minutes'
        ORDER BY minute LIMIT ${ROWS} FOR UPDATE))
      RETURNING minute, action, address, account_key, reason, count),
    reasons AS (SELECT jsonb_object_agg(key, failures) AS by_reason FROM (SELECT action || ' ' || reason AS key, sum(count) AS failures FROM digested GROUP BY 1) counted)
    SELECT count(*)::int AS rows, coalesce(sum(count), 0)::int AS failures, count(DISTINCT account_key)::int AS accounts, count(DISTINCT address)::int AS addresses,
      min(minute) AS "from", max(minute) AS "to", coalesce((SELECT by_reason FROM reasons), '{}') AS reasons,
      encode(sha256(convert_to(coalesce(string_agg(concat_ws('|', extract(epoch FROM minute)::bigint, action, address, encode(account_key, 'hex'), reason, count), E'\n'
        ORDER BY minute, action COLLATE "C", address COLLATE "C", account_key, reason COLLATE "C"), ''), 'UTF8')), 'hex') AS sha256
    FROM digested`
  if (!digest || digest.rows === 0) return 0
  const { rows, failures, accounts, addresses, from, to, sha256, reasons } = digest
  await recordAudit(tx, [{
    tenantId, actor: { kind: 'system' }, action: 'audit.strangers_digested', outcome: 'done',
    after: { from: from.toISOString(), to: to.toISOString(), rows, failures, accounts, addresses, reasons, sha256 },
    origin: { requestId, address: '', userAgent: '' },
  }])
  return rows
}
