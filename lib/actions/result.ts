import type { Failure } from '@/lib/errors/app-error'

/** What every guarded action answers: typed, never thrown across the wire. */
export type ActionResult<T> = { ok: true; data: T } | { ok: false; error: Failure }

/** A guarded action as the browser calls it. The key makes a double submit one effect. */
export type GuardedAction<I, T> = (input: I, idempotencyKey?: string) => Promise<ActionResult<T>>

/** What a public form answers; works as the state of a form before any script is there. */
export interface PublicState<D = unknown> {
  failure?: Failure
  /** what was typed and may be shown again (never a password) */
  values?: Record<string, string>
  /** the form did its work: what to show instead of it */
  done?: string
  /** what the form asked to see, when it asked for something */
  data?: D
}
