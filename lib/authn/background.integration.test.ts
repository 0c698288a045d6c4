import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { defineOwnRead } from '@/lib/actions/define-read'
import { requireActor } from '@/lib/authz/access'
import { hashToken } from '@/lib/crypto/tokens'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { disposableTenant } from '@/prisma/factories/disposable-tenant'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { BACKGROUND_COOKIE, BACKGROUND_HEADER } from './background'

// The framework's request is the only thing that stands in here.
const jar = vi.hoisted(() => new Map<string, string>())
const named = (name: string) => (jar.has(name) ? { value: jar.get(name)! } : undefined)
vi.mock('next/headers', () => ({ cookies: async () => ({ get: named }), headers: async () => new Headers() }))

const readers = {
  asked: defineOwnRead({ own: 'own:test', query: z.strictObject({}), run: async () => Promise.resolve({}) }),
  always: defineOwnRead({ own: 'own:test-live', query: z.strictObject({}), background: true, run: async () => Promise.resolve({}) }),
}
const read = async (reader: keyof typeof readers, headers: Record<string, string> = {}) =>
  expect((await readers[reader](new Request('http://localhost:3000/x', { headers }), { params: Promise.resolve({}) })).status).toBe(200)

describe('T21 what an open tab does by itself is not activity', () => {
  let tokenHash: Uint8Array<ArrayBuffer>
  const TEN_MINUTES = 600_000
  beforeAll(async () => {
    const { people } = await disposableTenant()
    const { token } = await signInAs(people.olivia!.email)
    jar.set('castellan', token)
    tokenHash = new Uint8Array(hashToken('session', token))
  })
  afterAll(closeDatabase)

  /** @returns whether the work counted as activity of a session that had rested */
  async function counts(work: () => Promise<unknown>): Promise<boolean> {
    const rested = new Date((await transaction(readClock)) - TEN_MINUTES)
    await db().session.update({ where: { tokenHash }, data: { lastSeenAt: rested } })
    await work()
    return (await db().session.findUniqueOrThrow({ where: { tokenHash } })).lastSeenAt.getTime() !== rested.getTime()
  }

  it('neither the stream, nor a request that says so', async () => {
    expect(await counts(async () => read('always'))).toBe(false)
    expect(await counts(async () => read('asked', { [BACKGROUND_HEADER]: '1' }))).toBe(false)
    expect(await counts(async () => read('asked'))).toBe(true)
  })

  it('nor a page that is drawn anew while nobody is there', async () => {
    jar.set(BACKGROUND_COOKIE, '1')
    expect(await counts(async () => requireActor())).toBe(false)
    jar.delete(BACKGROUND_COOKIE)
    expect(await counts(async () => requireActor())).toBe(true)
  })
})
