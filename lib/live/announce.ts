import 'server-only'
import type { Place } from '@/lib/authz/can'
import type { Tx } from '@/lib/db/client'
import type { LiveTopic } from './live-event'

export const LIVE_CHANNEL = 'castellan_live'

/**
 * What open tabs are told: look again at a topic. `administratorId`: whose own tabs must check their session.
 * `place`: where it happened; whoever reads in that place only hears of nothing else.
 */
export interface LiveSignal {
  tenantId: string
  topic: LiveTopic
  administratorId?: string
  place?: Place
  /** who hears of it besides whoever may read the topic: those it waits for */
  also?: readonly string[]
}

/** A notification holds 8,000 bytes; whoever is beyond looks again by their own poll. */
const TOLD_AT_ONCE = 150

/** Tells every server's open streams, when (and only if) the transaction commits. Carries ids, never data. */
export async function announce(tx: Tx, signal: LiveSignal): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${LIVE_CHANNEL}, ${JSON.stringify({ ...signal, also: signal.also?.slice(0, TOLD_AT_ONCE) })})`
}
