import 'server-only'
import type { Work } from '@/lib/actions/work'
import { Prisma } from '@/lib/db/client'
import { endNow } from './end-request'
import { pimEntry } from './record-pim'
import { findRequest } from './request-data'
import { getRoleSettings } from './role-settings-data'
import { enqueueMoment } from './start-activation'
import { announcePim, tellRequester, tellingOf } from './tell-people'

/** Which requests: some, a person's, a person's for which a factor was given, those for some grants, or those for a place and for what is held in it. */
type Concerned = { requestIds: readonly string[] } | { factorOf: string } | { administratorId: string } | { grantIds: readonly string[] } | { place: { kind: 'workspace' | 'organization'; id: string } }

/** What was changed. */
type CutBecause = 'status_changed' | 'person_deleted' | 'role_ended' | 'role_changed' | 'factors_reset' | 'factors_removed' | 'settings_changed' | 'place_deactivated' | 'place_deleted'

function concerning(which: Concerned): Prisma.Sql {
  if ('factorOf' in which) return Prisma.sql`r.administrator_id = ${which.factorOf}::uuid AND r.factor_given_at IS NOT NULL`
  if ('requestIds' in which) return Prisma.sql`r.id = ANY(${which.requestIds}::uuid[])`
  if ('administratorId' in which) return Prisma.sql`r.administrator_id = ${which.administratorId}::uuid`
  if ('grantIds' in which) return Prisma.sql`r.grant_id = ANY(${which.grantIds}::uuid[])`
  return which.place.kind === 'workspace' ? Prisma.sql`r.workspace_id = ${which.place.id}::uuid` : Prisma.sql`r.organization_id = ${which.place.id}::uuid`
}

/**
 * Ends what waits, is scheduled or runs, because its person, role or place was changed: call it in the transaction of that change, once
 * the person or the grants are locked, and before their rows go. What is over already stays as it was.
 * @returns how many
 */
export async function cutShort(work: Work, which: Concerned, because: CutBecause): Promise<number> {
  const { tx, tenantId, now, record } = work
  const open = await tx.$queryRaw<{ id: string }[]>`
    SELECT r.id FROM pim_request r WHERE r.tenant_id = ${tenantId}::uuid AND ${concerning(which)} AND r.state IN ('pending_approval', 'approved') ORDER BY r.id FOR UPDATE`
  let cut = 0
  for (const { id } of open) {
    const request = await findRequest(tx, { tenantId, requestId: id, now })
    if (!request || (request.state !== 'pending_approval' && request.state !== 'scheduled' && request.state !== 'active')) continue
    if (!(await endNow(work, request, { state: 'cut_short', by: null, reason: because }))) continue
    cut += 1
    record(pimEntry(request.activation ? 'pim_activation.cut_short' : 'pim_request.cut_short', request, { because }))
    const telling = tellingOf(work)
    const policy = await getRoleSettings(tx, tenantId, request.role)
    await announcePim(telling, policy, request)
    await tellRequester(telling, policy, request, { news: 'cut_short' })
  }
  return cut
}

/**
 * A grant that ends earlier than before takes what was given of it along: what runs ends with it, what was to start after it never does.
 * @param endsAt the grant's new end, epoch milliseconds
 */
export async function shortenActivations(work: Work, grantId: string, endsAt: number): Promise<void> {
  const { tx, tenantId } = work
  const open = await tx.pimActivation.findMany({ where: { tenantId, grantId, endedAt: null, endsAt: { gt: new Date(endsAt) } }, select: { id: true, requestId: true, startsAt: true } })
  const never = open.filter(({ startsAt }) => startsAt.getTime() >= endsAt)
  await cutShort(work, { requestIds: never.map(({ requestId }) => requestId) }, 'role_changed')
  for (const { id, requestId, startsAt } of open) {
    if (startsAt.getTime() >= endsAt) continue
    const shortened = await tx.$executeRaw`UPDATE pim_activation SET ends_at = ${new Date(endsAt)}::timestamptz WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid AND ended_at IS NULL AND ends_at > ${new Date(endsAt)}::timestamptz`
    if (shortened > 0) await enqueueMoment(tx, { tenantId, requestId }, endsAt)
  }
}
