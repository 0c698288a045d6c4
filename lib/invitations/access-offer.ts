import { can } from '@/lib/authz/can'
import { TENANT, type Actor, type MfaPolicy, type Scope } from '@/lib/authz/grants'
import { PLACE_BY_PLACE_ROLE, POLICY, ROLES, ROLE_KEYS, type Permission, type RoleKey } from '@/lib/authz/policy'
import { whatGrantGives } from '@/lib/authz/what-grants-give'

/** A role as an invitation offers it. */
export interface RoleOffer {
  role: RoleKey
  label: string
  family: string
  line: string
  /** why the viewer may not give it, by the function that decides; null when they may */
  refusal: string | null
  /** what its holder may do, in words of the policy table; for a role of a place: there */
  gives: string[]
  writes: boolean
  needsFactor: boolean
}

/** May somebody invite at all? Asked with the role that gives nothing by itself. */
export const ANYONE = { grants: [{ administratorId: '', before: null, after: { role: PLACE_BY_PLACE_ROLE, scope: TENANT } }] }

// Stands for any place while none is chosen; the words are the same for every place of a kind.
const SOME_WORKSPACE: Scope = { type: 'workspace', id: '00000000-0000-4000-8000-000000000000' }

/** @returns every role with what it gives and whether the actor may give it: tenant roles, then those held in one place */
export function offerRoles(actor: Actor): RoleOffer[] {
  return ROLE_KEYS.map((role) => {
    const { label, family, line, reach } = ROLES[role]
    const scope = reach === 'tenant' ? TENANT : SOME_WORKSPACE
    return { role, label, family, line, refusal: refusalOf(actor, role, scope), ...givesOf(role, scope, actor.mfa) }
  })
}

function refusalOf(actor: Actor, role: RoleKey, scope: Scope): string | null {
  const decision = can(actor, 'administrator:invite', { grants: [{ administratorId: '', before: null, after: { role, scope } }] })
  return decision.allowed ? null : decision.because.sentence
}

function givesOf(role: RoleKey, scope: Scope, mfa: MfaPolicy): Pick<RoleOffer, 'gives' | 'writes' | 'needsFactor'> {
  const { permissions, writes, needsFactor } = whatGrantGives(role, scope, mfa)
  return { gives: permissions.map((permission: Permission) => POLICY[permission].label), writes, needsFactor }
}
