// The same policy said in CASL: one rule per grant and permission, conditions on the subject. Built once, asked often.
import { createMongoAbility, subject } from '@casl/ability'
import { ALWAYS_MFA, ASSIGNABLE_BY, PERMISSIONS, ROLE_KEYS, holdersOf, permissionRow, type Permission, type RoleKey } from '@/lib/authz/policy'
import type { Place } from '@/lib/authz/can'
import { placeKey, type Actor, type Grant, type Person } from '@/lib/authz/grants'
import type { GrantChange } from '@/lib/authz/rules'

/** Whether the ability outlives the request (times and factors are conditions) or is made of what is in force. */
export type Lifetime = 'cached' | 'of the request'

interface Rule { action: string; subject: string; conditions: Record<string, unknown> }

export interface Question { permission: Permission; resource: { place?: Place; person?: Person; change?: GrantChange; grants?: readonly GrantChange[] } | undefined }

export function abilityOf(actor: Actor, lifetime: Lifetime) {
  const rules = actor.status === 'active' ? [...ownRules(actor), ...grantsOf(actor, lifetime).flatMap((grant) => rulesOf(grant, actor, lifetime))] : []
  // Its usual word for "every action" is a verb of ours.
  return createMongoAbility(rules, { anyAction: 'every action', anySubjectType: 'every subject' })
}

const grantsOf = (actor: Actor, lifetime: Lifetime) => (lifetime === 'cached' ? actor.grants : actor.inForce)

const named = (permission: Permission) => {
  const [noun, verb] = permission.split(':') as [string, string]
  return { action: verb, subject: noun }
}

function ownRules(actor: Actor): Rule[] {
  const given = PERMISSIONS.filter((permission) => permissionRow(permission).own).map((permission) => ({ ...named(permission), conditions: {} }))
  const holdsAssign = actor.inForce.some((grant) => holdersOf('role:assign').has(grant.role))
  return holdsAssign ? [...given, { ...named('role:assign'), conditions: { about: actor.administratorId, givesUp: true } }] : given
}

function rulesOf(grant: Grant, actor: Actor, lifetime: Lifetime): Rule[] {
  const conditions = lifetime === 'cached' ? { ...window(grant), ...factor(grant.role, actor) } : {}
  return PERMISSIONS.filter((permission) => holdersOf(permission).has(grant.role)).flatMap((permission) => {
    const row = permissionRow(permission)
    if (row.scope === 'tenant' && grant.scope.type !== 'tenant') return []
    if (row.scope !== 'tenant' && grant.scope.type !== 'tenant' && grant.scope.type !== row.scope) return []
    const place = grant.scope.type === 'tenant' ? (row.scope === 'tenant' ? {} : { placeType: row.scope }) : { place: placeKey(grant.scope) }
    return [{ ...named(permission), conditions: { ...place, ...conditions, ...(row.rule ? ruleConditions(grant, actor) : {}) } }]
  })
}

/** Started, not ended, said yes to; an eligible grant while its activation runs. */
function window(grant: Grant): Record<string, unknown> {
  if (!grant.confirmed || !grant.placeActive || (grant.kind === 'eligible' && !grant.activation)) return { now: { $lt: 0 } }
  const start = Math.max(grant.startsAt, grant.activation?.startsAt ?? grant.startsAt)
  const end = Math.min(grant.endsAt ?? Infinity, grant.activation?.endsAt ?? Infinity)
  return { now: end === Infinity ? { $gte: start } : { $gte: start, $lt: end } }
}

function factor(role: RoleKey, { mfa }: Actor): Record<string, unknown> {
  return ALWAYS_MFA.has(role) || mfa.everyone || mfa.roles.includes(role) ? { factorEnrolled: true, factorUsed: true } : {}
}

/** Nobody reaches up, nobody does it to themselves, nothing outside the own place. */
function ruleConditions(grant: Grant, actor: Actor): Record<string, unknown> {
  const beyond = ROLE_KEYS.filter((role) => !(ASSIGNABLE_BY[role] as readonly RoleKey[]).includes(grant.role))
  return { about: { $ne: actor.administratorId }, asked: true, roles: { $nin: beyond }, ...(grant.role === 'business_admin' ? { sides: { $nin: ['tenant', 'workspace'] } } : {}) }
}

/** The question as the subject CASL looks at. */
export function subjectOf(actor: Actor, { permission, resource = {} }: Question) {
  const { place, person, change, grants } = resource
  const changes = grants ?? (change ? [change] : [])
  const scoped = permissionRow(permission).scope !== 'tenant'
  const sides = changes.flatMap(({ before, after }) => [before, after]).filter((side) => side !== null).filter((side) => !(scoped && side.role === 'member' && side.scope.type === 'tenant'))
  const held = person?.grants.filter((grant) => grant.endsAt === null || grant.endsAt > actor.now) ?? []
  return subject(named(permission).subject, {
    now: actor.now,
    factorEnrolled: actor.factorEnrolledAt !== null,
    factorUsed: actor.factorUsedAt !== null,
    ...(place ? { placeType: place.type, place: placeKey(place) } : {}),
    asked: person !== undefined || changes.length > 0,
    about: person?.administratorId ?? changes.find(({ administratorId }) => administratorId === actor.administratorId)?.administratorId ?? changes[0]?.administratorId,
    givesUp: change?.after === null,
    roles: [...held, ...sides].map(({ role }) => role),
    sides: [...held, ...sides].map(({ scope }) => scope.type),
  })
}

export const actionOf = (permission: Permission): string => named(permission).action
