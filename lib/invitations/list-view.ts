/** A list of people to invite, as its page shows it. */
export interface InviteListView {
  id: string
  state: 'running' | 'stopped' | 'done'
  /** why it stopped by itself; null when it was stopped by hand */
  stoppedBecause: string | null
  /** epoch milliseconds */
  createdAt: number
  /** "Auditor", "Member" */
  role: string
  counts: { total: number; waiting: number; done: number; refused: number }
  /** one page of lines */
  lines: InviteLineView[]
  /** the place after which the next page begins, or null */
  next: number | null
}

/** One of the lists somebody sent lately. */
export type SentListView = Pick<InviteListView, 'id' | 'state' | 'createdAt' | 'role' | 'counts'>

export interface InviteLineView {
  position: number
  email: string
  name: string
  outcome: 'waiting' | 'done' | 'refused'
  /** why it was refused, and what to do */
  sentence: string | null
  /** the invited person, or the one who has the address already */
  administratorId: string | null
}

/** Which lines are shown. */
export const LINE_FILTERS = ['all', 'refused', 'done', 'waiting'] as const
export type LineFilter = (typeof LINE_FILTERS)[number]
