// What the MFA policy still wants of somebody, from what the request knows of them already. Pure.
import { NOT_BEGUN, requiresMfa, whyNotInForce, type Actor } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'

export interface FactorDue {
  /** enrol one, or sign in with the one there is */
  what: 'enrol' | 'use'
  /** confer nothing until then */
  waiting: RoleKey[]
  /** count for now, as long as grace runs */
  inGrace: RoleKey[]
  /** until when, epoch milliseconds; null: it has not begun */
  graceUntil: number | null
}

/** @returns what is due, or null: nothing is asked, or all of it was given */
export function factorDue(actor: Actor): FactorDue | null {
  const distinct = (roles: RoleKey[]) => [...new Set(roles)]
  const waiting = distinct(actor.grants.filter((grant) => ['mfa_not_enrolled', 'mfa_not_used'].includes(whyNotInForce(grant, actor) ?? '')).map(({ role }) => role))
  const missing = actor.factorEnrolledAt === null || actor.factorUsedAt === null
  const inGrace = missing ? distinct(actor.inForce.filter(({ role }) => requiresMfa(role, actor.mfa)).map(({ role }) => role)) : []
  if (waiting.length === 0 && inGrace.length === 0) return null
  const until = actor.mfaGraceUntil ?? null
  return { what: actor.factorEnrolledAt === null ? 'enrol' : 'use', waiting, inGrace, graceUntil: until !== null && until < NOT_BEGUN ? until : null }
}
