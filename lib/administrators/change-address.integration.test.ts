import { afterAll, beforeAll, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { closeDatabase, db } from '@/lib/db/client'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { changeAddressOf, setStatus, withdrawAddressOf } from './actions'

const asked = performableOf(changeAddressOf)
const withdrawn = performableOf(withdrawAddressOf)
const idOf = async (name: string) => (await db().administrator.findFirstOrThrow({ where: { emailKey: `${name}@acme.example` } })).id
const ask = async (by: string, name: string, email: string, steppedUp = false) => asked.perform(await callerFor(`${by}@acme.example`), { administratorId: await idOf(name), email }, TEST_ORIGIN, steppedUp)
const pendingOf = async (name: string) => db().addressChange.findMany({ where: { administratorId: await idOf(name), confirmedAt: null, undoneAt: null, cancelledAt: null } })
const mailTo = async (name: string) => db().job.count({ where: { kind: 'mail', administratorId: await idOf(name) } })

beforeAll(storeCast)
afterAll(closeDatabase)

it('another address waits for its link; both addresses are written to, and the history says who asked', async () => {
  await ask('olivia', 'vera', 'Vera.V@acme.example')
  expect(await pendingOf('vera')).toMatchObject([{ newValue: 'Vera.V@acme.example', requestedById: await idOf('olivia') }])
  expect(await mailTo('vera')).toBe(2)
  expect((await db().administrator.findFirstOrThrow({ where: { id: await idOf('vera') } })).email).toBe('vera@acme.example')
  const event = await db().auditEvent.findFirstOrThrow({ where: { action: 'address.change_requested' }, orderBy: { sequence: 'desc' } })
  expect(event).toMatchObject({ actorId: await idOf('olivia'), affectedId: await idOf('vera') })
})

it('is taken back by an administrator once, and the link is void', async () => {
  const caller = await callerFor('adam@acme.example')
  await withdrawn.perform(caller, { administratorId: await idOf('vera') }, TEST_ORIGIN, false)
  expect(await pendingOf('vera')).toEqual([])
  expect(await db().linkToken.count({ where: { administratorId: await idOf('vera'), purpose: 'address_change', revokedAt: null, usedAt: null } })).toBe(0)
  await expect(withdrawn.perform(caller, { administratorId: await idOf('vera') }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'wrong_state' })
})

it('is refused for an address that is taken, for who could not confirm it, for a higher role and for oneself', async () => {
  await expect(ask('olivia', 'vera', 'SAM@acme.example')).rejects.toMatchObject({ code: 'already_exists', failure: { fields: { email: expect.any(String) } } })
  await expect(ask('olivia', 'noor', 'noor2@acme.example')).rejects.toMatchObject({ code: 'wrong_state' })
  await expect(ask('olivia', 'ines', 'ines2@acme.example')).rejects.toMatchObject({ code: 'wrong_state' })
  await expect(ask('sam', 'adam', 'adam2@acme.example')).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'reaching_up' } })
  await expect(ask('olivia', 'olivia', 'olivia2@acme.example')).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'yourself' } })
  for (const name of ['vera', 'noor', 'ines', 'adam', 'olivia']) expect(await pendingOf(name)).toEqual([])
})

it('[T36] five times an hour for whoever asks, whoever it is about, and five for one address, whoever asks', async () => {
  await db().rateBucket.deleteMany()
  const names = ['vera', 'april', 'bea', 'wanda', 'rex']
  for (const [index, name] of names.entries()) await ask('olivia', name, `flood.${index}@elsewhere.example`, true)
  const before = await db().job.count({ where: { kind: 'mail' } })
  await expect(ask('olivia', 'max', 'flood.5@elsewhere.example', true)).rejects.toMatchObject({ code: 'too_many', failure: { sentence: expect.stringContaining('Wait') } })
  expect(await pendingOf('max')).toEqual([])
  await ask('oscar', 'max', 'flood.5@elsewhere.example', true)
  for (const name of names.slice(0, 4)) await ask('oscar', name, 'One.Target@elsewhere.example', true)
  await ask('adam', 'rex', 'one.target@elsewhere.example', true)
  await expect(ask('adam', 'max', 'one.target@elsewhere.example', true)).rejects.toMatchObject({ code: 'too_many' })
  // A refusal takes nothing: four others are still free.
  for (let index = 0; index < 4; index++) await ask('adam', 'max', `later.${index}@elsewhere.example`, true)
  await expect(ask('adam', 'max', 'later.9@elsewhere.example', true)).rejects.toMatchObject({ code: 'too_many' })
  expect(await db().job.count({ where: { kind: 'mail' } })).toBe(before + 2 * 10)
  expect(await db().rateBucket.count({ where: { key: { contains: 'example' } } })).toBe(0)
  await db().rateBucket.deleteMany()
})

it('[T26] needs a fresh proof, and ends with the account', async () => {
  const stale = await callerFor('olivia@acme.example')
  await db().session.updateMany({ where: { id: stale.sessionId }, data: { freshFactorAt: null } })
  await expect(asked.perform(stale, { administratorId: await idOf('gus'), email: 'gus2@acme.example' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'step_up_required' })
  expect(await pendingOf('gus')).toEqual([])
  await ask('olivia', 'gus', 'gus2@acme.example')
  await performableOf(setStatus).perform(await callerFor('olivia@acme.example'), { administratorId: await idOf('gus'), status: 'deleted' }, TEST_ORIGIN, false)
  expect(await pendingOf('gus')).toEqual([])
})
