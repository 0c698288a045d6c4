import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import type { Actor } from '@/lib/authz/grants'
import { isRoleKey, ROLES } from '@/lib/authz/policy'
import { db } from '@/lib/db/client'
import type { InviteListView, LineFilter, SentListView } from './list-view'

const PAGE = 100
const LATELY = 5
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
// A line that failed by a fault of ours is one that needs looking at, like a refused one.
const SHOWN = { waiting: 'waiting', done: 'done', unchanged: 'done', refused: 'refused', failed: 'refused' } as const
const OUTCOMES = { all: ['waiting', 'done', 'refused', 'failed'], waiting: ['waiting'], done: ['done'], refused: ['refused', 'failed'] } as const

const labelOf = (role: string) => (isRoleKey(role) ? ROLES[role].label : role)

/** How far one's own list has come, with a page of its lines. @returns null for a list of somebody else, or none */
export async function findInviteList({ tenantId, administratorId }: Actor, id: string, { show, after }: { show: LineFilter; after: number }): Promise<InviteListView | null> {
  const list = UUID.test(id) ? await db().inviteList.findUnique({ where: { tenantId_id: { tenantId, id } } }) : null
  if (list?.startedById !== administratorId) return null
  const [counted, lines] = await Promise.all([
    db().inviteLine.groupBy({ by: ['outcome'], where: { tenantId, listId: id }, _count: { _all: true } }),
    db().inviteLine.findMany({ where: { tenantId, listId: id, outcome: { in: [...OUTCOMES[show]] }, position: { gt: after } }, orderBy: { position: 'asc' }, take: PAGE + 1 }),
  ])
  const counts = { total: 0, waiting: 0, done: 0, refused: 0 }
  for (const { outcome, _count } of counted) {
    counts[SHOWN[outcome]] += _count._all
    counts.total += _count._all
  }
  const page = lines.slice(0, PAGE)
  const { role } = list.access as { role: string }
  return {
    id, state: list.state, stoppedBecause: list.stoppedBecause, createdAt: list.createdAt.getTime(), role: labelOf(role), counts,
    lines: page.map(({ position, email, givenName, familyName, outcome, sentence, administratorId: personId }) => ({
      position, email, name: `${givenName} ${familyName}`.trim(), outcome: SHOWN[outcome], sentence, administratorId: personId,
    })),
    next: lines.length > PAGE ? page.at(-1)!.position : null,
  }
}

/** @returns the last few lists that somebody sent, the newest first */
export async function listSentLists({ tenantId, administratorId }: Actor): Promise<SentListView[]> {
  const rows = await db().$queryRaw<{ id: string; state: SentListView['state']; createdAt: Date; role: string; total: number; waiting: number; done: number }[]>`
    SELECT l.id, l.state::text AS state, l.created_at AS "createdAt", l.access ->> 'role' AS role, of.total, of.waiting, of.done
    FROM (SELECT * FROM invite_list WHERE tenant_id = ${tenantId}::uuid AND started_by_id = ${administratorId}::uuid ORDER BY created_at DESC LIMIT ${LATELY}) l
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS total, count(*) FILTER (WHERE i.outcome = 'waiting')::int AS waiting, count(*) FILTER (WHERE i.outcome IN ('done', 'unchanged'))::int AS done
      FROM invite_line i WHERE i.tenant_id = l.tenant_id AND i.list_id = l.id) of
    ORDER BY l.created_at DESC`
  return rows.map(({ id, state, createdAt, role, total, waiting, done }) => ({ id, state, createdAt: createdAt.getTime(), role: labelOf(role), counts: { total, waiting, done, refused: total - waiting - done } }))
}

/** @returns how many invitations a tenant's mail takes in an hour; the rest leaves later */
export async function getMailsPerHour({ actor }: Cleared<'administrator:invite'>): Promise<number> {
  const { invitationMailsPerHour } = await db().tenant.findUniqueOrThrow({ where: { id: actor.tenantId }, select: { invitationMailsPerHour: true } })
  return invitationMailsPerHour
}
