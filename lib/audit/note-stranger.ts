import 'server-only'
import { pool } from '@/lib/db/client'
import type { AuditEventName } from './event-names'

interface StrangerFailure {
  tenantId: string
  action: AuditEventName
  /** network address, as counted */
  address: string
  /** keyed hash of what was asked for; names nobody */
  account: Uint8Array
  reason: string
}

/**
 * Notes a failure of somebody without a session: one row per minute, address and account, outside the chain, so that nobody
 * starves it from outside. Its hourly digest enters the chain.
 */
export async function noteStranger({ tenantId, action, address, account, reason }: StrangerFailure): Promise<void> {
  await pool().query({
    name: 'note-stranger',
    text: `INSERT INTO stranger_failure AS f (tenant_id, minute, action, address, account_key, reason)
      VALUES ($1, date_trunc('minute', castellan_now()), $2, $3, $4, $5)
      ON CONFLICT (tenant_id, minute, action, address, account_key, reason) DO UPDATE SET count = f.count + 1`,
    values: [tenantId, action, address, Buffer.from(account), reason],
  })
}
