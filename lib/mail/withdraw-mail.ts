import 'server-only'
import type { Tx } from '@/lib/db/client'

/** Withdraws every letter still waiting for a person: what it says or links to no longer holds. @returns how many */
export async function withdrawMail(tx: Tx, tenantId: string, administratorId: string): Promise<number> {
  return tx.$executeRaw`
    UPDATE job SET state = 'cancelled', sealed = NULL, lease_token = NULL, leased_until = NULL, finished_at = castellan_now()
    WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ${administratorId}::uuid AND kind = 'mail' AND state = 'queued'`
}
