import { type Decision } from '@/lib/authz/can'

/** @returns the sentence for `disabledReason`, or null when it is allowed. The screen explains; the action decides. */
export function reasonOf(decision: Decision): string | null {
  return decision.allowed ? null : decision.because.sentence
}
