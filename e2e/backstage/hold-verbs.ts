import { pool } from '@/lib/db/client'

let letGo = async () => {}

/** What journeys do so that something is still under way, however late they come to look. */
export const holdVerbs = {
  /** Nobody changes who holds which role in the tenant until letTenantGo: who wants to waits (lib/db/transaction lockTenant). */
  holdTenant: async ({ tenantId }: { tenantId: string }) => {
    const client = await pool().connect()
    await client.query('BEGIN')
    await client.query('SELECT 1 FROM tenant WHERE id = $1 FOR NO KEY UPDATE', [tenantId])
    letGo = async () => {
      letGo = async () => {}
      await client.query('COMMIT')
      client.release()
    }
  },
  letTenantGo: async () => letGo(),
}
