import { z } from 'zod'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { hashToken, newToken } from '@/lib/crypto/tokens'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { storeCast } from '@/prisma/factories/store-cast'
import { testDatabase } from '@/prisma/factories/test-database'
import { connect } from '@/scripts/postgres-roles.mjs'
import { defineOwnRead, defineRead } from './define-read'

// The framework's request is the only thing that stands in here.
const request = vi.hoisted(() => ({ cookie: undefined as string | undefined }))
vi.mock('next/headers', () => ({ cookies: async () => ({ get: () => (request.cookie ? { value: request.cookie } : undefined) }) }))

// A table that is locked is waited for as long as in production, before the first connection is made.
Object.assign((globalThis as unknown as { castellanPatience: object }).castellanPatience, { lock: 2000 })

const own = defineOwnRead({ own: 'own:test', query: z.strictObject({}), run: async ({ facts }) => ({ email: facts.person.email }) })
const people = defineRead({ permission: 'administrator:read', query: z.strictObject({ q: z.string().optional() }), run: async ({ cleared }) => ({ tenantId: cleared.actor.tenantId }) })
const sensitive = defineRead({ permission: 'audit:export', audit: 'audit.exported', query: z.strictObject({}), run: async () => ({ left: true }) })
const context = { params: Promise.resolve({}) }
const ask = async (reader: typeof own, search = '') => reader(new Request(`http://localhost:3000/x${search}`), context)

async function signIn(emailKey: string): Promise<{ tenantId: string; id: string; administratorId: string }> {
  const { tenantId, id: administratorId } = await db().administrator.findFirstOrThrow({ where: { emailKey } })
  const { token, hash } = newToken('session')
  const now = await transaction(readClock)
  const { id } = await db().session.create({ data: { tenantId, administratorId, tokenHash: hash, createdAt: new Date(now), lastSeenAt: new Date(now), expiresAt: new Date(now + 3_600_000) } })
  request.cookie = token
  return { tenantId, id, administratorId }
}

beforeAll(storeCast)
beforeEach(() => (request.cookie = undefined))
afterAll(closeDatabase)

it('lets nobody in without a session of the database', async () => {
  expect((await ask(own)).status).toBe(401)
  for (const cookie of ['', 'x', 'a'.repeat(43), newToken('session').token, Buffer.from(hashToken('session', 'x')).toString('base64url')]) {
    request.cookie = cookie
    expect((await ask(own)).status).toBe(401)
  }
  await signIn('max@acme.example')
  expect(await (await ask(own)).json()).toEqual({ email: 'max@acme.example' })
})

it('refuses who does not hold the permission, with the sentence, and takes no parameter it does not know', async () => {
  await signIn('max@acme.example')
  const refused = await ask(people)
  expect(refused.status).toBe(403)
  expect(((await refused.json()) as { error: { sentence: string } }).error.sentence).toContain('Client Owner')
  await signIn('olivia@acme.example')
  expect((await ask(people, '?q=a')).status).toBe(200)
  expect((await ask(people, '?q=a&tenantId=x')).status).toBe(400)
  expect((await ask(people, '?q=a&q=b')).status).toBe(400)
})

it('[T28] when the session cannot be read nobody gets in: busy, not an error of ours and never an answer', async () => {
  await signIn('olivia@acme.example')
  const owner = await connect(testDatabase.ownerUrl)
  await owner.query('BEGIN')
  await owner.query('LOCK TABLE session IN ACCESS EXCLUSIVE MODE')
  const answer = await ask(people)
  await owner.query('ROLLBACK')
  await owner.end()
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).not.toBeNull()
  expect((await ask(people)).status).toBe(200)
})

it('[T28] a session that owes a new password reads nothing', async () => {
  const { tenantId, id } = await signIn('olivia@acme.example')
  await db().session.update({ where: { tenantId_id: { tenantId, id } }, data: { owes: 'new_password' } })
  expect((await ask(people)).status).toBe(403)
  expect((await ask(own)).status).toBe(403)
})

it('[T26, T48] a refused export is an event, a refused look is none; of many in a row the first few are kept', async () => {
  const refusals = async () => (await db().auditEvent.findMany({ where: { outcome: 'refused' }, orderBy: { sequence: 'asc' } })).map(({ action, reason, actorId, sessionId }) => ({ action, reason, actorId, sessionId }))
  const { id: maxSession, administratorId: maxId } = await signIn('max@acme.example')
  expect((await ask(people)).status).toBe(403)
  expect(await refusals()).toEqual([])
  expect((await ask(sensitive)).status).toBe(403)
  const first = { action: 'audit.exported', reason: 'not_granted', actorId: maxId, sessionId: maxSession }
  expect(await refusals()).toEqual([first])
  const { id: stale, administratorId: oliviaId } = await signIn('olivia@acme.example')
  expect((await ask(sensitive)).status).toBe(403)
  expect(await refusals()).toEqual([first, { action: 'audit.exported', reason: 'step_up_required', actorId: oliviaId, sessionId: stale }])
  for (let times = 0; times < 30; times++) expect((await ask(sensitive)).status).toBe(403)
  expect((await refusals()).length).toBeLessThanOrEqual(1 + 11)
})
