/** Somebody or something an event speaks of; `href` null where there is nothing to go to, or it is not open to the viewer. */
export interface EventRef {
  kind: 'person' | 'workspace' | 'organization'
  id: string
  name: string
  href: string | null
}

/** A sentence, with what it speaks of as references. */
export type SentencePart = string | EventRef

export type ChangedValue = { text: string } | { at: number } | { erased: true } | { withheld: true }

/** One field of what an event changed. */
export interface EventChange {
  field: string
  before: ChangedValue | null
  after: ChangedValue | null
}

export type EventOutcome = 'done' | 'refused' | 'failed'

/** One event as the explorer's list shows it. Times are epoch milliseconds. */
export interface EventView {
  sequence: number
  at: number
  /** a person, or who else acted: "The operator" */
  actor: EventRef | string
  sentence: readonly SentencePart[]
  /** what was changed, in a few words; empty when the sentence says it all */
  summary: string
  /** where it happened, when the sentence does not say it */
  place: EventRef | null
  action: string
  outcome: EventOutcome
  /** why it was refused or failed */
  reason: string | null
}

/** Everything that was written down about one event. */
export interface EventDetailView extends EventView {
  affected: EventRef | null
  target: { type: string; id: string } | null
  changes: readonly EventChange[]
  /** the reader knows the actor by an address alone: what else could tell who it is is left out */
  veiled: boolean
  /** null when the person was erased, or is veiled */
  address: string | null
  device: string | null
  /** labels of the roles in force at that moment */
  roles: readonly string[]
  sessionId: string | null
  activationId: string | null
  requestId: string
  previousHash: string
  hash: string
}

/** A page of events, newest first. Cursors are null where there is nothing more. */
export interface EventPageView {
  events: readonly EventView[]
  older: string | null
  newer: string | null
  /** set when the search stopped early: everything newer than this was looked at */
  searchedBackTo: number | null
  count: { count: number; exact: boolean } | null
  /** the text means more people than were followed */
  morePeople: boolean
}
