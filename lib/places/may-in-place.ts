import { can, holds, type Decision } from '@/lib/authz/can'
import type { Actor } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import type { PlaceView } from './place-view'
import { WEAKEST_PLACE_ROLE } from './place-roles'
import { whySlugIsFixed } from './refuse-change'

/** Why the actor may not do something in a place, as the sentence of the one who refuses; null where they may. */
export interface PlaceReasons {
  update: string | null
  remove: string | null
  /** of an organization */
  setStatus: string | null
  seeAdministrators: string | null
  invite: string | null
  /** whether they may pick somebody of the tenant, whom they see as such */
  mayPick: boolean
  slug: string | null
}

const reason = (decision: Decision): string | null => (decision.allowed ? null : decision.because.sentence)

/** A role in the place that is about to be made, changed or ended. */
export interface PlaceGrantChange {
  administratorId: string
  before: RoleKey | null
  after: RoleKey | null
}

/** @returns the answer of the rule behind `workspace-admin:manage` or `organization-admin:manage` */
export function canManageGrants(actor: Actor, { kind, id }: Pick<PlaceView, 'kind' | 'id'>, changes: readonly PlaceGrantChange[]): Decision {
  if (kind === 'workspace') {
    const place = { type: kind, id } as const
    return can(actor, 'workspace-admin:manage', { place, grants: changes.map((change) => sided(change, place)) })
  }
  const place = { type: kind, id } as const
  return can(actor, 'organization-admin:manage', { place, grants: changes.map((change) => sided(change, place)) })
}

/** @returns the change as the rules ask for it, both sides in the place */
export function sided<S>({ administratorId, before, after }: PlaceGrantChange, scope: S): { administratorId: string; before: { role: RoleKey; scope: S } | null; after: { role: RoleKey; scope: S } | null } {
  return { administratorId, before: before && { role: before, scope }, after: after && { role: after, scope } }
}

/** Somebody who is not the actor and holds nothing: for asking whether anybody at all could be given a role. */
const SOMEBODY = 'somebody'

/** @returns the reasons behind every control on the pages of a place */
export function reasonsInPlace(actor: Actor, place: PlaceView): PlaceReasons {
  const invite = reason(canManageGrants(actor, place, [{ administratorId: SOMEBODY, before: null, after: WEAKEST_PLACE_ROLE }]))
  const slug = whySlugIsFixed(actor, place.kind)
  const mayPick = invite === null && holds(actor, 'administrator:read') && holds(actor, 'role:assign')
  if (place.kind === 'workspace') {
    const about = { place: { type: 'workspace', id: place.id } } as const
    return { invite, mayPick, slug, setStatus: null, update: reason(can(actor, 'workspace:update', about)), remove: reason(can(actor, 'workspace:delete', about)), seeAdministrators: reason(can(actor, 'workspace-admin:read', about)) }
  }
  const about = { place: { type: 'organization', id: place.id } } as const
  return {
    invite, mayPick, slug,
    setStatus: reason(can(actor, 'organization:set-status', about)), update: reason(can(actor, 'organization:update', about)),
    remove: reason(can(actor, 'organization:delete', about)), seeAdministrators: reason(can(actor, 'organization-admin:read', about)),
  }
}
