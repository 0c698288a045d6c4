// The state of a request at a moment: a function of its rows and the clock, never of a job (pim.md, "States"). Pure; epoch milliseconds.

/** What stands in the row. `approved` covers scheduled, active and over. */
export type StoredState = 'pending_approval' | 'approved' | 'denied' | 'timed_out' | 'withdrawn' | 'cancelled' | 'deactivated' | 'revoked' | 'cut_short' | 'expired'

/** What the request is now. */
export type RequestState = Exclude<StoredState, 'approved'> | 'scheduled' | 'active'

export interface RequestRow {
  state: StoredState
  undecidedUntil: number
  /** of the activation it was given; null while there is none */
  activation: { startsAt: number; endsAt: number; endedAt: number | null } | null
}

/** Half-open intervals: at its last moment a request has timed out, at its end an activation is over. */
export function stateAt({ state, undecidedUntil, activation }: RequestRow, now: number): RequestState {
  if (state === 'pending_approval') return now < undecidedUntil ? 'pending_approval' : 'timed_out'
  if (state !== 'approved') return state
  if (!activation || activation.endedAt !== null || now >= activation.endsAt) return 'expired'
  return now < activation.startsAt ? 'scheduled' : 'active'
}

/** Whether nothing can become of it any more. */
export function isOver(state: RequestState): boolean {
  return state !== 'pending_approval' && state !== 'scheduled' && state !== 'active'
}
