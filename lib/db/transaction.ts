import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { isWriteConflict } from '@/lib/errors/database-failure'
import { db, type Tx } from './client'

const TRIES = 10
/** From this try on, whoever still collides waits for the others of this process that do. */
const IN_LINE_FROM = 3
const LONGEST_WAIT_MS = 1500

let last: Promise<unknown> = Promise.resolve()

/**
 * One at a time: those who collided again and again would only go on colliding with each other, the longer each takes the surer.
 * Nobody waits longer than the limit, so that a slow one (or one that itself begins another) holds up nobody for good.
 */
async function inLine<T>(work: () => Promise<T>): Promise<T> {
  const before = last
  let leave = () => {}
  const over = new Promise<void>((resolve) => (leave = resolve))
  last = Promise.allSettled([before, over])
  const patience = new AbortController()
  await Promise.race([before, pause(LONGEST_WAIT_MS, undefined, { signal: patience.signal }).catch(() => undefined)])
  patience.abort()
  try {
    return await work()
  } finally {
    leave()
  }
}

/**
 * Runs `work` in one transaction (READ COMMITTED) and again when the database reports a serialisation conflict:
 * at most ten tries, jittered 10·2ⁿ ms, capped at 500 ms, the later ones in line. Never put mail or other outside effects inside.
 */
export async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  const attempt = async () => db().$transaction((tx) => work(tx as unknown as Tx))
  for (let tried = 0; ; tried++) {
    try {
      return tried < IN_LINE_FROM ? await attempt() : await inLine(attempt)
    } catch (error) {
      if (tried + 1 >= TRIES || !isWriteConflict(error)) throw error
      await pause(Math.random() * Math.min(500, 10 * 2 ** tried))
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
