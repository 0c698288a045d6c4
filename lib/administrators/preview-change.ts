import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { uneasyPairs } from '@/lib/authz/rules'
import { personName } from '@/lib/format/person-name'
import type { BulkChange, BulkOrder } from './bulk-change'
import type { BulkPreview } from './bulk-view'
import { judgeChange } from './judge-change'
import { listChosen, type AdministratorRow } from './list-data'
import { selectPeople } from './select-people'

const BATCH = 1000
const NAMES = 5

/** Consequence before commitment: how many the change will reach, and who is left out and why. Changes nothing. */
export async function previewChange(cleared: Cleared<'administrator:read'>, { change, selection }: BulkOrder): Promise<BulkPreview> {
  const ids = await selectPeople(cleared.actor, selection)
  const willChange: Pile = { count: 0, names: [] }
  const uneasy: Pile = { count: 0, names: [] }
  const leftOut = new Map<string, Pile & { sentence: string }>()
  let people = 0
  for (let from = 0; from < ids.length; from += BATCH) {
    const rows = await listChosen(cleared, ids.slice(from, from + BATCH))
    people += rows.length
    for (const row of rows) {
      const verdict = judgeChange(cleared.actor, change, { administratorId: row.id, status: row.status, factorEnrolledAt: row.factorEnrolledAt, grants: row.grants })
      put(row, verdict.outcome === 'done' ? willChange : pileOf(leftOut, verdict.sentence))
      if (verdict.outcome === 'done' && becomesUneasy(change, row)) put(row, uneasy)
    }
  }
  return { people, willChange, uneasy, leftOut: [...leftOut.values()].sort((a, b) => b.count - a.count) }
}

interface Pile { count: number; names: string[] }

function put(row: AdministratorRow, pile: Pile): void {
  pile.count += 1
  if (pile.names.length < NAMES) pile.names.push(personName(row))
}

function becomesUneasy(change: BulkChange, { grants }: AdministratorRow): boolean {
  if (change.act !== 'assign') return false
  const held = grants.map(({ role }) => role)
  return uneasyPairs([...held, change.role]).length > uneasyPairs(held).length
}

function pileOf(piles: Map<string, Pile & { sentence: string }>, sentence: string) {
  let pile = piles.get(sentence)
  if (!pile) piles.set(sentence, (pile = { sentence, count: 0, names: [] }))
  return pile
}
