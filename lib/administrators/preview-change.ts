import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { OWNER_ROLE } from '@/lib/authz/policy'
import type { Asked } from '@/lib/authz/refusals'
import { uneasyPairs } from '@/lib/authz/rules'
import { db, type Tx } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import { getRoleSettings } from '@/lib/pim/role-settings-data'
import type { BulkChange, BulkOrder } from './bulk-change'
import type { BulkPreview } from './bulk-view'
import { judgeChange } from './judge-change'
import { countOwnersWithout } from './last-owner'
import { listChosen, type AdministratorRow } from './list-data'
import { selectPeople } from './select-people'

const BATCH = 1000
const NAMES = 5

/** Consequence before commitment: how many the change will reach, and who is left out and why. Changes nothing. */
export async function previewChange(cleared: Cleared<'administrator:read'>, { change, selection }: BulkOrder): Promise<BulkPreview> {
  const ids = await selectPeople(cleared.actor, selection)
  const willChange: Pile = { count: 0, names: [] }
  const uneasy: Pile = { count: 0, names: [] }
  const leftOut = new Map<string, LeftOut>()
  const owners: string[] = []
  const terms = change.act === 'assign' ? (await getRoleSettings(db() as unknown as Tx, cleared.actor.tenantId, change.role)).settings : null
  let people = 0
  for (let from = 0; from < ids.length; from += BATCH) {
    const rows = await listChosen(cleared, ids.slice(from, from + BATCH))
    people += rows.length
    for (const row of rows) {
      const verdict = judgeChange(cleared.actor, change, { administratorId: row.id, status: row.status, factorEnrolledAt: row.factorEnrolledAt, grants: row.grants }, terms)
      put(row, verdict.outcome === 'done' ? willChange : pileOf(leftOut, verdict))
      if (verdict.outcome !== 'done') continue
      if (becomesUneasy(change, row)) put(row, uneasy)
      if (row.grants.some(({ role }) => role === OWNER_ROLE)) owners.push(row.id)
    }
  }
  return { people, willChange, uneasy, ownersLeft: await ownersLeftBy(change, cleared.actor.tenantId, owners), leftOut: [...leftOut.values()].sort((a, b) => b.count - a.count) }
}

interface Pile { count: number; names: string[] }

function put(row: AdministratorRow, pile: Pile): void {
  pile.count += 1
  if (pile.names.length < NAMES) pile.names.push(personName(row))
}

/** @param owners the owners whom the change reaches @returns null where no usable one is taken */
async function ownersLeftBy({ act }: BulkChange, tenantId: string, owners: readonly string[]): Promise<number | null> {
  if (owners.length === 0 || (act !== 'deactivate' && act !== 'soft-delete')) return null
  const { lost, left } = await countOwnersWithout(db() as unknown as Tx, tenantId, owners)
  return lost === 0 ? null : left
}

function becomesUneasy(change: BulkChange, { grants }: AdministratorRow): boolean {
  if (change.act !== 'assign') return false
  const held = grants.map(({ role }) => role)
  return uneasyPairs([...held, change.role]).length > uneasyPairs(held).length
}

type LeftOut = Pile & { sentence: string; asked: Asked | null }

function pileOf(piles: Map<string, LeftOut>, { sentence, asked }: { sentence: string; asked?: Asked }): Pile {
  let pile = piles.get(sentence)
  if (!pile) piles.set(sentence, (pile = { sentence, asked: asked ?? null, count: 0, names: [] }))
  return pile
}
