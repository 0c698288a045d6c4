import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { ROLES } from '@/lib/authz/policy'
import { db } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import { BULK_WORDS, type BulkChange } from './bulk-change'
import type { BulkRunView, ItemFilter } from './bulk-view'
import { changeOfRun } from './stop-bulk'

const PAGE = 100
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
// One that failed by a fault of ours needs looking at, like a refused one.
const SHOWN = { waiting: 'waiting', done: 'done', unchanged: 'unchanged', refused: 'refused', failed: 'refused' } as const
const OUTCOMES = { all: ['waiting', 'done', 'unchanged', 'refused', 'failed'], waiting: ['waiting'], done: ['done'], unchanged: ['unchanged'], refused: ['refused', 'failed'] } as const

/** How far one's own change of many people has come, with a page of them. @returns null for a run of somebody else, or none */
export async function findBulkRun({ actor: { tenantId, administratorId } }: Cleared<'administrator:read'>, id: string, { show, after }: { show: ItemFilter; after: number }): Promise<BulkRunView | null> {
  const run = UUID.test(id) ? await db().bulkRun.findUnique({ where: { tenantId_id: { tenantId, id } } }) : null
  if (run?.startedById !== administratorId) return null
  const [counted, items] = await Promise.all([
    db().bulkItem.groupBy({ by: ['outcome'], where: { tenantId, runId: id }, _count: { _all: true } }),
    db().bulkItem.findMany({ where: { tenantId, runId: id, outcome: { in: [...OUTCOMES[show]] }, position: { gt: after } }, orderBy: { position: 'asc' }, take: PAGE + 1 }),
  ])
  const counts = { total: 0, waiting: 0, done: 0, unchanged: 0, refused: 0 }
  for (const { outcome, _count } of counted) {
    counts[SHOWN[outcome]] += _count._all
    counts.total += _count._all
  }
  const page = items.slice(0, PAGE)
  const people = await db().administrator.findMany({ where: { tenantId, id: { in: page.map((item) => item.administratorId) } }, select: { id: true, givenName: true, familyName: true, email: true } })
  const names = new Map(people.map((person) => [person.id, personName(person)]))
  const change = changeOfRun(run.input)
  return {
    id, act: change.act, title: titleOf(change, (run.input as { placeName?: string | null }).placeName ?? null), state: run.state, stoppedBecause: run.stoppedBecause, createdAt: run.createdAt.getTime(), counts,
    items: page.map(({ position, administratorId: personId, outcome, sentence }) => ({ position, administratorId: personId, name: names.get(personId) ?? null, outcome: SHOWN[outcome], sentence })),
    next: items.length > PAGE ? page.at(-1)!.position : null,
  }
}

function titleOf(change: BulkChange, placeName: string | null): string {
  const { verb } = BULK_WORDS[change.act]
  return change.act === 'assign' ? `${verb} ${ROLES[change.role].label}${change.kind === 'eligible' ? ' as eligible' : ''}${placeName ? ` in ${placeName}` : ''}` : verb
}
