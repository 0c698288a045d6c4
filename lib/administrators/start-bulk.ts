import 'server-only'
import { randomUUID } from 'node:crypto'
import { refuseStale } from '@/lib/actions/step-up'
import { refuseDenied } from '@/lib/actions/define-action'
import type { Work } from '@/lib/actions/work'
import { holds } from '@/lib/authz/can'
import { isPrivilegedRole } from '@/lib/authz/rules'
import { explainRefusal } from '@/lib/authz/refusals'
import { AppError } from '@/lib/errors/app-error'
import { countOf } from '@/lib/format/count'
import { getPlaceName } from '@/lib/grants/data'
import { enqueueJob } from '@/lib/jobs/enqueue-job'
import { BULK_PERMISSION, type BulkChange, type BulkOrder } from './bulk-change'
import { selectPeople } from './select-people'

/**
 * Writes down who is meant and has a job change them one after another, each guarded and audited alone.
 * @throws AppError forbidden, step_up_required (a role of a privileged family, invitations), not_found for a foreign place, conflict when those who are meant are not as many as the preview said
 */
export async function startBulk(work: Work, { change, selection, people }: BulkOrder & { people: number }): Promise<{ runId: string }> {
  const { tx, tenantId, actor, now, origin, record } = work
  refuseUnlessHeld(work, change)
  const placeName = change.act === 'assign' ? await getPlaceName(tx, tenantId, change.scope) : null
  const meant = await selectPeople(actor, selection, tx)
  const found = await tx.administrator.findMany({ where: { tenantId, id: { in: meant } }, select: { id: true } })
  const there = new Set(found.map(({ id }) => id))
  const ids = meant.filter((id) => there.has(id))
  if (ids.length !== people) throw new AppError('conflict', { sentence: `${countOf(ids.length, 'person is', 'people are')} meant now, not ${people}: somebody came, left or changed. Nothing was done; look again.`, details: { people: ids.length } })
  const runId = randomUUID()
  await tx.bulkRun.create({ data: { tenantId, id: runId, startedById: actor.administratorId, sessionId: actor.sessionId, action: change.act, input: { ...change, placeName }, total: ids.length, createdAt: new Date(now) } })
  await tx.$executeRaw`
    INSERT INTO bulk_item (tenant_id, run_id, administrator_id, position)
    SELECT ${tenantId}::uuid, ${runId}::uuid, chosen.id, chosen.n FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS chosen (id, n)`
  await enqueueRun(work, runId)
  record({ target: { type: 'bulk_run', id: runId }, after: { act: change.act, people: ids.length, ...(change.act === 'assign' ? { role: change.role, kind: change.kind ?? 'active', scope: change.scope.type, placeId: change.scope.type === 'tenant' ? null : change.scope.id } : {}), requestId: origin.requestId } })
  return { runId }
}

/** Whoever starts or resumes it must hold the permission itself; each person is asked about when their turn comes. */
export function refuseUnlessHeld({ actor, facts }: Pick<Work, 'actor' | 'facts'>, change: BulkChange): void {
  const permission = BULK_PERMISSION[change.act]
  if (!holds(actor, permission)) refuseDenied({ allowed: false, because: explainRefusal(actor, { permission }) })
  // An invitation sent again may carry any role; who is invited to what is known only person by person.
  if (change.act === 'resend' || (change.act === 'assign' && isPrivilegedRole(change.role))) refuseStale(actor, facts.tenant.stepUpAgeSeconds)
}

/** Two jobs on one run do no harm: whoever comes second to a person gets the first one's answer. */
export async function enqueueRun({ tx, tenantId, now, origin }: Work, runId: string): Promise<void> {
  await enqueueJob(tx, { kind: 'bulk_run', tenantId, payload: { runId }, sealed: JSON.stringify(origin), runAt: now })
}
