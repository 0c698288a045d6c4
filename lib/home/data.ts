import 'server-only'
import { holds } from '@/lib/authz/can'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { db } from '@/lib/db/client'
import { tryOpenWithdrawn, type WithdrawnRow } from '@/lib/invitations/withdrawn-links'
import type { CountView, WaitingView } from './waiting-view'

/** Counts stop here: Home says that there is something to do, the list says how much. */
const COUNTED = 1000
const NAMED = 5
const WORK_DAYS = 7

interface WaitingRow {
  address: { email: string; expiresAt: number } | null
  pending: number
  expired: number
  asking: WaitingView['askingAgain']
  anew: WithdrawnRow[]
  restored: WaitingView['restored']
  work: WaitingView['work']
}

/** @returns what waits for this person, in one statement along indexes; nothing that they may not see */
export async function findWaiting({ actor }: SessionFacts): Promise<WaitingView> {
  const { tenantId, administratorId } = actor
  const now = new Date(actor.now)
  const since = new Date(actor.now - WORK_DAYS * 86_400_000)
  const sees = holds(actor, 'administrator:read')
  const invites = sees && holds(actor, 'administrator:invite')
  const assigns = sees && holds(actor, 'role:assign')
  const [row] = await db().$queryRaw<[WaitingRow]>`
    SELECT
      (SELECT json_build_object('email', c.new_value, 'expiresAt', floor(extract(epoch FROM c.expires_at) * 1000)) FROM address_change c
        WHERE c.tenant_id = ${tenantId}::uuid AND c.administrator_id = ${administratorId}::uuid
          AND c.confirmed_at IS NULL AND c.undone_at IS NULL AND c.cancelled_at IS NULL AND c.expires_at > ${now} LIMIT 1) AS address,
      (SELECT count(*)::int FROM (SELECT FROM administrator a WHERE ${invites} AND a.tenant_id = ${tenantId}::uuid AND a.status = 'new' AND a.invitation_expires_at > ${now} LIMIT ${COUNTED + 1}) counted) AS pending,
      (SELECT count(*)::int FROM (SELECT FROM administrator a WHERE ${invites} AND a.tenant_id = ${tenantId}::uuid AND a.status = 'new' AND a.invitation_expires_at <= ${now} LIMIT ${COUNTED + 1}) counted) AS expired,
      coalesce((SELECT json_agg(asked) FROM (
        SELECT a.id, trim(a.given_name || ' ' || a.family_name) AS name, a.email FROM invitation i JOIN administrator a ON a.tenant_id = i.tenant_id AND a.id = i.administrator_id
        WHERE ${invites} AND i.tenant_id = ${tenantId}::uuid AND i.inviter_id = ${administratorId}::uuid AND i.asked_again_at > i.last_sent_at AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND a.status = 'new'
        ORDER BY i.asked_again_at, a.id LIMIT ${NAMED}) asked), '[]') AS asking,
      coalesce((SELECT json_agg(wanted) FROM (
        SELECT w.tenant_id AS "tenantId", w.administrator_id AS "administratorId", min(w.sealed) AS sealed FROM withdrawn_link w
        WHERE ${invites} AND w.tenant_id = ${tenantId}::uuid AND w.inviter_id = ${administratorId}::uuid AND w.asked_again_at > ${since}
        GROUP BY w.tenant_id, w.administrator_id ORDER BY max(w.asked_again_at) LIMIT ${NAMED}) wanted), '[]') AS anew,
      coalesce((SELECT json_agg(waiting) FROM (
        SELECT a.id, trim(a.given_name || ' ' || a.family_name) AS name, a.email FROM administrator a
        WHERE ${assigns} AND a.tenant_id = ${tenantId}::uuid AND a.status = 'inactive' AND a.id IN (
          SELECT g.administrator_id FROM role_grant g WHERE g.tenant_id = ${tenantId}::uuid AND NOT g.confirmed AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ${now}))
        ORDER BY a.name_key, a.id LIMIT ${NAMED}) waiting), '[]') AS restored,
      coalesce((SELECT json_agg(json_build_object('kind', w.kind, 'id', w.id, 'state', w.state, 'startedAt', floor(extract(epoch FROM w.created_at) * 1000)) ORDER BY w.created_at DESC) FROM (
        SELECT 'bulk' AS kind, r.id, r.state, r.created_at FROM bulk_run r
        WHERE ${sees} AND r.tenant_id = ${tenantId}::uuid AND r.started_by_id = ${administratorId}::uuid AND r.created_at > ${since} AND r.state <> 'done'
        UNION ALL
        SELECT 'invite', l.id, l.state, l.created_at FROM invite_list l
        WHERE ${invites} AND l.tenant_id = ${tenantId}::uuid AND l.started_by_id = ${administratorId}::uuid AND l.created_at > ${since} AND l.state <> 'done'
        ORDER BY created_at DESC LIMIT ${NAMED}) w), '[]') AS work`
  return {
    address: row.address,
    invitations: invites ? { pending: counted(row.pending), expired: counted(row.expired) } : null,
    askingAgain: row.asking,
    askingAnew: row.anew.flatMap((asked) => tryOpenWithdrawn(asked)),
    restored: row.restored,
    work: row.work,
  }
}

function counted(found: number): CountView {
  return { value: Math.min(found, COUNTED), exact: found <= COUNTED }
}
