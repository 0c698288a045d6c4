import 'server-only'
import { AppError, type Failure } from '@/lib/errors/app-error'
import { asAppError } from '@/lib/errors/database-failure'
import { logBug } from '@/lib/log'
import type { ActionResult } from './result'

/** @returns what a browser may be told of an error; a bug becomes a reference number and one line in the log */
export function failureOf(error: unknown, where: string): Failure {
  const known = asAppError(error)
  if (known instanceof AppError) return known.failure
  return new AppError('internal', { reference: logBug(error, where) }).failure
}

/** The one seam between what throws and what the browser gets. Next's own control flow passes through. */
export async function answer<T>(where: string, work: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, data: await work() }
  } catch (error) {
    // Not at the top: a worker runs the same actions' work outside of Next, where this module cannot be loaded.
    const { forbidden, unstable_rethrow } = await import('next/navigation')
    unstable_rethrow(error)
    if (error instanceof AppError && error.code === 'wrong_origin') forbidden()
    return { ok: false, error: failureOf(error, where) }
  }
}
