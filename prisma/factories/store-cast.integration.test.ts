import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { personal, recordAudit, type AuditEvent } from '@/lib/audit/record'
import { findSession } from '@/lib/authn/session-facts'
import { holds } from '@/lib/authz/can'
import { hashToken, newToken } from '@/lib/crypto/tokens'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { patiently } from './patiently'
import { storeCast } from './store-cast'

beforeAll(storeCast)
afterAll(closeDatabase)

const person = async (emailKey: string) => db().administrator.findFirstOrThrow({ where: { emailKey } })

async function signIn(emailKey: string) {
  const { tenantId, id: administratorId } = await person(emailKey)
  const { token, hash } = newToken('session')
  const now = await transaction(readClock)
  const { id } = await db().session.create({
    data: { tenantId, administratorId, tokenHash: hash, createdAt: new Date(now), lastSeenAt: new Date(now), expiresAt: new Date(now + 3_600_000) },
  })
  return { token, tenantId, administratorId, sessionId: id }
}

describe('the session query', () => {
  it('finds person, tenant and grants, and nothing by the stored hash', async () => {
    const { token } = await signIn('max@acme.example')
    const facts = await findSession(token, { touch: true })
    expect(facts?.tenant.slug).toBe('acme')
    expect(facts?.actor.inForce.map(({ role }) => role).toSorted()).toEqual(['member', 'workspace_admin'])
    const placeId = Object.keys(facts!.placeNames)[0]!
    expect(facts!.placeNames[placeId]).toBe('Payments')
    expect(holds(facts!.actor, 'workspace:update', { type: 'workspace', id: placeId })).toBe(true)
    expect(await findSession(Buffer.from(hashToken('session', token)).toString('base64url'), { touch: false })).toBeNull()
  })

  it('refuses at the idle limit itself, and the moment the person is not active', async () => {
    const { token, tenantId, administratorId, sessionId } = await signIn('sam@acme.example')
    expect(await findSession(token, { touch: false })).not.toBeNull()
    await db().administrator.update({ where: { tenantId_id: { tenantId, id: administratorId } }, data: { status: 'inactive' } })
    expect(await findSession(token, { touch: false })).toBeNull()
    await db().administrator.update({ where: { tenantId_id: { tenantId, id: administratorId } }, data: { status: 'active' } })
    const idle = new Date((await transaction(readClock)) - 1_800_000)
    await db().session.update({ where: { tenantId_id: { tenantId, id: sessionId } }, data: { lastSeenAt: idle } })
    expect(await findSession(token, { touch: true })).toBeNull()
  })
})

describe('the database', () => {
  it('[T49] refuses a reference into another tenant', async () => {
    const [mine, theirs] = [await person('olivia@acme.example'), await person('gina@globex.example')]
    const workspace = await db().workspace.findFirstOrThrow({ where: { tenantId: theirs.tenantId } })
    const crossing = { tenantId: mine.tenantId, administratorId: mine.id, role: 'workspace_admin', scope: 'workspace' as const, workspaceId: workspace.id, startsAt: new Date() }
    await expect(db().roleGrant.create({ data: crossing })).rejects.toThrow(/foreign key|Foreign key/i)
  })

  it('[T74] a filter that is undefined is an error, not everybody', async () => {
    await expect(db().administrator.findMany({ where: { tenantId: undefined } })).rejects.toThrow('undefined')
  })
})

describe('the audit', () => {
  it('[T75] chains events without gaps, keeps person data beside the chain, and cannot be changed', async () => {
    const { tenantId, id } = await person('olivia@acme.example')
    const event: AuditEvent = {
      tenantId, actor: { kind: 'system' }, action: 'administrator.updated', outcome: 'done', affectedId: id,
      after: { givenName: personal(id, 'Canary') }, origin: { requestId: randomUUID(), address: '::1', userAgent: 'test' },
    }
    await Promise.all(Array.from({ length: 16 }, async () => patiently(async () => transaction(async (tx) => recordAudit(tx, [event])))))
    const events = await db().auditEvent.findMany({ where: { tenantId }, orderBy: { sequence: 'asc' } })
    expect(events.map(({ sequence }) => Number(sequence))).toEqual(Array.from({ length: 16 }, (_, index) => index + 1))
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
    expect(events.slice(1).map(({ previousHash }) => hex(previousHash))).toEqual(events.slice(0, -1).map(({ hash }) => hash).map(hex))
    expect(JSON.stringify(events.map(({ after }) => after))).not.toContain('Canary')
    await expect(db().auditEvent.deleteMany({ where: { tenantId } })).rejects.toThrow(/denied|append-only/)
    await expect(db().auditEvent.updateMany({ where: { tenantId }, data: { action: 'x' } })).rejects.toThrow(/denied|append-only/)
  })
})
