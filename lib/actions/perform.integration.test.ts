import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findPerson, getPersonForChange } from '@/lib/administrators/data'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { hashToken, newToken } from '@/lib/crypto/tokens'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { patiently } from '@/prisma/factories/patiently'
import { storeCast } from '@/prisma/factories/store-cast'
import { defineAction, performableOf } from './define-action'
import { perform, type Caller } from './perform'

const ORIGIN = { requestId: 'test', address: '192.0.2.1', userAgent: 'test' }

/** Renames somebody: the smallest action with a rule about the other person. */
const rename = performableOf(
  defineAction({
    permission: 'administrator:update',
    audit: 'administrator.updated',
    input: z.strictObject({ administratorId: z.uuid(), givenName: z.string() }),
    load: async ({ input, tx, actor, now }) => getPersonForChange(tx, actor, input.administratorId, now),
    question: ({ loaded }) => ({ person: loaded.person }),
    run: async ({ tx, tenantId, record }, { input, loaded }) => {
      await tx.administrator.update({ where: { tenantId_id: { tenantId, id: loaded.id } }, data: { givenName: input.givenName } })
      record({ affectedId: loaded.id })
      if (input.givenName === 'Crash') throw new TypeError('a fault of ours')
    },
  }),
)

const person = async (emailKey: string) => db().administrator.findFirstOrThrow({ where: { emailKey } })
const events = async (tenantId: string) => db().auditEvent.findMany({ where: { tenantId, action: 'administrator.updated' }, orderBy: { sequence: 'desc' } })

async function callerFor(emailKey: string, freshSecondsAgo = 0): Promise<Caller> {
  const { tenantId, id: administratorId } = await person(emailKey)
  const now = await transaction(readClock)
  const { id: sessionId } = await db().session.create({
    data: { tenantId, administratorId, tokenHash: hashToken('session', newToken('session').token), createdAt: new Date(now), lastSeenAt: new Date(now), expiresAt: new Date(now + 3_600_000), freshFactorAt: new Date(now - freshSecondsAgo * 1000) },
  })
  return { tenantId, administratorId, sessionId }
}

beforeAll(storeCast)
afterAll(closeDatabase)

it('does what is allowed, and says so in the audit with who, from where and in which role', async () => {
  const caller = await callerFor('sam@acme.example')
  const { id } = await person('audrey@acme.example')
  await rename.perform(caller, { administratorId: id, givenName: 'Aude' }, ORIGIN, false)
  expect((await person('audrey@acme.example')).givenName).toBe('Aude')
  expect((await events(caller.tenantId))[0]).toMatchObject({ outcome: 'done', actorId: caller.administratorId, sessionId: caller.sessionId, actorRoles: ['super_admin'], affectedId: id })
})

it('[T48] refuses reaching up, changes nothing, and records the refusal', async () => {
  const caller = await callerFor('sam@acme.example')
  const { id, givenName } = await person('olivia@acme.example')
  await expect(rename.perform(caller, { administratorId: id, givenName: 'X' }, ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'reaching_up' } })
  expect((await person('olivia@acme.example')).givenName).toBe(givenName)
  expect((await events(caller.tenantId))[0]).toMatchObject({ outcome: 'refused', reason: 'reaching_up', affectedId: id })
})

it('[T26] refuses a stale factor after the permission, and only where it matters', async () => {
  const caller = await callerFor('sam@acme.example', 301)
  const { id } = await person('audrey@acme.example')
  await expect(rename.perform(caller, { administratorId: id, givenName: 'X' }, ORIGIN, false)).rejects.toMatchObject({ code: 'step_up_required' })
  expect((await events(caller.tenantId))[0]).toMatchObject({ outcome: 'refused', reason: 'step_up_required' })
  const fresh = await callerFor('sam@acme.example', 299)
  await rename.perform(fresh, { administratorId: id, givenName: 'Audrey' }, ORIGIN, false)
})

it('[T49] answers not found for another tenant and touches nothing', async () => {
  const caller = await callerFor('olivia@acme.example')
  const { id, givenName } = await person('gina@globex.example')
  await expect(rename.perform(caller, { administratorId: id, givenName: 'X' }, ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
  expect((await person('gina@globex.example')).givenName).toBe(givenName)
})

it('[T76] undoes everything when the work fails, and leaves a failed event', async () => {
  const caller = await callerFor('sam@acme.example')
  const { id, givenName } = await person('audrey@acme.example')
  await expect(rename.perform(caller, { administratorId: id, givenName: 'Crash' }, ORIGIN, false)).rejects.toThrow('a fault of ours')
  expect((await person('audrey@acme.example')).givenName).toBe(givenName)
  expect((await events(caller.tenantId))[0]).toMatchObject({ outcome: 'failed', reason: 'internal' })
})

it('[T20] a session that ended, or a person no longer active, does nothing', async () => {
  const caller = await callerFor('sam@acme.example')
  const { id } = await person('audrey@acme.example')
  await db().session.update({ where: { tenantId_id: { tenantId: caller.tenantId, id: caller.sessionId } }, data: { endedAt: new Date(), endReason: 'revoked' } })
  await expect(rename.perform(caller, { administratorId: id, givenName: 'X' }, ORIGIN, false)).rejects.toMatchObject({ code: 'signed_out' })
})

it('[T20] a new password that came to be owed after the door let somebody in stops the work inside its transaction', async () => {
  const caller = await callerFor('sam@acme.example')
  const { id, givenName } = await person('audrey@acme.example')
  await db().session.update({ where: { tenantId_id: { tenantId: caller.tenantId, id: caller.sessionId } }, data: { owes: 'new_password' } })
  const before = (await events(caller.tenantId)).length
  await expect(rename.perform(caller, { administratorId: id, givenName: 'X' }, ORIGIN, false)).rejects.toMatchObject({ code: 'password_change_required' })
  expect([(await person('audrey@acme.example')).givenName, (await events(caller.tenantId)).length]).toEqual([givenName, before])
  const work = { name: 'own:password', audit: 'administrator.updated', lock: false, input: {}, origin: ORIGIN, caller, act: async ({ record, facts }) => {
    record({})
    return facts.owes
  } } satisfies Parameters<typeof perform>[0]
  await expect(perform({ ...work, whileOwing: false })).rejects.toMatchObject({ code: 'password_change_required' })
  expect(await perform({ ...work, whileOwing: true }), 'what pays for it is let through').toBe('new_password')
})

it.each([[true, 0], [false, 1]])('the tenant’s row is held from others where that is asked for, and only there: %s', async (lock, free) => {
  const caller = await callerFor('sam@acme.example')
  const seen = await perform({ name: 'locking', audit: 'administrator.updated', lock, input: {}, origin: ORIGIN, caller, act: async ({ record }) => {
    record({})
    return db().$queryRaw<unknown[]>`SELECT 1 FROM tenant WHERE id = ${caller.tenantId}::uuid FOR NO KEY UPDATE SKIP LOCKED`
  } })
  expect(seen).toHaveLength(free)
})

it('a change that says nothing is not done', async () => {
  const caller = await callerFor('sam@acme.example')
  await expect(perform({ name: 'silent', audit: 'tenant.updated', lock: false, input: {}, origin: ORIGIN, caller, act: async () => 1 })).rejects.toThrow('recorded nothing')
})

it('16 submissions of one key are one effect and one answer; the same key for something else is a conflict', async () => {
  const caller = await callerFor('sam@acme.example')
  const key = randomUUID()
  let effects = 0
  const submit = async (input: object) => perform({ name: 'counted', audit: 'tenant.updated', lock: false, input, key, origin: ORIGIN, caller, act: async (work) => {
    work.record({})
    effects += 1
    return { number: effects }
  } })
  const answers = await Promise.all(Array.from({ length: 16 }, async () => patiently(async () => submit({ a: 1 }))))
  expect(effects).toBe(1)
  expect(answers.every(({ number }) => number === 1)).toBe(true)
  await expect(submit({ a: 2 })).rejects.toMatchObject({ code: 'conflict' })
})

it('[T52] the last usable owner stays; an unconfirmed, ending or future grant is not standing', async () => {
  const { tenantId, id } = await person('gina@globex.example')
  await db().passwordCredential.upsert({ where: { tenantId_administratorId: { tenantId, administratorId: id } }, create: { tenantId, administratorId: id, hash: 'x', pepperKeyId: 'test-1', changedAt: new Date() }, update: {} })
  expect(await transaction(async (tx) => refuseLosingLastOwner(tx, tenantId))).toBe(1)
  const now = await transaction(readClock)
  const { person: gina } = (await transaction(async (tx) => findPerson(tx, { tenantId, administratorId: id, now })))!
  const grant = { tenantId_id: { tenantId, id: gina.grants[0]!.id } }
  const harms = [{ revokedAt: new Date() }, { endsAt: new Date(now + 60_000) }, { confirmed: false }, { startsAt: new Date(now + 60_000) }, { kind: 'eligible' as const }]
  let refused = 0
  for (const data of harms) {
    const attempt = transaction(async (tx) => {
      await tx.roleGrant.update({ where: grant, data })
      await refuseLosingLastOwner(tx, tenantId)
    })
    await attempt.catch((error: unknown) => (refused += error instanceof AppError && error.code === 'last_owner' ? 1 : 0))
  }
  expect(refused).toBe(harms.length)
})
