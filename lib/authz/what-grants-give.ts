// What somebody could do who held these grants, by the functions that decide. Pure and browser-safe.
import { holdsSomewhere } from './can'
import { makeActor, requiresMfa, type Grant, type MfaPolicy, type Scope } from './grants'
import { PERMISSIONS, permissionRow, type Permission, type RoleKey } from './policy'

const READS = /:read/

export interface Gives {
  /** beyond what everyone signed in may do, in the order of the table */
  permissions: Permission[]
  /** whether any of them changes something */
  writes: boolean
  /** none of it counts before a second factor is used */
  needsFactor: boolean
}

/**
 * What one grant gives to an active person who has done everything it waits for: everywhere in the tenant, or in its own place.
 * @param mfa the tenant's policy, for whether the role waits for a second factor
 */
export function whatGrantGives(role: RoleKey, scope: Scope, mfa: MfaPolicy): Gives {
  const grant: Grant = { id: role, role, scope, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null }
  const holder = makeActor({ administratorId: '', tenantId: '', sessionId: '', status: 'active', grants: [grant], factorEnrolledAt: 0, factorUsedAt: 0, freshFactorAt: null, mfa, onlyOwnersAssignClientAdmin: false, now: 0 })
  const permissions = PERMISSIONS.filter((permission) => !permissionRow(permission).own && holdsSomewhere(holder, permission))
  return { permissions, writes: permissions.some((permission) => !READS.test(permission)), needsFactor: requiresMfa(role, mfa) }
}
