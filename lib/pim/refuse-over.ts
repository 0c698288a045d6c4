import { AppError } from '@/lib/errors/app-error'
import type { RequestRecord } from './request-data'
import type { RequestState } from './request-state'

const HAPPENED: Record<Exclude<RequestState, 'pending_approval'>, string> = {
  scheduled: 'This request was approved already; its start is still to come.',
  active: 'This request was approved already; the role is active.',
  expired: 'This request was approved, and what it gave is over.',
  denied: 'This request was denied already.',
  timed_out: 'Nobody decided this request in time; it can be asked for anew.',
  withdrawn: 'Whoever asked has withdrawn this request.',
  cancelled: 'Whoever asked has cancelled this.',
  deactivated: 'Whoever asked has deactivated the role already.',
  revoked: 'This was revoked already.',
  cut_short: 'This ended, because the account, the role or the second factors of whoever asked were changed.',
}

/** @returns what has happened to a request that does not wait any more */
export function whatHappened(state: RequestState): string {
  return state === 'pending_approval' ? 'This request waits to be decided.' : HAPPENED[state]
}

/** The loser of a race is told what happened. @param version as it was on the screen @throws AppError conflict */
export function refuseOver({ state, version }: Pick<RequestRecord, 'state' | 'version'>, read: number): void {
  if (state !== 'pending_approval') throw new AppError('conflict', { sentence: whatHappened(state), reason: state, details: { current: { state, version } } })
  if (read !== version) throw new AppError('conflict', { details: { current: { state, version } } })
}
