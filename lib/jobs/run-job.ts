import 'server-only'
import { setInterval as every } from 'node:timers/promises'
import type { ReservedConnection } from '@/lib/db/reserved-connection'
import { log } from '@/lib/log'
import { completeJob, failJob, LeaseLost, releaseJob, renewLease, type LeasedJob } from './lease-job'

export interface Handler {
  /** Does the job. Whatever it does may be done again: a worker can die between the deed and the note of it. */
  run: (job: LeasedJob, signal: AbortSignal) => Promise<void>
  /** after so long it is told to stop and counts as failed */
  longestSeconds: number
}

export interface JobRun {
  connection: Pick<ReservedConnection, 'query'>
  handler: Handler | undefined
  leaseSeconds: number
  /** the worker is ending: what is not finished is given back */
  ending: AbortSignal
  /** waits until there is a connection again; false when the worker has ended */
  reconnected: () => Promise<boolean>
}

/** @returns what may be written down about a failure: a code, never its words, which may hold an address or a secret */
function failureCode(error: unknown): string {
  const { code, name, responseCode } = (error ?? {}) as { code?: unknown; name?: unknown; responseCode?: unknown }
  const known = [code, name].find((word): word is string => typeof word === 'string' && /^[A-Za-z0-9_]{1,40}$/.test(word)) ?? 'unknown'
  return typeof responseCode === 'number' ? `${known} ${responseCode}` : known
}

/** Runs a held job to its end and notes how it ended. Never throws. */
export async function runJob(job: LeasedJob, { connection, handler, leaseSeconds, ending, reconnected }: JobRun): Promise<void> {
  const lost = new AbortController()
  const over = new AbortController()
  const timeout = AbortSignal.timeout((handler?.longestSeconds ?? 1) * 1000)
  void keepLease()
  let failure: unknown = null
  try {
    if (!handler) throw Object.assign(new Error('unknown kind'), { code: 'unknown_kind' })
    const signal = AbortSignal.any([lost.signal, timeout, ending])
    await Promise.race([handler.run(job, signal), aborted(signal)])
  } catch (error) {
    failure = error ?? new Error('failed')
  } finally {
    over.abort()
  }
  await note(failure)

  /** A worker that lives renews what it holds; one that stalls or dies does not. */
  async function keepLease(): Promise<void> {
    try {
      for await (const _ of every((leaseSeconds * 1000) / 3, undefined, { signal: over.signal, ref: false })) {
        const held = await renewLease(connection, job, leaseSeconds).catch(() => true)
        if (!held) lost.abort(new LeaseLost())
      }
    } catch {
      // The job is over.
    }
  }

  /** The outcome must not be lost with a connection: it is tried again on the next one, where the token still decides. */
  async function note(failed: unknown): Promise<void> {
    do {
      try {
        return await noteOnce(failed)
      } catch {
        // No connection just now.
      }
    } while (await reconnected())
  }

  async function noteOnce(failed: unknown): Promise<void> {
    const facts = { job: job.id, kind: job.kind, attempt: job.attempt }
    if (failed === null) {
      if (!(await completeJob(connection, job))) log().warn(facts, 'a job was finished after its lease was lost; the result does not count')
    } else if (failed instanceof LeaseLost) {
      log().warn(facts, 'a job was taken over by another worker')
    } else if (ending.aborted) {
      await releaseJob(connection, job)
    } else {
      const state = await failJob(connection, job, failureCode(failed))
      if (state === 'abandoned') log().error({ ...facts, error: failureCode(failed) }, 'a job was given up')
      else log().warn({ ...facts, error: failureCode(failed) }, 'a job failed and will be tried again')
    }
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason as Error)
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
}
