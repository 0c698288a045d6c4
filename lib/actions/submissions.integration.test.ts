// What a second submission of the same key gets, and what is kept for it.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { keyedHash } from '@/lib/crypto/seal'
import { closeDatabase, db } from '@/lib/db/client'
import { signedInFor } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { perform, type Caller } from './perform'

const ORIGIN = { requestId: 'test', address: '192.0.2.1', userAgent: 'test' }

let caller: Caller
let key: string
let effects = 0

beforeAll(storeCast)
beforeEach(async () => {
  caller = (await signedInFor('sam@acme.example')).caller
  key = randomUUID()
  effects = 0
})
afterAll(closeDatabase)

const submit = async (input: unknown, more: { name?: string; secret?: boolean; says?: unknown; by?: Caller } = {}) =>
  perform({ name: more.name ?? 'counted', audit: 'tenant.updated', lock: false, input, key, origin: ORIGIN, caller: more.by ?? caller, ...(more.secret ? { secret: true } : {}), act: async ({ record }) => {
    record({})
    effects += 1
    return 'says' in more ? more.says : { number: effects }
  } })
const kept = async () => (await db().$queryRaw<{ action: string; hash: Uint8Array; result: string | null }[]>`SELECT action, input_hash AS hash, result::text FROM idempotency_key WHERE key = ${key}::uuid`)[0]!

const CONFLICT = { code: 'conflict', failure: { sentence: 'This form was sent before with other contents. Reload the page and look before you send it again.' } }

it('the same key again is the first answer, however the input is ordered; with another input it is refused, and does nothing', async () => {
  expect(await submit({ a: 1, b: [2] })).toEqual({ number: 1 })
  expect(await submit({ b: [2], a: 1 })).toEqual({ number: 1 })
  for (const other of [{ a: 2, b: [2] }, { a: 1, b: [] }, { a: 1 }, undefined]) await expect(submit(other)).rejects.toMatchObject(CONFLICT)
  expect(effects).toBe(1)
})

it('the same key and input for another action is refused, and does nothing', async () => {
  await submit({ a: 1 })
  await expect(submit({ a: 1 }, { name: 'another' })).rejects.toMatchObject(CONFLICT)
  expect(effects).toBe(1)
})

it('a key is one session’s: what another sends under it is their own', async () => {
  await submit({ a: 1 })
  expect(await submit({ a: 1 }, { by: (await signedInFor('sam@acme.example')).caller })).toEqual({ number: 2 })
})

it('nothing given and nothing answered is a submission too', async () => {
  expect(await submit(undefined, { says: undefined })).toBeUndefined()
  expect((await kept()).result).toBeNull()
  expect(await submit(undefined)).toBeNull()
  expect(effects).toBe(1)
})

it('of the input a hash under a key for this alone is kept: a password in it cannot be guessed from it', async () => {
  await submit({ password: 'correct horse', b: undefined })
  expect(Buffer.from((await kept()).hash)).toEqual(Buffer.from(keyedHash('submission', '{"password":"correct horse"}')))
})

it('an answer with a secret is kept sealed for this one submission, and a second one is told it again', async () => {
  const says = { codes: ['aaaa-bbbb'] }
  expect(await submit({}, { secret: true, says })).toEqual(says)
  const { result } = await kept()
  expect(JSON.parse(result!)).toEqual({ sealed: expect.any(String) })
  expect(result).not.toContain('aaaa')
  expect(await submit({}, { secret: true })).toEqual(says)
  // Moved to another submission it does not open.
  const first = key
  key = randomUUID()
  await submit({}, { secret: true, says: 'other' })
  await db().$executeRaw`UPDATE idempotency_key SET result = (SELECT result FROM idempotency_key WHERE key = ${first}::uuid) WHERE key = ${key}::uuid`
  await expect(submit({}, { secret: true })).rejects.toThrow('unable to authenticate')
  expect(effects).toBe(2)
})

it('what fails leaves no key behind: the next try is the first', async () => {
  await expect(perform({ name: 'counted', audit: 'tenant.updated', lock: false, input: {}, key, origin: ORIGIN, caller, act: async () => Promise.reject(new TypeError('a fault of ours')) })).rejects.toThrow('a fault of ours')
  expect(await submit({})).toEqual({ number: 1 })
})
