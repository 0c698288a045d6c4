import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { personName } from '@/lib/format/person-name'
import type { BulkOrder } from './bulk-change'
import type { BulkPreview } from './bulk-view'
import { judgeChange } from './judge-change'
import { listChosen } from './list-data'
import { selectPeople } from './select-people'

const BATCH = 1000
const NAMES = 5

/** Consequence before commitment: how many the change will reach, and who is left out and why. Changes nothing. */
export async function previewChange(cleared: Cleared<'administrator:read'>, { change, selection }: BulkOrder): Promise<BulkPreview> {
  const ids = await selectPeople(cleared.actor, selection)
  const willChange: { count: number; names: string[] } = { count: 0, names: [] }
  const leftOut = new Map<string, { sentence: string; count: number; names: string[] }>()
  let people = 0
  for (let from = 0; from < ids.length; from += BATCH) {
    const rows = await listChosen(cleared, ids.slice(from, from + BATCH))
    people += rows.length
    for (const row of rows) {
      const verdict = judgeChange(cleared.actor, change, { administratorId: row.id, status: row.status, factorEnrolledAt: row.factorEnrolledAt, grants: row.grants })
      const pile = verdict.outcome === 'done' ? willChange : pileOf(leftOut, verdict.sentence)
      pile.count += 1
      if (pile.names.length < NAMES) pile.names.push(personName(row))
    }
  }
  return { people, willChange, leftOut: [...leftOut.values()].sort((a, b) => b.count - a.count) }
}

function pileOf(piles: Map<string, { sentence: string; count: number; names: string[] }>, sentence: string) {
  let pile = piles.get(sentence)
  if (!pile) piles.set(sentence, (pile = { sentence, count: 0, names: [] }))
  return pile
}
