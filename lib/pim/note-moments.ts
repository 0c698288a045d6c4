import 'server-only'
import { z } from 'zod'
import { recordAudit, type AuditEvent } from '@/lib/audit/record'
import { db, type Tx } from '@/lib/db/client'
import { lockTenant, readClock, transaction } from '@/lib/db/transaction'
import { requestIdOfJob, type LeasedJob } from '@/lib/jobs/lease-job'
import { pimEntry } from './record-pim'
import { findRequest, lockRequest } from './request-data'
import { getRoleSettings } from './role-settings-data'
import { announcePim, tellOthers, tellRequester, type Telling } from './tell-people'

const Payload = z.object({ requestId: z.uuid() })
const AT_ONCE = 200

interface Which { tenantId: string; requestId: string; now: number }

/**
 * Job: writes down what became of a request by itself (nobody decided in time, it started, it ended) and sends the letters, each exactly
 * once: whoever changes the row says it. Whether anything is in force never waits for this.
 */
export async function notePimMoment(job: LeasedJob): Promise<void> {
  const { requestId } = Payload.parse(job.payload)
  await noteMoments(job.tenantId!, requestId, requestIdOfJob(job))
}

/** Job: the same for whatever is late, whose own job was lost. */
export async function sweepPimMoments(job: LeasedJob, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const late = await db().$queryRaw<{ tenantId: string; requestId: string }[]>`
      (SELECT tenant_id AS "tenantId", id AS "requestId" FROM pim_request WHERE state = 'pending_approval' AND undecided_until <= (SELECT castellan_now()) LIMIT ${AT_ONCE})
      UNION (SELECT tenant_id, request_id FROM pim_activation WHERE ended_at IS NULL AND ends_at <= (SELECT castellan_now()) LIMIT ${AT_ONCE})
      UNION (SELECT tenant_id, request_id FROM pim_activation WHERE ended_at IS NULL AND start_noted_at IS NULL AND starts_at <= (SELECT castellan_now()) LIMIT ${AT_ONCE})`
    for (const { tenantId, requestId } of late) await noteMoments(tenantId, requestId, requestIdOfJob(job))
    if (late.length < AT_ONCE) return
  }
}

/** Whether there is anything to note; asked before the tenant is locked. */
async function isDue(tenantId: string, requestId: string): Promise<boolean> {
  const rows = await db().$queryRaw<unknown[]>`
    SELECT 1 FROM pim_request r LEFT JOIN pim_activation x ON x.tenant_id = r.tenant_id AND x.request_id = r.id AND x.ended_at IS NULL
    WHERE r.tenant_id = ${tenantId}::uuid AND r.id = ${requestId}::uuid
      AND (r.state = 'pending_approval' AND r.undecided_until <= castellan_now() OR x.ends_at <= castellan_now() OR x.start_noted_at IS NULL AND x.starts_at <= castellan_now())`
  return rows.length > 0
}

async function noteMoments(tenantId: string, requestId: string, origin: string): Promise<void> {
  if (!(await isDue(tenantId, requestId))) return
  await transaction(async (tx) => {
    await lockTenant(tx, tenantId)
    await lockRequest(tx, tenantId, requestId)
    const now = await readClock(tx)
    const which = { tenantId, requestId, now }
    const events = [...(await noteTimeOut(tx, which, origin, true)), ...(await noteStart(tx, which, origin)), ...(await noteEnd(tx, which, origin))]
    if (events.length > 0) await recordAudit(tx, events)
  })
}

function systemEvent(tenantId: string, origin: string, entry: ReturnType<typeof pimEntry>): AuditEvent {
  return { ...entry, action: entry.action!, tenantId, actor: { kind: 'system' }, outcome: 'done', origin: { requestId: origin, address: '', userAgent: '' } }
}

async function tellingFor(tx: Tx, tenantId: string, now: number): Promise<Telling> {
  const { name } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } })
  return { tx, tenantId, now, tenantName: name }
}

/** @param later whether the caller writes the events; else they are written here @returns the event, where it was this call that noted it */
export async function noteTimeOut(tx: Tx, { tenantId, requestId, now }: Which, origin = 'pim', later = false): Promise<AuditEvent[]> {
  const noted = await tx.$executeRaw`
    UPDATE pim_request SET state = 'timed_out', ended_at = undecided_until, version = version + 1
    WHERE tenant_id = ${tenantId}::uuid AND id = ${requestId}::uuid AND state = 'pending_approval' AND undecided_until <= ${new Date(now)}::timestamptz`
  if (noted === 0) return []
  const telling = await tellingFor(tx, tenantId, now)
  const request = (await findRequest(tx, { tenantId, requestId, now }))!
  const policy = await getRoleSettings(tx, tenantId, request.role)
  await announcePim(telling, policy, request)
  await tellRequester(telling, policy, request, { news: 'timed_out' })
  const events = [systemEvent(tenantId, origin, pimEntry('pim_request.timed_out', request))]
  if (!later) await recordAudit(tx, events)
  return events
}

async function noteStart(tx: Tx, { tenantId, requestId, now }: Which, origin: string): Promise<AuditEvent[]> {
  const noted = await tx.$executeRaw`
    UPDATE pim_activation SET start_noted_at = ${new Date(now)}::timestamptz
    WHERE tenant_id = ${tenantId}::uuid AND request_id = ${requestId}::uuid AND start_noted_at IS NULL AND ended_at IS NULL AND starts_at <= ${new Date(now)}::timestamptz`
  if (noted === 0) return []
  const telling = await tellingFor(tx, tenantId, now)
  const request = (await findRequest(tx, { tenantId, requestId, now }))!
  const { startsAt, endsAt } = request.activation!
  const policy = await getRoleSettings(tx, tenantId, request.role)
  await announcePim(telling, policy, request)
  // One that is over already when its start is noted (no worker for a while) is told once, as ended.
  if (now < endsAt) {
    await tellRequester(telling, policy, request, { news: 'started', startsAt, endsAt })
    await tellOthers(telling, policy, request, { news: 'activated', startsAt, endsAt, reason: request.justification }, [])
  }
  return [systemEvent(tenantId, origin, pimEntry('pim_activation.started', request, { startsAt, endsAt }))]
}

async function noteEnd(tx: Tx, { tenantId, requestId, now }: Which, origin: string): Promise<AuditEvent[]> {
  const noted = await tx.$executeRaw`
    UPDATE pim_activation SET ended_at = ends_at
    WHERE tenant_id = ${tenantId}::uuid AND request_id = ${requestId}::uuid AND ended_at IS NULL AND ends_at <= ${new Date(now)}::timestamptz`
  if (noted === 0) return []
  await tx.$executeRaw`
    UPDATE pim_request SET state = 'expired', version = version + 1, ended_at = (SELECT x.ends_at FROM pim_activation x WHERE x.tenant_id = pim_request.tenant_id AND x.request_id = pim_request.id)
    WHERE tenant_id = ${tenantId}::uuid AND id = ${requestId}::uuid AND state = 'approved'`
  const telling = await tellingFor(tx, tenantId, now)
  const request = (await findRequest(tx, { tenantId, requestId, now }))!
  const { startsAt, endsAt } = request.activation!
  const policy = await getRoleSettings(tx, tenantId, request.role)
  await announcePim(telling, policy, request)
  await tellRequester(telling, policy, request, { news: 'ended', startsAt, endsAt })
  return [systemEvent(tenantId, origin, pimEntry('pim_activation.expired', request, { startsAt, endsAt }))]
}
