import 'server-only'
import type { Work, WorkEntry } from '@/lib/actions/work'
import { findPerson } from '@/lib/administrators/data'
import type { AuditEvent, AuditOrigin } from '@/lib/audit/record'
import type { SignedInSession } from '@/lib/authn/complete-sign-in'
import { newRenewal } from '@/lib/authn/next-reference'
import type { Person, Scope } from '@/lib/authz/grants'
import { isRoleKey, JUST_IN_TIME_ROLE, ROLES, type RoleKey } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import { findClash } from '@/lib/grants/find-clash'
import { grantDetail } from '@/lib/grants/record-grant'
import { announce } from '@/lib/live/announce'
import { cutShort } from '@/lib/pim/cut-short'
import { latestEnd, whyNotHeldActive, whyNotKind, type AssignmentTerms, type GrantKind } from '@/lib/pim/assignment-terms'
import { getRoleSettings } from '@/lib/pim/role-settings-data'
import { mappedKey, rolesFor, type Mapped, type MappingLine } from './mapped-roles'

/** The lines of a connection, and whoever wrote them as they are now. */
export async function readLines(tx: Tx, { tenantId, connectionId, now }: { tenantId: string; connectionId: string; now: number }) {
  const rows = await tx.ssoMappingLine.findMany({ where: { tenantId, connectionId }, orderBy: [{ groupValue: { sort: 'asc', nulls: 'first' } }, { role: 'asc' }, { id: 'asc' }] })
  const lines = rows.flatMap(({ id, groupValue, role, scope, placeId, authorId }): MappingLine[] => (isRoleKey(role) ? [{ id, groupValue, role, authorId, scope: scopeOf(scope, placeId) }] : []))
  const authors = new Map<string, Person>()
  for (const administratorId of new Set(lines.map(({ authorId }) => authorId))) {
    const found = await findPerson(tx, { tenantId, administratorId, now })
    if (found) authors.set(administratorId, found.person)
  }
  const { onlyOwnersAssignClientAdmin } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { onlyOwnersAssignClientAdmin: true } })
  return { lines, authors, onlyOwnersAssignClientAdmin, now }
}

const scopeOf = (type: Scope['type'], placeId: string | null): Scope => (type === 'tenant' ? { type } : { type, id: placeId! })

interface Signing { connectionId: string; groups: readonly string[]; session: SignedInSession; origin: AuditOrigin }

/**
 * Brings the roles that a connection gave in line with the groups it asserts now: what is asserted and stands is granted, what is not any
 * more ends, with what runs of it. Call it in the sign-in's transaction, the person being locked.
 * @returns what to record, in the name of nobody: no person granted it just now
 */
export async function syncRoles(tx: Tx, { connectionId, groups, session: { facts }, origin }: Signing): Promise<AuditEvent[]> {
  const { actor } = facts
  const { tenantId, administratorId, now } = actor
  const entries: WorkEntry[] = []
  const work: Work = { tx, actor, facts, tenantId, now, origin, activationId: null, renewal: newRenewal(), record: (entry) => entries.push(entry) }
  const judging = await readLines(tx, { tenantId, connectionId, now })
  const given = await tx.roleGrant.findMany({ where: { tenantId, administratorId, source: 'sso', ssoConnectionId: connectionId, revokedAt: null, OR: [{ endsAt: null }, { endsAt: { gt: new Date(now) } }] } })
  if (judging.lines.length === 0 && given.length === 0) return []
  const wanted = new Map(rolesFor(judging.lines, { groups, administratorId }, judging).map((mapped) => [mappedKey(mapped), mapped]))
  for (const grant of given) {
    const { id, role } = grant
    const scope = scopeOf(grant.scope, grant.placeId)
    if (isRoleKey(role) && wanted.delete(mappedKey({ role, scope }))) continue
    // No line gave it: they were made with it.
    if (role === JUST_IN_TIME_ROLE && grant.grantedById === null) continue
    await cutShort(work, { grantIds: [id] }, 'role_ended')
    await tx.roleGrant.update({ where: { tenantId_id: { tenantId, id } }, data: { revokedAt: new Date(now) } })
    entries.push(...endedEntry(grant))
  }
  for (const mapped of wanted.values()) await give(work, connectionId, mapped)
  if (entries.length > 0) await announce(tx, { tenantId, topic: 'roles', administratorId })
  return entries.map((entry) => ({ ...entry, tenantId, actor: { kind: 'system' }, action: entry.action ?? 'grant.created', outcome: 'done', origin }))
}

interface Given { id: string; administratorId: string; role: string; scope: Scope['type']; placeId: string | null; kind: GrantKind; startsAt: Date; endsAt: Date | null }

/** @returns what the history says of a role that a connection gave and that is over */
export function endedEntry({ id, administratorId, role, scope: type, placeId, kind, startsAt, endsAt }: Given): WorkEntry[] {
  if (!isRoleKey(role)) return []
  const scope = scopeOf(type, placeId)
  return [{ action: 'grant.ended', target: { type: 'grant', id }, affectedId: administratorId, before: { ...grantDetail({ role, scope, kind, startsAt: startsAt.getTime(), endsAt: endsAt?.getTime() ?? null }), source: 'sso' }, ...placeColumn(scope) }]
}

const placeColumn = (scope: Scope) => (scope.type === 'workspace' ? { workspaceId: scope.id } : scope.type === 'organization' ? { organizationId: scope.id } : {})

interface Arriving { kind: GrantKind; endsAt: number | null; /** why it cannot be given like that by its PIM settings */ refusal: string | null }

/** How a role arrives that a line gives: those of the Administration family eligible, others as their PIM settings say. */
export function arrivingAs(role: RoleKey, settings: AssignmentTerms, now: number): Arriving {
  const standing = ROLES[role].family !== 'Administration' && whyNotHeldActive(role, settings) === null && whyNotKind({ role, kind: 'active', from: now, endsAt: null }, settings) === null
  const kind: GrantKind = standing ? 'active' : 'eligible'
  const endsAt = kind === 'eligible' ? latestEnd(settings, now) : null
  return { kind, endsAt, refusal: whyNotKind({ role, kind, from: now, endsAt }, settings)?.sentence ?? null }
}

/** Where the settings of the role do not allow it, or the person holds it already, nothing is given. */
async function give({ tx, tenantId, actor: { administratorId }, now, record }: Work, connectionId: string, { role, scope, authorId }: Mapped): Promise<void> {
  const { settings } = await getRoleSettings(tx, tenantId, role)
  const { kind, endsAt, refusal } = arrivingAs(role, settings, now)
  if (refusal) return
  const person = await findPerson(tx, { tenantId, administratorId, now })
  if (!person || findClash(person.person.grants, { role, scope, kind, startsAt: now, endsAt }, now)) return
  const { id } = await tx.roleGrant.create({
    data: {
      tenantId, administratorId, role, scope: scope.type, kind, source: 'sso', ssoConnectionId: connectionId, grantedById: authorId, startsAt: new Date(now), endsAt: endsAt === null ? null : new Date(endsAt), seenAt: new Date(now),
      workspaceId: scope.type === 'workspace' ? scope.id : null, organizationId: scope.type === 'organization' ? scope.id : null,
    },
    select: { id: true },
  })
  record({
    action: 'grant.created', target: { type: 'grant', id }, affectedId: administratorId, after: { ...grantDetail({ role, scope, kind, startsAt: now, endsAt }), source: 'sso' },
    ...placeColumn(scope),
  })
}
