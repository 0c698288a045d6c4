import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { isWriteConflict } from '@/lib/errors/database-failure'
import { db, type Tx } from './client'

const TRIES = 10

/**
 * Runs `work` in one transaction (READ COMMITTED) and again when the database reports a serialisation conflict:
 * at most ten tries, jittered 10·2ⁿ ms, capped at 500 ms. Never put mail or other outside effects inside.
 */
export async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await db().$transaction((tx) => work(tx as unknown as Tx))
    } catch (error) {
      if (attempt + 1 >= TRIES || !isWriteConflict(error)) throw error
      await pause(Math.random() * Math.min(500, 10 * 2 ** attempt))
    }
  }
}

/** The database's clock, read now (not at the transaction's start). Epoch milliseconds. */
export async function readClock(tx: Tx): Promise<number> {
  const rows = await tx.$queryRaw<{ now: Date }[]>`SELECT castellan_now() AS now`
  return rows[0]!.now.getTime()
}

/**
 * Locks the tenant's row: every change of who owns, of PIM and of policies queues here, so that fifty at once leave one owner. Not FOR UPDATE: that
 * would also hold up every insert that refers to the tenant, and a sign-in that has taken the audit chain would wait for us while we wait for it.
 */
export async function lockTenant(tx: Tx, tenantId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM tenant WHERE id = ${tenantId}::uuid FOR NO KEY UPDATE`
}
