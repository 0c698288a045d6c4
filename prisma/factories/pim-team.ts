import { randomUUID } from 'node:crypto'
import { performableOf } from '@/lib/actions/define-action'
import { perform, type Caller } from '@/lib/actions/perform'
import type { AuditEventName } from '@/lib/audit/event-names'
import { findSession } from '@/lib/authn/session-facts'
import type { RoleKey } from '@/lib/authz/policy'
import { newToken } from '@/lib/crypto/tokens'
import { db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import type { AppError } from '@/lib/errors/app-error'
import { asAppError } from '@/lib/errors/database-failure'
import { approveRequest, denyRequest, revokeRequest } from '@/lib/pim/actions'
import { cancelActivation, deactivate, nudgeDeciders, withdrawRequest } from '@/lib/pim/end-request'
import { DEFAULT_SETTINGS, type RoleSettings } from '@/lib/pim/role-settings'
import { SubmitRequestsInput } from '@/lib/pim/schema'
import { submitRequests, type ItemOutcome } from '@/lib/pim/submit-requests'
import { TEST_ORIGIN } from './caller-for'

export const HALF_AN_HOUR = 1800

interface Held { role: RoleKey; kind?: 'active' | 'eligible'; in?: 'workspace' | 'organization'; /** from now */ endsInSeconds?: number }
interface Wanted { holds: readonly Held[]; /** without a second factor */ bare?: true }

export interface PimPerson {
  id: string
  email: string
  caller: Caller
  token: string
  /** by role; eligible ones under `eligible:role` */
  grants: Record<string, string>
}

export interface PimTeam<Name extends string> {
  tenantId: string
  places: { workspace: string; organization: string }
  people: Record<Name, PimPerson>
}

/** A tenant of its own: so many people with a factor, used in their session and given a moment ago, and the roles they hold or may activate. */
export async function storePimTeam<Name extends string>(wanted: Record<Name, Wanted>): Promise<PimTeam<Name>> {
  const slug = `pim-${randomUUID().slice(0, 12)}`
  return db().$transaction(async (tx) => {
    const now = await readClock(tx as never)
    const at = new Date(now - 2000)
    const { id: tenantId } = await tx.tenant.create({ data: { slug, name: slug, hadUsableOwner: true } })
    const { id: poolId } = await tx.identityPool.create({ data: { tenantId, name: 'Administrators', builtIn: true } })
    const { id: workspace } = await tx.workspace.create({ data: { tenantId, slug: 'payments', name: 'Payments' } })
    const { id: organization } = await tx.organization.create({ data: { tenantId, slug: 'northwind', name: 'Northwind' } })
    const people = {} as Record<Name, PimPerson>
    for (const [name, { holds, bare }] of Object.entries(wanted) as [Name, Wanted][]) {
      const email = `${name}@${slug}.example`
      const { id } = await tx.administrator.create({ data: { tenantId, poolId, status: 'active', givenName: name, familyName: 'Test', email, emailKey: email, activatedAt: at, mfaWithoutGrace: true } })
      if (!bare) await tx.secondFactor.create({ data: { tenantId, administratorId: id, kind: 'totp', name: 'Phone', createdAt: at, confirmedAt: at, secretSealed: 'not a secret' } })
      await tx.identifier.create({ data: { tenantId, poolId, administratorId: id, type: 'email', value: email, valueKey: email } })
      await tx.address.create({ data: { tenantId, administratorId: id, type: 'email', value: email, valueKey: email, isPrimary: true, verifiedAt: at } })
      await tx.passwordCredential.create({ data: { tenantId, administratorId: id, hash: 'not a hash', pepperKeyId: 'test-1', changedAt: at } })
      const grants: Record<string, string> = {}
      for (const held of holds) {
        const { id: grantId } = await tx.roleGrant.create({
          data: {
            tenantId, administratorId: id, role: held.role, scope: held.in ?? 'tenant', kind: held.kind ?? 'active', source: 'seed', startsAt: at, endsAt: held.endsInSeconds === undefined ? null : new Date(now + held.endsInSeconds * 1000),
            workspaceId: held.in === 'workspace' ? workspace : null, organizationId: held.in === 'organization' ? organization : null,
          },
        })
        grants[held.kind === 'eligible' ? `eligible:${held.role}` : held.role] = grantId
      }
      const { token, hash } = newToken('session')
      const used = bare ? {} : { factorUsedAt: at, factorUsedKind: 'totp' }
      const { id: sessionId } = await tx.session.create({ data: { tenantId, administratorId: id, tokenHash: hash, createdAt: at, lastSeenAt: new Date(now), expiresAt: new Date(now + 86_400_000), freshFactorAt: new Date(now), ...used } })
      people[name] = { id, email, token, grants, caller: { tenantId, administratorId: id, sessionId } }
    }
    return { tenantId, places: { workspace, organization }, people }
  }, { timeout: 30_000, maxWait: 10_000 })
}

/** The tenant's own settings of a role: its defaults, but for some. */
export async function setPolicy(tenantId: string, role: RoleKey, more: Partial<RoleSettings>): Promise<void> {
  const data = { ...DEFAULT_SETTINGS[role], ...more, mailExtra: [...(more.mailExtra ?? [])], updatedAt: new Date(await transaction(readClock)) }
  await db().pimPolicy.upsert({ where: { tenantId_role: { tenantId, role } }, create: { tenantId, role, ...data }, update: data })
}

/** The person gives their factor now, in their session. It stays open, however far the clock was moved. */
export async function prove({ caller: { tenantId, sessionId } }: PimPerson): Promise<void> {
  const now = await transaction(readClock)
  const where = { tenantId_id: { tenantId, id: sessionId } }
  await db().session.update({ where, data: { freshFactorAt: new Date(now), createdAt: new Date(now - 2000), lastSeenAt: new Date(now), expiresAt: new Date(now + 86_400_000) } })
}

/** What the person may do now, as their next request would find it. */
export async function actorOf({ caller }: PimPerson) {
  const { recheckSession } = await import('@/lib/authn/session-facts')
  return (await recheckSession(caller))?.actor ?? null
}

/** By the token of the cookie, which has another one after an activation. */
export const sessionOf = async ({ token }: PimPerson) => findSession(token, { touch: false })

type Item = Partial<(typeof SubmitRequestsInput)['_input']['items'][number]> & { grantId: string }

async function own<T>(person: PimPerson, name: string, audit: AuditEventName, act: Parameters<typeof perform<T>>[0]['act']): Promise<T> {
  return perform({ name, audit, lock: true, input: {}, origin: { ...TEST_ORIGIN, requestId: randomUUID() }, caller: person.caller, act })
}

/** What people do, as their actions would. */
export const pim = {
  /** asks for all of the items at once */
  basket: async (person: PimPerson, items: readonly Item[]) => {
    const input = SubmitRequestsInput.parse({ items: items.map((item) => ({ seconds: HALF_AN_HOUR, justification: 'Because it is needed', ...item })) })
    return own(person, 'own:pim-submit', 'pim_request.submitted', async (work) => submitRequests(work, input.items))
  },
  /** proves who they are and asks for one role */
  ask: async (person: PimPerson, role: RoleKey, more: Omit<Item, 'grantId'> = {}): Promise<Extract<ItemOutcome, { ok: true }>> => {
    await prove(person)
    const { items } = await pim.basket(person, [{ grantId: person.grants[`eligible:${role}`]!, ...more }])
    return items[0] as Extract<ItemOutcome, { ok: true }>
  },
  approve: async (person: PimPerson, requestId: string, more: { version?: number; seconds?: number; reason?: string } = {}) =>
    performableOf(approveRequest).perform(person.caller, { requestId, version: 1, ...more }, TEST_ORIGIN, false),
  deny: async (person: PimPerson, requestId: string, version = 1) => performableOf(denyRequest).perform(person.caller, { requestId, version, reason: 'Not today' }, TEST_ORIGIN, false),
  revoke: async (person: PimPerson, requestId: string) => performableOf(revokeRequest).perform(person.caller, { requestId, reason: 'Something is wrong' }, TEST_ORIGIN, false),
  withdraw: async (person: PimPerson, requestId: string) => own(person, 'own:pim-withdraw', 'pim_request.withdrawn', async (work) => withdrawRequest(work, requestId)),
  cancel: async (person: PimPerson, requestId: string) => own(person, 'own:pim-cancel', 'pim_activation.cancelled', async (work) => cancelActivation(work, requestId)),
  deactivate: async (person: PimPerson, requestId: string) => own(person, 'own:pim-deactivate', 'pim_activation.deactivated', async (work) => deactivate(work, requestId)),
  nudge: async (person: PimPerson, requestId: string) => own(person, 'own:pim-nudge', 'pim_request.nudged', async (work) => nudgeDeciders(work, requestId)),
}

/** What a busy database refuses is tried again, as a person would. @returns 'done', or the code of the refusal with its reason */
export async function settled(attempt: () => Promise<unknown>): Promise<string> {
  for (;;) {
    const outcome = await attempt().then(() => 'done', (error: unknown) => asAppError(error))
    if (outcome === 'done') return 'done'
    const { code, failure } = outcome as AppError
    if (failure === undefined) throw outcome
    if (code !== 'busy') return failure.reason === undefined ? code : `${code} ${failure.reason}`
  }
}

/** How often each event was written about a request. */
export async function eventsOf(tenantId: string, requestId: string): Promise<Record<string, number>> {
  const rows = await db().auditEvent.groupBy({ by: ['action'], where: { tenantId, targetId: requestId, outcome: 'done' }, _count: true })
  return Object.fromEntries(rows.map(({ action, _count }) => [action, _count]))
}

