import 'server-only'
import { reachOfGrant, requiresMfa, whyNotInForce, type Actor, type Grant, type Scope } from '@/lib/authz/grants'
import { ROLES, type RoleKey } from '@/lib/authz/policy'
import { explainGrant } from '@/lib/authz/refusals'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { db } from '@/lib/db/client'
import type { EligibleRole, OwnPending } from './own-view'
import { DEFAULT_SETTINGS, type RoleSettings } from './role-settings'
import { addsInWords, placeKindsOf, whatAdds } from './what-adds'

type Settings = EligibleRole['settings'] & Pick<RoleSettings, 'enabled'>
interface PendingRow { id: string; grantId: string; scope: Scope['type']; placeId: string | null; placeName: string | null; requestedAt: Date; undecidedUntil: Date; extendsId: string | null }

/** @returns the roles one may activate, each with what it would add, what it asks for and what is under way */
export async function listEligible({ actor, placeNames }: Pick<SessionFacts, 'actor' | 'placeNames'>): Promise<EligibleRole[]> {
  const eligible = actor.grants.filter(({ kind }) => kind === 'eligible')
  if (eligible.length === 0) return []
  const grants = [...new Map(eligible.map((grant) => [grant.id, grant])).values()]
  const running = eligible.flatMap(({ id, activation, ...grant }) => (activation ? [{ grantId: id, activation, scope: reachOfGrant({ ...grant, activation }) }] : []))
  const [settings, requestOf, pending] = await Promise.all([settingsOf(actor.tenantId, grants.map(({ role }) => role)), requestsOf(actor, running.map(({ activation }) => activation.id)), listOwnPending(actor)])
  const nameOf = (scope: Scope) => (scope.type === 'tenant' ? null : (placeNames[scope.id] ?? (scope.type === 'workspace' ? 'a workspace' : 'an organization')))
  return grants.map((grant) => {
    const { id: grantId, role, scope, endsAt } = grant
    const { enabled, ...asks } = settings.get(role)!
    // What runs of it now is not held against it.
    const { gained, whole } = whatAdds({ ...actor, grants: actor.grants.filter(({ id }) => id !== grantId) }, { role, scope }, actor.mfa, actor.now)
    return {
      grantId, role, scope, endsAt, settings: asks, placeName: nameOf(scope),
      adds: addsInWords({ gained: gained.length, whole }, nameOf(scope)),
      narrowTo: scope.type === 'tenant' ? placeKindsOf(role) : [],
      disabledReason: whyNotActivatable(grant, actor, { enabled, mfa: asks.mfa }),
      activations: running.filter((one) => one.grantId === grantId && requestOf.has(one.activation.id)).map(({ activation, scope: reach }) => ({ id: activation.id, requestId: requestOf.get(activation.id)!, scope: reach, placeName: nameOf(reach), startsAt: activation.startsAt, endsAt: activation.endsAt })),
      pending: pending.filter((row) => row.grantId === grantId),
    }
  })
}

/** What stands against asking at all; what is asked for in particular is judged when it is sent. */
function whyNotActivatable(grant: Grant, actor: Actor, { enabled, mfa }: Pick<RoleSettings, 'enabled' | 'mfa'>): string | null {
  const { label } = ROLES[grant.role]
  // As if it were active: everything else that a grant may wait for.
  const why = whyNotInForce({ ...grant, kind: 'active' }, { ...actor, factorUsedAt: actor.now })
  if (why) return explainGrant({ ...grant, kind: 'active' }, { ...actor, factorUsedAt: actor.now })
  if (!enabled) return `${label} cannot be activated: its PIM settings are off. Whoever may change them can switch them on, or grant the role as standing.`
  if ((mfa || requiresMfa(grant.role, actor.mfa)) && actor.factorEnrolledAt === null) return `${label} can be activated only with a second factor. Enrol one under My account first.`
  return null
}

async function settingsOf(tenantId: string, roles: readonly RoleKey[]): Promise<Map<RoleKey, Settings>> {
  const own = await db().pimPolicy.findMany({ where: { tenantId, role: { in: [...roles] } } })
  return new Map(roles.map((role) => {
    const { enabled, longestSeconds, justificationLength, ticket, ticketPattern, mfa, approvals, undecidedSeconds, mailRequester, mailApprovers } = own.find((row) => row.role === role) ?? DEFAULT_SETTINGS[role]
    return [role, { enabled, longestSeconds, justificationLength, ticket, ticketPattern, mfa, approvals, undecidedSeconds, mailRequester, mailApprovers }]
  }))
}

/** @returns activation → its request */
async function requestsOf({ tenantId }: Actor, activationIds: readonly string[]): Promise<Map<string, string>> {
  if (activationIds.length === 0) return new Map()
  const rows = await db().pimActivation.findMany({ where: { tenantId, id: { in: [...activationIds] } }, select: { id: true, requestId: true } })
  return new Map(rows.map(({ id, requestId }) => [id, requestId]))
}

/** @returns one's own requests that wait to be decided, longest waiting first; whoever may activate nothing has none, and nothing is asked */
export async function listOwnPending({ tenantId, administratorId, now, grants }: Pick<Actor, 'tenantId' | 'administratorId' | 'now' | 'grants'>): Promise<OwnPending[]> {
  if (!grants.some(({ kind }) => kind === 'eligible')) return []
  const rows = await db().$queryRaw<PendingRow[]>`/* prepared */
    SELECT r.id, r.grant_id AS "grantId", r.scope::text AS scope, r.place_id AS "placeId", coalesce(w.name, o.name) AS "placeName", r.requested_at AS "requestedAt", r.undecided_until AS "undecidedUntil", r.extends_id AS "extendsId"
    FROM pim_request r
    LEFT JOIN workspace w ON w.tenant_id = r.tenant_id AND w.id = r.workspace_id
    LEFT JOIN organization o ON o.tenant_id = r.tenant_id AND o.id = r.organization_id
    WHERE r.tenant_id = ${tenantId}::uuid AND r.administrator_id = ${administratorId}::uuid AND r.state = 'pending_approval' AND r.undecided_until > ${new Date(now)}::timestamptz
    ORDER BY r.requested_at, r.id`
  return rows.map(pendingOf)
}

function pendingOf({ placeId, scope, requestedAt, undecidedUntil, ...row }: PendingRow): OwnPending {
  return { ...row, scope: scope === 'tenant' ? { type: 'tenant' } : { type: scope, id: placeId! }, requestedAt: requestedAt.getTime(), undecidedUntil: undecidedUntil.getTime() }
}
