import 'server-only'
import { findPerson, type PersonRecord } from '@/lib/administrators/data'
import { holds } from '@/lib/authz/can'
import type { Actor, Scope } from '@/lib/authz/grants'
import { isRoleKey, type RoleKey } from '@/lib/authz/policy'
import type { GrantChange } from '@/lib/authz/rules'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'

/** One grant about to be changed, with its holder; times in epoch milliseconds. */
export interface GrantRecord {
  id: string
  administratorId: string
  holder: PersonRecord
  role: RoleKey
  scope: Scope
  kind: 'active' | 'eligible'
  startsAt: number
  endsAt: number | null
  confirmed: boolean
  version: number
  source: 'manual' | 'invitation' | 'operator' | 'seed' | 'sso'
  /** the address it was given to inside a place, until its holder signs in */
  pendingAs: string | null
}

const COLUMNS = { id: true, administratorId: true, role: true, scope: true, placeId: true, kind: true, startsAt: true, endsAt: true, revokedAt: true, confirmed: true, version: true, source: true, invitedAs: true, seenAt: true } as const

/**
 * A grant that has not been revoked. Its holder's row is locked first: the order in which every change of a person locks, and what
 * keeps two changes of one grant apart. Not limited to anyone's reach.
 * @throws AppError not_found
 */
export async function getGrant(tx: Tx, tenantId: string, grantId: string, now: number): Promise<GrantRecord> {
  const where = { tenantId_id: { tenantId, id: grantId } }
  const first = await tx.roleGrant.findUnique({ where, select: { administratorId: true } })
  const holder = first && (await findPerson(tx, { tenantId, administratorId: first.administratorId, now, lock: true }))
  // Read again: whoever held the lock before us may have ended it.
  const row = holder && (await tx.roleGrant.findUnique({ where, select: COLUMNS }))
  if (!row || row.revokedAt || !isRoleKey(row.role)) throw new AppError('not_found', { sentence: 'This role has been ended already, or is out of your reach.' })
  const { id, administratorId, role, kind, confirmed, version, source } = row
  return {
    id, administratorId, holder, role, kind, confirmed, version, source,
    pendingAs: row.seenAt ? null : row.invitedAs,
    scope: row.scope === 'tenant' ? { type: 'tenant' } : { type: row.scope, id: row.placeId! },
    startsAt: row.startsAt.getTime(), endsAt: row.endsAt?.getTime() ?? null,
  }
}

/** The same for somebody who sees administrators as such. @throws AppError not_found for everyone else (roles.md 4) */
export async function loadGrant({ input, tx, actor, now }: { input: { grantId: string }; tx: Tx; actor: Actor; now: number }): Promise<GrantRecord> {
  if (!holds(actor, 'administrator:read')) throw new AppError('not_found')
  return getGrant(tx, actor.tenantId, input.grantId, now)
}

/** @returns the question that can() answers about a grant that is made, goes on in the same role and scope, or ends */
export function changeOf({ administratorId, role, scope }: Pick<GrantRecord, 'administratorId' | 'role' | 'scope'>, what: 'made' | 'changed' | 'ended'): GrantChange {
  const side = { role, scope }
  return { administratorId, before: what === 'made' ? null : side, after: what === 'ended' ? null : side }
}

/** @returns the place's name, null for the tenant itself @throws AppError not_found for a place that this tenant does not have */
export async function getPlaceName(tx: Tx, tenantId: string, scope: Scope): Promise<string | null> {
  if (scope.type === 'tenant') return null
  const where = { tenantId_id: { tenantId, id: scope.id } }
  const place = scope.type === 'workspace' ? await tx.workspace.findUnique({ where, select: { name: true } }) : await tx.organization.findUnique({ where, select: { name: true } })
  if (!place) throw new AppError('not_found', { sentence: `This ${scope.type} does not exist, or is out of your reach.` })
  return place.name
}
