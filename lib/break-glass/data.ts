import 'server-only'
import { OWNS_STANDING } from '@/lib/administrators/owner-sql'
import type { Cleared } from '@/lib/authz/cleared'
import { OWNER_ROLE } from '@/lib/authz/policy'
import { db } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'

export interface OwnerView {
  id: string
  name: string
  email: string
  /** since when it is one; null: none */
  markedAt: number | null
  /** active, and the role standing, begun and without end: only then the mark means anything */
  standing: boolean
}

export interface UseView {
  id: string
  administratorId: string
  name: string
  email: string
  usedAt: number
  /** where the session stands that began then */
  sessionOver: boolean
  review: { at: number; by: string; finding: string } | null
}

const USES = 50

/** @returns the tenant's owners, those marked first */
export async function listOwnerAccounts({ actor }: Cleared<'break-glass:manage'>): Promise<OwnerView[]> {
  const rows = await db().$queryRaw<{ id: string; givenName: string; familyName: string; email: string; marked: Date | null; standing: boolean }[]>`
    SELECT a.id, a.given_name AS "givenName", a.family_name AS "familyName", a.email, a.break_glass_at AS marked,
      coalesce(bool_or(a.status = 'active' AND ${OWNS_STANDING}), false) AS standing
    FROM administrator a
    LEFT JOIN role_grant g ON g.tenant_id = a.tenant_id AND g.administrator_id = a.id AND g.role = ${OWNER_ROLE} AND g.revoked_at IS NULL
    WHERE a.tenant_id = ${actor.tenantId}::uuid AND a.status <> 'deleted' AND (a.break_glass_at IS NOT NULL OR a.id IN (
      SELECT h.administrator_id FROM role_grant h WHERE h.tenant_id = ${actor.tenantId}::uuid AND h.role = ${OWNER_ROLE} AND h.revoked_at IS NULL))
    GROUP BY a.id, a.given_name, a.family_name, a.email, a.break_glass_at, a.name_key
    ORDER BY a.break_glass_at IS NULL, a.name_key, a.id LIMIT 200`
  return rows.map(({ id, email, marked, standing, ...names }) => ({ id, email, name: personName({ ...names, email }), markedAt: marked?.getTime() ?? null, standing }))
}

/** @returns the last uses, those that wait for a review first */
export async function listUses({ actor }: Cleared<'break-glass:manage'>): Promise<UseView[]> {
  const rows = await db().$queryRaw<{ id: string; administratorId: string; givenName: string; familyName: string; email: string; used: Date; over: boolean; reviewed: Date | null; finding: string | null; byGiven: string | null; byFamily: string | null; byEmail: string | null }[]>`
    SELECT u.id, u.administrator_id AS "administratorId", a.given_name AS "givenName", a.family_name AS "familyName", a.email, u.used_at AS used,
      coalesce(s.ended_at IS NOT NULL OR s.expires_at <= ${new Date(actor.now)}, true) AS over, u.reviewed_at AS reviewed, u.finding, r.given_name AS "byGiven", r.family_name AS "byFamily", r.email AS "byEmail"
    FROM break_glass_use u
    JOIN administrator a ON a.tenant_id = u.tenant_id AND a.id = u.administrator_id
    LEFT JOIN session s ON s.tenant_id = u.tenant_id AND s.id = u.session_id
    LEFT JOIN administrator r ON r.tenant_id = u.tenant_id AND r.id = u.reviewed_by_id
    WHERE u.tenant_id = ${actor.tenantId}::uuid
    ORDER BY u.reviewed_at IS NOT NULL, u.used_at DESC, u.id LIMIT ${USES}`
  return rows.map((row) => ({
    id: row.id, administratorId: row.administratorId, name: personName(row), email: row.email, usedAt: row.used.getTime(), sessionOver: row.over,
    review: row.reviewed === null ? null : { at: row.reviewed.getTime(), by: row.byEmail === null ? 'somebody who is gone' : personName({ givenName: row.byGiven ?? '', familyName: row.byFamily ?? '', email: row.byEmail }), finding: row.finding ?? '' },
  }))
}
