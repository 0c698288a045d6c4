// What a role's PIM settings say about how it may be given: standing, with an end, or only as eligible (pim.md, "Role settings").
// Pure and browser-safe; moments in epoch milliseconds. The form proposes by it, the operation decides by it.
import { OWNER_ROLE, PLACE_BY_PLACE_ROLE, ROLES, ROLE_KEYS, type RoleKey } from '@/lib/authz/policy'
import { countOf } from '@/lib/format/count'
import { DEFAULT_SETTINGS, type RoleSettings } from './role-settings'

/** The part of a role's settings that binds whoever gives it. */
export type AssignmentTerms = Pick<RoleSettings, 'enabled' | 'standing' | 'eligibleSeconds'>

export type GrantKind = 'active' | 'eligible'

/** How each is called on every screen and in every letter: an account or an activation is active, a role is in force. */
export const KIND_WORDS: Readonly<Record<GrantKind, string>> = { active: 'standing', eligible: 'eligible' }

interface Given {
  role: RoleKey
  kind: GrantKind
  /** from when the end is counted: the start, or now where that has passed */
  from: number
  endsAt: number | null
  /** one of the owners for the worst day, who hold their role standing whatever is set (pim.md rule 8) */
  breakGlass?: boolean
}

export interface KindRefusal { field: 'kind' | 'endsAt'; sentence: string }

/** @returns how a letter or a page calls a role that somebody is given in this kind */
export function sayKind(called: string, kind: GrantKind): string {
  return kind === 'eligible' ? `${called} (eligible: activated when it is needed)` : called
}

const DAY_SECONDS = 86_400

export type TermsByRole = Readonly<Record<RoleKey, AssignmentTerms>>

/** @param own the settings that a tenant has of its own, by role @returns what binds whoever gives a role, for every role */
export function termsByRole(own: Readonly<Partial<Record<string, AssignmentTerms>>> | null): TermsByRole {
  return Object.fromEntries(ROLE_KEYS.map((role) => [role, termsOf(own?.[role] ?? DEFAULT_SETTINGS[role])])) as Record<RoleKey, AssignmentTerms>
}

function termsOf({ enabled, standing, eligibleSeconds }: AssignmentTerms): AssignmentTerms {
  return { enabled, standing, eligibleSeconds }
}

/** @returns why the role may not be held as eligible by its settings, or null */
export function whyNotHeldEligible(role: RoleKey, { enabled }: AssignmentTerms): string | null {
  return enabled ? null : `PIM is off for ${ROLES[role].label}: as eligible it could never be activated. Switch PIM on in its role settings first.`
}

/**
 * Whether it may be held standing: freely, only with an end, or not at all. It binds only while PIM is on, or the role could not be held
 * by any means; not the bare membership that gives nothing by itself; and not a break-glass owner.
 */
function standingOf(role: RoleKey, { enabled, standing }: AssignmentTerms, breakGlass = false): RoleSettings['standing'] {
  if (!enabled || role === PLACE_BY_PLACE_ROLE || (breakGlass && role === OWNER_ROLE)) return 'yes'
  return standing
}

/** @returns why the role may not be held standing by its settings, or null where it may, with an end or without */
export function whyNotHeldActive(role: RoleKey, terms: AssignmentTerms, breakGlass = false): string | null {
  return standingOf(role, terms, breakGlass) === 'no' ? `By its PIM settings ${ROLES[role].label} is held only as eligible, and activated when it is needed.` : null
}

/** @returns until when an eligible grant from this moment may last at most, epoch milliseconds; null: without limit */
export function latestEnd({ eligibleSeconds }: Pick<AssignmentTerms, 'eligibleSeconds'>, from: number): number | null {
  return eligibleSeconds === null ? null : from + eligibleSeconds * 1000
}

/** @returns the end an eligible grant gets that had another: its own, or the settings' limit where that comes first */
export function earliestEnd(terms: Pick<AssignmentTerms, 'eligibleSeconds'>, from: number, endsAt: number | null): number | null {
  const latest = latestEnd(terms, from)
  return latest === null ? endsAt : Math.min(latest, endsAt ?? latest)
}

/** @returns what the settings have against a grant, with the field it is about; null: nothing */
export function whyNotKind({ role, kind, from, endsAt, breakGlass = false }: Given, terms: AssignmentTerms): KindRefusal | null {
  const { label } = ROLES[role]
  if (kind === 'eligible') {
    const off = whyNotHeldEligible(role, terms)
    if (off) return { field: 'kind', sentence: off }
    const latest = latestEnd(terms, from)
    if (latest !== null && (endsAt === null || endsAt > latest)) {
      return { field: 'endsAt', sentence: `By its PIM settings ${label} is held as eligible for at most ${countOf(Math.round(terms.eligibleSeconds! / DAY_SECONDS), 'day')}. Choose an earlier end.` }
    }
    return null
  }
  const never = whyNotHeldActive(role, terms, breakGlass)
  if (never) return { field: 'kind', sentence: `${never} Give it as eligible.` }
  return standingOf(role, terms, breakGlass) === 'time_bound' && endsAt === null ? { field: 'endsAt', sentence: `By its PIM settings ${label} is held standing only with an end. Choose when it ends.` } : null
}

/** @returns why each kind cannot be chosen for all of these roles, or null where it can */
export function kindReasons(roles: readonly RoleKey[], terms: TermsByRole, breakGlass = false): Record<GrantKind, string | null> {
  const first = (why: (role: RoleKey) => string | null) => roles.map(why).find((reason) => reason !== null) ?? null
  return { active: first((role) => whyNotHeldActive(role, terms[role], breakGlass)), eligible: first((role) => whyNotHeldEligible(role, terms[role])) }
}

/** @returns the kind that was wished for, where it can be; else the other */
export function kindToOffer(wished: GrantKind, reasons: Readonly<Record<GrantKind, string | null>>): GrantKind {
  if (reasons[wished] === null) return wished
  return wished === 'active' ? 'eligible' : 'active'
}

/** @returns whether the role needs an end in this kind */
export function needsEnd(role: RoleKey, kind: GrantKind, terms: AssignmentTerms): boolean {
  return kind === 'eligible' ? terms.eligibleSeconds !== null : standingOf(role, terms) === 'time_bound'
}

/** @returns what a form says below the end */
export function endHelp(role: RoleKey, kind: GrantKind, terms: AssignmentTerms): string {
  if (kind === 'eligible' && terms.eligibleSeconds !== null) return `Its PIM settings let it last ${countOf(Math.round(terms.eligibleSeconds / DAY_SECONDS), 'day')} at most.`
  if (kind === 'active' && needsEnd(role, kind, terms)) return 'Its PIM settings ask for an end.'
  return 'Left empty: until somebody ends it.'
}
