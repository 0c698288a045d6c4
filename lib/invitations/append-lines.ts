import 'server-only'
import type { Work } from '@/lib/actions/work'
import { canonicalJson } from '@/lib/audit/canonical-json'
import { AppError } from '@/lib/errors/app-error'
import { refuseAgainstSettings } from '@/lib/grants/refuse-kind'
import { enqueueJob } from '@/lib/jobs/enqueue-job'
import { assignmentsOf, type AccessValues } from './schema'

export interface ListPart {
  /** chosen by whoever sends the list: every part names it */
  listId: string
  access: AccessValues
  /** the place of the first line in the list, from 1 */
  from: number
  lines: readonly { email: string; givenName: string; familyName: string }[]
}

/**
 * Takes a part of a list of people to invite and has it worked off at once; the first part starts the list. A part that comes twice
 * counts once.
 * @throws AppError not_found for a list of somebody else, conflict when its access is another, invalid_input where the PIM settings of a role forbid it for everybody
 */
export async function appendLines(work: Work, { listId, access, from, lines }: ListPart): Promise<{ listId: string }> {
  const { tx, tenantId, now, actor, record } = work
  for (const { role, kind, startsAt = now, endsAt } of assignmentsOf(access)) await refuseAgainstSettings(work, { administratorId: null, role, kind, from: Math.max(startsAt, now), endsAt })
  const stored = JSON.parse(JSON.stringify(access)) as { [key: string]: string | number | null }
  await tx.$executeRaw`
    INSERT INTO invite_list (tenant_id, id, started_by_id, session_id, access, created_at)
    VALUES (${tenantId}::uuid, ${listId}::uuid, ${actor.administratorId}::uuid, ${actor.sessionId}::uuid, ${JSON.stringify(stored)}::jsonb, ${new Date(now)}) ON CONFLICT DO NOTHING`
  await tx.$queryRaw`SELECT 1 FROM invite_list WHERE tenant_id = ${tenantId}::uuid AND id = ${listId}::uuid FOR UPDATE`
  const where = { tenantId_id: { tenantId, id: listId } }
  const list = await tx.inviteList.findUniqueOrThrow({ where, select: { startedById: true, access: true, state: true } })
  if (list.startedById !== actor.administratorId) throw new AppError('not_found')
  if (canonicalJson(list.access) !== canonicalJson(stored)) throw new AppError('conflict', { sentence: 'This list was started with another role. Send it again from the beginning.' })
  const { count } = await tx.inviteLine.createMany({ data: lines.map((line, index) => ({ tenantId, listId, position: from + index, ...line })), skipDuplicates: true })
  if (count > 0 && list.state !== 'stopped') {
    await tx.inviteList.update({ where, data: { state: 'running', finishedAt: null } })
    await enqueueLines(work, listId, from, from + lines.length)
  }
  record({ target: { type: 'invite_list', id: listId }, after: { role: access.role, lines: lines.length } })
  return { listId }
}

/** Has the lines between two places (`to` not included) worked off; several parts never touch each other's lines. */
export async function enqueueLines({ tx, tenantId, now, origin }: Work, listId: string, from: number, to: number): Promise<void> {
  await enqueueJob(tx, { kind: 'invite_lines', tenantId, payload: { listId, from, to }, sealed: JSON.stringify(origin), runAt: now })
}
