import { can, holds } from '@/lib/authz/can'
import { TENANT, makeActor, placeKey, type Actor, type AdministratorStatus, type Grant, type Person, type Scope } from '@/lib/authz/grants'
import { permissionRow, type Permission, type RoleKey } from '@/lib/authz/policy'
import { isPrivilegedRole } from '@/lib/authz/rules'

const STEP_UP_AGE = 300_000
const IDLE = 1_800_000
const ABSOLUTE = 43_200_000

export interface ModelGrant { id: string; role: RoleKey; scope: Scope; startsAt: number; endsAt: number | null; revoked: boolean; confirmed: boolean }
export interface ModelPerson { id: string; email: string; status: AdministratorStatus | 'erased'; activated: boolean; password: 'none' | 'usable' | 'must_change' | 'must_reset'; grants: ModelGrant[] }
export interface ModelSession { id: string; token: string; personId: string; createdAt: number; owes: boolean; ended: boolean }

/**
 * The console as somebody would describe it who has only read what it does: people, their roles, their sessions, in plain objects.
 * It says of each attempt whether it must succeed; what it says is held against what the database and the guards did.
 * The decision itself is can()'s, fed with this memory instead of the database.
 */
export class ConsoleModel {
  readonly people: ModelPerson[] = []
  readonly sessions: ModelSession[] = []
  done = 0
  constructor(readonly tenantId: string, readonly slug: string, readonly places: { workspace: string; organization: string; foreign: string }) {}

  person(id: string): ModelPerson {
    return this.people.find((one) => one.id === id)!
  }

  isRunning(session: ModelSession, now: number): boolean {
    return !session.ended && now < session.createdAt + Math.min(IDLE, ABSOLUTE) && this.person(session.personId).status === 'active'
  }

  /** Who the session makes its holder, or null: signed out, or owing a new password. */
  actor(session: ModelSession, now: number): Actor | null {
    if (!this.isRunning(session, now) || session.owes) return null
    return makeActor({
      ...this.asKnown(this.person(session.personId), now),
      tenantId: this.tenantId, sessionId: session.id, factorUsedAt: null, freshFactorAt: session.createdAt, mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now,
    })
  }

  asKnown({ id, status, grants }: ModelPerson, now: number): Person {
    const standing = grants.filter(({ revoked, endsAt }) => !revoked && (endsAt === null || endsAt > now))
    return {
      administratorId: id, status: status === 'erased' ? 'deleted' : status, factorEnrolledAt: null,
      grants: standing.map(({ id: grantId, role, scope, startsAt, endsAt, confirmed }): Grant => ({ id: grantId, role, scope, startsAt, endsAt, confirmed, kind: 'active', placeActive: true, activation: null })),
    }
  }

  usableOwners(now: number): number {
    return this.people.filter((person) => person.status === 'active' && person.password !== 'none' && person.grants.some(({ role, revoked, confirmed, startsAt, endsAt }) => role === 'client_owner' && !revoked && confirmed && startsAt <= now && endsAt === null)).length
  }

  /** Whether the guard lets this through, and a factor is fresh where the row asks for one. */
  may(actor: Actor, permission: Permission, question: unknown, role?: RoleKey): boolean {
    if (!holds(actor, 'administrator:read')) return false
    if (!can(actor, permission, ...([question] as unknown as [never])).allowed) return false
    const { stepUp } = permissionRow(permission)
    const asks = stepUp === 'always' || (stepUp === 'privileged-role' && role !== undefined && isPrivilegedRole(role))
    return !asks || actor.now - actor.freshFactorAt! <= STEP_UP_AGE
  }

  /** Does it, unless the tenant would lose its last owner by it. @returns whether it was done */
  unlessLastOwner(now: number, change: () => void): boolean {
    const undo = this.remember()
    change()
    if (this.usableOwners(now) > 0) return true
    undo()
    return false
  }

  /** @returns what makes everybody as they are now */
  remember(): () => void {
    const { people, sessions } = structuredClone({ people: this.people, sessions: this.sessions })
    return () => {
      this.people.splice(0, Infinity, ...people)
      this.sessions.splice(0, Infinity, ...sessions)
    }
  }

  endSessions(personId: string): void {
    for (const session of this.sessions) if (session.personId === personId) session.ended = true
  }

  overlaps(person: ModelPerson, candidate: Pick<ModelGrant, 'role' | 'scope' | 'startsAt' | 'endsAt'> & { id?: string }): boolean {
    return person.grants.some((held) => !held.revoked && held.id !== candidate.id && held.role === candidate.role && placeKey(held.scope) === placeKey(candidate.scope)
      && (held.endsAt === null || held.endsAt > candidate.startsAt) && (candidate.endsAt === null || held.startsAt < candidate.endsAt))
  }

  scopeFor(role: RoleKey, inOrganization: boolean): Scope {
    if (role !== 'workspace_admin' && role !== 'workspace_auditor') return TENANT
    return inOrganization ? { type: 'organization', id: this.places.organization } : { type: 'workspace', id: this.places.workspace }
  }
}
