import { databaseStatus } from '@/lib/db/database-status'
import { isShuttingDown } from '@/lib/shutdown'

const LARGEST_DRIFT_MILLISECONDS = 5000

/** Ready for requests: the database answers, and this process is not ending. Tells a load balancer where to send people. */
export async function GET(): Promise<Response> {
  if (isShuttingDown()) return notReady('This server is shutting down.')
  const status = await databaseStatus()
  if (!status) return notReady('The database cannot be reached, or is not migrated.')
  const drift = Math.abs(Date.now() - status.clock)
  // Nothing is decided by this machine's clock, so a wrong one is said, not punished.
  const warning = drift > LARGEST_DRIFT_MILLISECONDS ? { clockDriftSeconds: Math.round(drift / 1000) } : {}
  return Response.json({ status: 'ready', ...warning }, { headers: { 'cache-control': 'no-store' } })
}

function notReady(because: string): Response {
  return Response.json({ status: 'not ready', because }, { status: 503, headers: { 'cache-control': 'no-store', 'retry-after': '5' } })
}
