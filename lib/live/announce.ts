import 'server-only'
import type { Tx } from '@/lib/db/client'

export const LIVE_CHANNEL = 'castellan_live'

/** What open tabs are told: look again at a topic; `administratorId`: whose own tabs must check their session. */
export interface LiveSignal {
  tenantId: string
  topic: 'administrators' | 'sessions' | 'workspaces' | 'organizations' | 'bulk' | 'roles'
  administratorId?: string
}

/** Tells every server's open streams, when (and only if) the transaction commits. Carries ids, never data. */
export async function announce(tx: Tx, signal: LiveSignal): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${LIVE_CHANNEL}, ${JSON.stringify(signal)})`
}
