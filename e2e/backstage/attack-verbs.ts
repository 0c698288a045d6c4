/** What the attacks of e2e/guards need behind the stage: people and places made for one call, the decision itself, and whether anything changed. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { findPerson } from '@/lib/administrators/data'
import { findSession } from '@/lib/authn/session-facts'
import { can, holdsSomewhere, type Place, type Question } from '@/lib/authz/can'
import { TENANT, type Scope } from '@/lib/authz/grants'
import type { Permission, RoleKey } from '@/lib/authz/policy'
import type { DecidableRequest, GrantChange } from '@/lib/authz/rules'
import { newToken } from '@/lib/crypto/tokens'
import { db, pool, type Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { readDomain } from '@/lib/domain-allowlist/allowed-domains'
import { passwordPolicyOf } from '@/lib/password-policy/policy-terms'
import { plantConnection } from '@/prisma/factories/plant-connection'

/** What a question is about, by ids: plain JSON. */
export interface About {
  person?: string
  /** no place in particular: wherever it is held */
  somewhere?: true
  place?: Place
  change?: GrantChange
  grants?: GrantChange[]
  request?: DecidableRequest
}

interface NewPerson {
  tenantId: string
  status?: 'active' | 'inactive' | 'deleted' | 'new'
  grants: { role: RoleKey; scope?: Scope; confirmed?: boolean }[]
}

async function storePerson(tx: Tx, { tenantId, status = 'active', grants }: NewPerson) {
  const now = new Date(await readClock(tx))
  const { id: poolId } = await tx.identityPool.findFirstOrThrow({ where: { tenantId }, select: { id: true } })
  const email = `target-${randomBytes(6).toString('hex')}@attacked.example`
  const { id, version } = await tx.administrator.create({
    data: {
      tenantId, poolId, status, givenName: 'Target', familyName: email.slice(7, 15), email, emailKey: email, activatedAt: status === 'new' ? null : now,
      deletedAt: status === 'deleted' ? now : null, invitationExpiresAt: status === 'new' ? new Date(now.getTime() + 3_600_000) : null,
    },
  })
  await tx.identifier.create({ data: { tenantId, poolId, administratorId: id, type: 'email', value: email, valueKey: email } })
  await tx.address.create({ data: { tenantId, administratorId: id, type: 'email', value: email, valueKey: email, isPrimary: true, verifiedAt: status === 'new' ? null : now } })
  if (status === 'new') await tx.invitation.create({ data: { tenantId, administratorId: id, createdAt: now, expiresAt: new Date(now.getTime() + 3_600_000), lastSentAt: now } })
  const grantIds: string[] = []
  for (const { role, scope = TENANT, confirmed = true } of grants) {
    const place = scope.type === 'workspace' ? { workspaceId: scope.id } : scope.type === 'organization' ? { organizationId: scope.id } : {}
    grantIds.push((await tx.roleGrant.create({ data: { tenantId, administratorId: id, role, scope: scope.type, ...place, source: 'manual', startsAt: now, confirmed }, select: { id: true } })).id)
  }
  return { id, email, version, grantIds }
}

async function newPlace({ tenantId, kind }: { tenantId: string; kind: Place['type'] }): Promise<{ id: string; name: string; slug: string; version: number }> {
  const slug = `p-${randomBytes(6).toString('hex')}`
  const data = { tenantId, slug, name: `Place ${slug}` }
  const select = { id: true, name: true, slug: true, version: true }
  return kind === 'workspace' ? db().workspace.create({ data, select }) : db().organization.create({ data, select })
}

async function mayThey({ token, permission, about }: { token: string; permission: Permission; about: About }): Promise<boolean> {
  const facts = await findSession(token, { touch: false })
  if (!facts) throw new Error('This session does not count.')
  const { actor } = facts
  if (about.somewhere) return holdsSomewhere(actor, permission)
  const found = about.person === undefined ? null : await transaction(async (tx) => findPerson(tx, { tenantId: actor.tenantId, administratorId: about.person!, now: actor.now }))
  if (about.person !== undefined && !found) return false
  const question = found ? { person: found.person } : about.place || about.change || about.grants || about.request ? { place: about.place, change: about.change, grants: about.grants, request: about.request } : undefined
  return can(actor, permission, ...([question] as unknown as Question<Permission>)).allowed
}

// What moves by itself or records the attempt: who asked when, limits, the queue that works meanwhile, and the audit.
const MOVES = ['session', 'job', 'sign_in_attempt', 'sign_in_streak', 'rate_bucket', 'idempotency_key', 'stranger_failure', 'audit_event', 'audit_person', 'audit_chain', 'audit_checkpoint', 'administrator_facet']

/** @returns one hash a table over everything that these tenants have */
async function fingerprint({ tenantIds }: { tenantIds: string[] }): Promise<Record<string, string>> {
  const { rows: tables } = await pool().query<{ name: string }>("SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY 1")
  const names = [...tables.map(({ name }) => name).filter((name) => !MOVES.includes(name)), 'tenant']
  const found: Record<string, string> = {}
  for (const name of names) {
    const { rows } = await pool().query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t WHERE ${name === 'tenant' ? 'id' : 'tenant_id'} = ANY($1::uuid[]) ORDER BY 1`, [tenantIds])
    found[name] = createHash('sha256').update(rows.map(({ row }) => row).join('\n')).digest('hex').slice(0, 16)
  }
  const { rows: [live] } = await pool().query<{ count: string }>('SELECT count(*) FROM session WHERE tenant_id = ANY($1::uuid[]) AND ended_at IS NULL', [tenantIds])
  return { ...found, 'live sessions': live!.count }
}

export const attackVerbs = {
  newPerson: async (person: NewPerson) => transaction(async (tx) => storePerson(tx, person)),
  newPlace,
  mayThey,
  fingerprint,
  /** Another session of somebody, to be ended; nobody holds its token. */
  newSession: async ({ tenantId, administratorId }: { tenantId: string; administratorId: string }) => {
    const now = new Date(await transaction(readClock))
    const { hash } = newToken('session')
    return (await db().session.create({ data: { tenantId, administratorId, tokenHash: hash, createdAt: now, lastSeenAt: now, expiresAt: new Date(now.getTime() + 3_600_000) }, select: { id: true } })).id
  },
  /** Somebody waits for a role that PIM is off for: whoever may decide says no, or hears that it cannot be approved. */
  newRequest: async ({ tenantId }: { tenantId: string }) =>
    transaction(async (tx) => {
      const now = new Date(await readClock(tx))
      const { id: administratorId } = await storePerson(tx, { tenantId, grants: [] })
      const { id: grantId } = await tx.roleGrant.create({ data: { tenantId, administratorId, role: 'requester', scope: 'tenant', kind: 'eligible', source: 'manual', startsAt: now }, select: { id: true } })
      const { id } = await tx.pimRequest.create({
        data: { tenantId, basketId: randomUUID(), administratorId, grantId, role: 'requester', scope: 'tenant', justification: 'Because it is needed', requestedAt: now, seconds: 3600, undecidedUntil: new Date(now.getTime() + 86_400_000), approvalsNeeded: 1, state: 'pending_approval' },
        select: { id: true },
      })
      return { id, requesterId: administratorId }
    }),
  /** A break-glass account was used, and nobody has reviewed it. */
  newBreakGlassUse: async ({ tenantId }: { tenantId: string }) => {
    const { id: administratorId } = await transaction(async (tx) => storePerson(tx, { tenantId, grants: [{ role: 'client_owner' }] }))
    const sessionId = await attackVerbs.newSession({ tenantId, administratorId })
    const at = new Date(await transaction(readClock))
    return (await db().breakGlassUse.create({ data: { tenantId, administratorId, sessionId, usedAt: at, alarmedAt: at }, select: { id: true } })).id
  },
  /** An identity provider that nobody answers for, with a domain that is not bound and a line of somebody who is gone. */
  newConnection: async ({ tenantId }: { tenantId: string }) => {
    const tag = randomUUID().slice(0, 8)
    const { id: connectionId } = await plantConnection({ tenantId, name: `Provider ${tag}`, issuer: 'https://192.0.2.1' })
    const [domain, at] = [`${tag}.invalid`, new Date()]
    await db().ssoConnectionDomain.create({ data: { tenantId, connectionId, domain, challenge: 'c'.repeat(43), addedAt: at } })
    const { id: lineId } = await db().ssoMappingLine.create({ data: { tenantId, connectionId, groupValue: 'staff', role: 'auditor', scope: 'tenant', authorId: randomUUID(), writtenAt: at }, select: { id: true } })
    const { version } = await db().ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: connectionId } } })
    return { connectionId, version, domain, lineId }
  },
  /** The MFA policy as its form would send it unchanged. */
  mfaPolicyNow: async ({ tenantId }: { tenantId: string }) => {
    const row = await db().tenant.findUniqueOrThrow({ where: { id: tenantId } })
    return { version: row.mfaVersion, previewed: 'A'.repeat(43), everyone: row.mfaRequiredForEveryone, roles: row.mfaRequiredRoles, graceDays: row.mfaGraceSeconds / 86_400, allowedFactors: row.mfaAllowedFactors, stepUpMinutes: row.stepUpAgeSeconds / 60 }
  },
  /** What sign-in takes, straight in the database: nobody is asked whether an owner is left. */
  takeMethods: async ({ tenantId, first, second }: { tenantId: string; first: string[]; second: string[] }) => {
    const rows = (step: string, methods: string[]) => methods.map((method, position) => ({ tenantId, method, step, position }))
    await db().$transaction([db().signInMethod.deleteMany({ where: { tenantId } }), db().signInMethod.createMany({ data: [...rows('first', first), ...rows('second', second)] })])
  },
  /** The other policies of signing in as their forms would send them unchanged. */
  policiesNow: async ({ tenantId }: { tenantId: string }) => {
    const row = await db().tenant.findUniqueOrThrow({ where: { id: tenantId } })
    const methods = await db().signInMethod.findMany({ where: { tenantId }, orderBy: { position: 'asc' } })
    const previewed = 'A'.repeat(43)
    return {
      password: { ...passwordPolicyOf(row), version: row.passwordVersion, previewed, expiryDays: row.passwordExpiryDays, askEveryone: false },
      bruteForce: { version: row.bruteForceVersion, failures: row.bruteForceFailures, lockMinutes: row.bruteForceLockSeconds / 60 },
      session: { version: row.sessionPolicyVersion, previewed, idleMinutes: row.idleTimeoutSeconds / 60, absoluteHours: row.absoluteTimeoutSeconds / 3600 },
      allowlist: { version: row.domainAllowlistVersion, previewed, domains: row.allowedDomains.map(readDomain) },
      methods: { version: row.signInMethodsVersion, previewed, first: methods.filter(({ step }) => step === 'first').map(({ method }) => method), second: ['totp', 'passkey', 'recovery_code'] },
    }
  },
  /** A place as it is now: its version moves with every change. */
  placeNow: async ({ kind, tenantId, id }: { kind: Place['type']; tenantId: string; id: string }) => {
    const where = { tenantId_id: { tenantId, id } }
    const select = { id: true, name: true, slug: true, version: true }
    return kind === 'workspace' ? db().workspace.findUniqueOrThrow({ where, select }) : db().organization.findUniqueOrThrow({ where, select })
  },
  /** The number of the newest event of this kind. */
  newestEvent: async ({ tenantId, action }: { tenantId: string; action: string }) => Number((await db().auditEvent.findFirstOrThrow({ where: { tenantId, action }, orderBy: { sequence: 'desc' }, select: { sequence: true } })).sequence),
  newBulkRun: async ({ token, state }: { token: string; state: 'running' | 'stopped' }) => {
    const { actor } = (await findSession(token, { touch: false }))!
    const data = { tenantId: actor.tenantId, startedById: actor.administratorId, sessionId: actor.sessionId, action: 'activate', input: { act: 'activate', placeName: null }, state, total: 0, createdAt: new Date(actor.now) }
    return (await db().bulkRun.create({ data, select: { id: true } })).id
  },
  /** Work that was handed to the queue and goes on; letters aside, which may wait for an hour. */
  unfinishedWork: async ({ tenantIds }: { tenantIds: string[] }) => db().job.count({ where: { tenantId: { in: tenantIds }, kind: { not: 'mail' }, finishedAt: null } }),
  /** Rows that no page can draw, to see what an error looks like from outside. */
  poisonWorkspaces: async ({ tenantId }: { tenantId: string }) => void (await pool().query("UPDATE workspace SET created_at = 'infinity' WHERE tenant_id = $1::uuid", [tenantId])),
  personNow: async ({ tenantId, id }: { tenantId: string; id: string }) => db().administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id } }, select: { givenName: true, familyName: true, version: true } }),
  tenantVersion: async ({ tenantId }: { tenantId: string }) => (await db().tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { version: true } })).version,
  newInviteList: async ({ tenantId, token }: { tenantId: string; token: string }) => {
    const facts = (await findSession(token, { touch: false }))!
    const id = randomUUID()
    const now = new Date(facts.actor.now)
    await db().inviteList.create({ data: { tenantId, id, startedById: facts.actor.administratorId, sessionId: facts.session.id, access: { role: 'auditor', places: [] }, state: 'running', createdAt: now } })
    await db().inviteLine.create({ data: { tenantId, listId: id, position: 1, email: `line-${id}@attacked.example`, givenName: '', familyName: '', outcome: 'waiting' } })
    return id
  },
}
