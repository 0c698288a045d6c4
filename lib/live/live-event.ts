// What is said between a server and the tabs of one browser. Browser-safe.

/** What has changed; ids and data are fetched by whoever may. */
export type LiveTopic = 'administrators' | 'sessions' | 'workspaces' | 'organizations' | 'bulk' | 'roles' | 'pim'

/** Why a session is over. `gone`: it is not there any more, nothing else is known. */
export type OverBecause = 'signed_out' | 'revoked' | 'replaced' | 'status_changed' | 'password_changed' | 'password_reset' | 'address_changed' | 'factors_changed' | 'factors_reset' | 'expired' | 'gone'

/** `you`: one's own roles or account changed. `again`: something may have been missed, look at everything. */
export type LiveEvent = ({ event: 'open' } & LiveHeard) | { event: 'topic'; topic: LiveTopic } | { event: 'you' } | { event: 'again' } | { event: 'over'; because: OverBecause }

/** How often a server has heard of what one may hear of, `you` being one's own roles or account: where a mark differs, something has happened in between. */
export interface LiveHeard {
  /** marks are counted anew with each epoch */
  epoch: string
  marks: Partial<Record<LiveTopic | 'you', number>>
}

/** The answer to who only asks from time to time. */
export interface LiveState extends LiveHeard {
  /** whose session it is */
  who: string
}
