import { db } from '@/lib/db/client'
import type { JobKind } from '@/lib/jobs/enqueue-job'
import { HANDLERS } from '@/lib/jobs/handlers'

/** Does every waiting job of a kind, here and now, as the worker would. @returns how many there were */
export async function workOff(kind: JobKind): Promise<number> {
  const jobs = await db().job.findMany({ where: { kind, state: 'queued' }, orderBy: { createdAt: 'asc' } })
  for (const { id, tenantId, administratorId, payload, sealed } of jobs) {
    await HANDLERS[kind].run({ id, tenantId, kind, administratorId, payload, sealed, attempt: 1, maxAttempts: 8, leaseToken: id }, AbortSignal.timeout(10_000))
    await db().job.update({ where: { id }, data: { state: 'done', sealed: null, finishedAt: new Date() } })
  }
  return jobs.length
}
