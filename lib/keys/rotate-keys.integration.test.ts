import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { claimSubmission, keepResult } from '@/lib/actions/idempotency'
import { open } from '@/lib/crypto/seal'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import type * as Environment from '@/lib/env'
import { sealContext } from '@/lib/jobs/enqueue-job'
import { queueMail } from '@/lib/mail/queue-mail'
import { acceptFactor } from '@/lib/mfa/accept-factor'
import { reserveFactorTry } from '@/lib/mfa/factor-attempts'
import { makeRecoveryCodes } from '@/lib/mfa/recovery-codes'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { codeOf, enrolledTotp } from '@/prisma/factories/enrolled-totp'
import { credentialContext } from '@/lib/sso/sealed-places'
import { plantConnection } from '@/prisma/factories/plant-connection'
import { rotateKeys } from './rotate-keys'

// The ring of this file; what the process was started with is its last key.
const ring = vi.hoisted(() => ({ extra: [] as { id: string; key: Buffer }[], keepOld: true }))
vi.mock('@/lib/env', async (original) => {
  const { env } = await original<typeof Environment>()
  return { env: () => ({ ...env(), ENCRYPTION_KEYS: [...ring.extra, ...(ring.keepOld ? env().ENCRYPTION_KEYS : [])] }) }
})

let tenant: DisposableTenant
beforeAll(async () => {
  tenant = await disposableTenant()
})
afterAll(closeDatabase)

const whose = () => ({ tenantId: tenant.id, administratorId: tenant.people.olivia!.id })
const resealed = async () => Object.fromEntries((await rotateKeys()).rotated.map(({ what, resealed: count, unreadable }) => [what, [count, unreadable]]))

async function accept(factorId: string, code: string): Promise<string> {
  const counted = await reserveFactorTry({ ...whose(), factorId, origin: TEST_ORIGIN })
  return transaction(async (tx) => (await acceptFactor(tx, { ...whose(), now: await readClock(tx), bound: { purpose: 'step_up', id: randomUUID() }, given: { kind: 'totp', factorId, code, counted } })).kind)
}

it('[T15] seals everything anew with the first key, keeps codes valid, does nothing the second time, and says what still needs the old key', async () => {
  const { factorId, secret } = await enrolledTotp(whose())
  const submission = { scope: 's', key: randomUUID(), action: 'a', input: {}, secret: true }
  await transaction(async (tx) => {
    const now = await readClock(tx)
    await makeRecoveryCodes(tx, { ...whose(), now })
    await queueMail(tx, { ...whose(), to: tenant.people.olivia!.email, now, letter: { name: 'factor_blocked', factor: 'Phone', tenantName: 'Acme', recipientName: 'Olivia' } })
    await claimSubmission(tx, submission)
    await keepResult(tx, submission, { codes: ['x'] })
  })
  const { credentialId } = await plantConnection({ tenantId: tenant.id, secret: 'of the provider' })
  ring.extra = [{ id: 'next', key: Buffer.alloc(32, 7) }]
  expect(await resealed()).toMatchObject({ 'second factors': [1, 0], 'waiting jobs': [1, 0], 'links of withdrawn invitations': [0, 0], 'kept answers': [1, 0], 'secrets of connections': [1, 0] })
  const { still } = await rotateKeys()
  expect(still).toMatchObject([{ recoveryCodes: 10 }])
  expect(still[0]!.passwords).toBeGreaterThan(0)
  expect(new Set(Object.values(await resealed()).flat())).toEqual(new Set([0]))

  ring.keepOld = false
  const { sealed, connectionId } = await db().ssoCredential.findFirstOrThrow({ where: { id: credentialId } })
  expect(open(sealed!, credentialContext({ tenantId: tenant.id, connectionId, credentialId }))).toBe('of the provider')
  expect(await accept(factorId, await codeOf(secret))).toBe('totp')
  const job = await db().job.findFirstOrThrow({ where: { tenantId: tenant.id, kind: 'mail' } })
  expect(open(job.sealed!, sealContext(tenant.id, job.id))).toContain('Phone')
  expect(await transaction(async (tx) => claimSubmission(tx, submission))).toEqual({ result: { codes: ['x'] } })

  ring.extra = [{ id: 'third', key: Buffer.alloc(32, 9) }]
  expect(await resealed()).toMatchObject({ 'second factors': [0, 1], 'waiting jobs': [0, 1] })
  expect(await db().secondFactor.findFirst({ where: { id: factorId } })).toMatchObject({ secretSealed: expect.stringMatching(/^next\./) as string })
})
