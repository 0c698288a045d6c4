import 'server-only'
import type { Place } from '@/lib/authz/can'
import { placeKey, whyNotInForce, type Actor, type Grant, type Scope } from '@/lib/authz/grants'
import { Prisma, db, pool } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { storableText } from '@/lib/format/storable-text'
import { listDeciders } from './deciders'
import type { DecidingView, EndedView } from './own-view'
import { REQUEST_COLUMNS, REQUEST_JOINS, requestOf, type RequestRow } from './request-rows'
import { getRoleSettings } from './role-settings-data'
import { placeKindsOf } from './what-adds'

const MOST_PLACES = 12

/** @returns an eligible grant of one's own @throws AppError not_found for anything else */
function ownGrant(actor: Actor, grantId: string): Grant {
  const grant = actor.grants.find(({ id, kind }) => id === grantId && kind === 'eligible')
  if (!grant) throw new AppError('not_found')
  return grant
}

/** @returns who can decide now about a role one is eligible for, whether they are enough, and whether mail reaches them */
export async function findDeciding(actor: Actor, { grantId, place }: { grantId: string; place: Place | null }): Promise<DecidingView> {
  const { role, scope } = ownGrant(actor, grantId)
  // Of a role in one place only that place: who decides elsewhere lies out of reach.
  if (place && scope.type !== 'tenant' && placeKey(place) !== placeKey(scope)) throw new AppError('not_found')
  const [{ settings }, deciders] = await Promise.all([getRoleSettings(db(), actor.tenantId, role), listDeciders(db(), actor.tenantId, role, { except: actor.administratorId, scope: place ?? scope })])
  const names = deciders.toSorted((a, b) => Number(b.assigned) - Number(a.assigned)).map(({ name }) => name)
  const mail = !settings.mailApprovers ? 'off' : (await isMailHeldUp(actor.tenantId, deciders.map(({ id }) => id))) ? 'held_up' : 'on'
  return { needed: settings.approvals, deciders: names, enough: names.length >= settings.approvals, mail }
}

/** Whether a mail to one of them was tried and did not get through yet. */
async function isMailHeldUp(tenantId: string, ids: readonly string[]): Promise<boolean> {
  const rows = await db().$queryRaw<unknown[]>`SELECT 1 FROM job WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ANY(${ids}::uuid[]) AND kind = 'mail' AND state = 'queued' AND attempts > 0 LIMIT 1`
  return rows.length > 0
}

/** @returns places that an eligible role of one's own can be narrowed to, by part of their name: those it would reach once active, and no others */
export async function searchNarrower(actor: Actor, { grantId, words }: { grantId: string; words: string }): Promise<{ id: string; kind: Place['type']; name: string }[]> {
  const grant = ownGrant(actor, grantId)
  const { role, scope } = grant
  // Before it begins, or while it waits for a yes, it reaches nothing.
  if (scope.type !== 'tenant' || whyNotInForce({ ...grant, kind: 'active' }, { ...actor, factorUsedAt: actor.now })) return []
  // Nor where it cannot be activated at all.
  if (!(await getRoleSettings(db(), actor.tenantId, role)).settings.enabled) return []
  const like = `%${storableText(words).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  const found = await Promise.all(placeKindsOf(role).map(async (kind) => {
    const table = Prisma.raw(kind)
    const active = kind === 'organization' ? Prisma.sql`AND status = 'active'` : Prisma.empty
    const rows = await db().$queryRaw<{ id: string; name: string }[]>`SELECT id, name FROM ${table} WHERE tenant_id = ${actor.tenantId}::uuid AND name ILIKE ${like} ${active} ORDER BY lower(name), id LIMIT ${MOST_PLACES}`
    return rows.map((row) => ({ ...row, kind }))
  }))
  return found.flat().slice(0, MOST_PLACES)
}

/** @returns what became of an activation of one's own; null while it runs @throws AppError not_found for anybody else's */
export async function findEnding({ tenantId, administratorId, now }: Actor, activationId: string): Promise<EndedView | null> {
  const { rows } = await pool().query<RequestRow>({
    name: 'pim-ending', text: `SELECT ${REQUEST_COLUMNS} FROM pim_request r ${REQUEST_JOINS} WHERE r.tenant_id = $1 AND x.id = $2 AND r.administrator_id = $3`, values: [tenantId, activationId, administratorId],
  })
  const request = rows[0] && requestOf(rows[0], now)
  if (!request?.activation) throw new AppError('not_found')
  const { id: requestId, state, activation, endedBy, endReason } = request
  if (state === 'active' || state === 'scheduled') return null
  return { requestId, state, endedAt: Math.min(activation.endsAt, activation.endedAt ?? activation.endsAt), endedBy: endedBy?.id === administratorId ? null : (endedBy?.name ?? null), reason: endReason }
}

/** @returns a scope as an address names it, or null for the whole of the grant */
export function placeOf(text: string): Place | null {
  const [type, id] = text.split(':') as [Scope['type'], string]
  return type === 'tenant' || !id ? null : { type, id }
}
