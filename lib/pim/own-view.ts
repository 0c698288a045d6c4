import type { Place } from '@/lib/authz/can'
import type { Scope } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import type { RequestState } from './request-state'
import type { RoleSettings } from './role-settings'

/** An activation of one's own that runs, or is to start. Times are epoch milliseconds. */
export interface OwnActivation {
  id: string
  requestId: string
  scope: Scope
  placeName: string | null
  startsAt: number
  endsAt: number
}

/** A request of one's own that waits to be decided. */
export interface OwnPending {
  id: string
  grantId: string
  scope: Scope
  placeName: string | null
  requestedAt: number
  undecidedUntil: number
  extendsId: string | null
}

/** A role one may activate, as the page and the dialog need it. */
export interface EligibleRole {
  grantId: string
  role: RoleKey
  scope: Scope
  placeName: string | null
  /** of the grant; null: without end */
  endsAt: number | null
  /** "+37 permissions, in Payments" */
  adds: string
  settings: Pick<RoleSettings, 'longestSeconds' | 'justificationLength' | 'ticket' | 'ticketPattern' | 'mfa' | 'approvals' | 'undecidedSeconds' | 'mailRequester' | 'mailApprovers'>
  /** kinds of place it can be narrowed to */
  narrowTo: Place['type'][]
  /** why it cannot be activated now; null: it can */
  disabledReason: string | null
  activations: OwnActivation[]
  pending: OwnPending[]
}

/** Who could decide, before it is asked. */
export interface DecidingView {
  /** approvals needed */
  needed: number
  /** names of those who can decide now */
  deciders: string[]
  /** whether they are enough */
  enough: boolean
  /** whether they are told by mail: not at all by the role's settings; held up when the mail of one of them is not getting through */
  mail: 'on' | 'off' | 'held_up'
}

/** What became of an activation of one's own. */
export interface EndedView {
  requestId: string
  state: RequestState
  endedAt: number
  endedBy: string | null
  reason: string | null
}
