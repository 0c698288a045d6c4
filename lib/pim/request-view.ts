import type { Scope } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import type { RequestState, StoredState } from './request-state'

export interface PersonRef { id: string; name: string }

/** A request as a list shows it. Times are epoch milliseconds, lengths seconds. */
export interface RequestView {
  id: string
  version: number
  /** at the moment it was read */
  state: RequestState
  stored: StoredState
  person: PersonRef & { email: string }
  grantId: string
  role: RoleKey
  scope: Scope
  placeName: string | null
  /** the running activation it is to go on from */
  extendsId: string | null
  justification: string
  ticket: string
  requestedAt: number
  /** asked for; null: as soon as it is approved */
  startsAt: number | null
  seconds: number
  undecidedUntil: number
  approvalsNeeded: number
  approvals: number
  activation: { id: string; startsAt: number; endsAt: number; endedAt: number | null } | null
  decidedAt: number | null
  endedAt: number | null
  endedBy: PersonRef | null
  endReason: string | null
  nudgedAt: number | null
}

export interface RequestPage {
  requests: RequestView[]
  /** cursors for the address */
  newer: string | null
  older: string | null
}

export interface DecisionView {
  by: PersonRef
  verdict: 'approved' | 'denied'
  /** approved for less than was asked */
  seconds: number | null
  reason: string
  at: number
}

/** An activation of the past, as an approver looks at it. */
export interface PastActivation {
  requestId: string
  startsAt: number
  endsAt: number
  justification: string
}

/** What an approver needs to decide. */
export interface WaitingRequest extends RequestView {
  /** "+37 permissions, in Payments" */
  adds: string
  /** of the same role, by the same person, latest first */
  last: PastActivation[]
  /** why the viewer may not decide it; null: they may */
  refusal: string | null
}

/** One request with its history, for whoever may see it. */
export interface RequestDetail {
  request: WaitingRequest
  decisions: DecisionView[]
}
