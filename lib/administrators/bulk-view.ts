import type { Asked } from '@/lib/authz/refusals'
import type { BulkAct } from './bulk-change'

/** What a change of many people would do. Names: the first few. */
export interface BulkPreview {
  people: number
  willChange: { count: number; names: readonly string[] }
  /** those among them who would then hold roles that should not meet (roles.md rule 5) */
  uneasy: { count: number; names: readonly string[] }
  /** how many usable owners there would be; null where the change takes none */
  ownersLeft: number | null
  /** `asked`: the question about the first of them, where the roles of whoever asks forbid it */
  leftOut: readonly { sentence: string; asked: Asked | null; count: number; names: readonly string[] }[]
}

/** How far a change of many people has come, with a page of them. */
export interface BulkRunView {
  id: string
  act: BulkAct
  /** "Set to Inactive", "Assign role Auditor" */
  title: string
  state: 'running' | 'stopped' | 'done'
  /** why it stopped by itself; null when it was stopped by hand */
  stoppedBecause: string | null
  /** epoch milliseconds */
  createdAt: number
  counts: { total: number; waiting: number; done: number; unchanged: number; refused: number }
  items: BulkItemView[]
  /** the place after which the next page begins, or null */
  next: number | null
}

export interface BulkItemView {
  position: number
  administratorId: string
  /** null when they are gone */
  name: string | null
  outcome: 'waiting' | 'done' | 'unchanged' | 'refused'
  sentence: string | null
}

/** Which of them are shown. */
export const ITEM_FILTERS = ['all', 'refused', 'unchanged', 'done', 'waiting'] as const
export type ItemFilter = (typeof ITEM_FILTERS)[number]
