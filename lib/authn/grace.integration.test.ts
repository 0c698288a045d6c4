import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { moveClock } from '@/prisma/factories/test-clock'
import { completeSignIn } from './complete-sign-in'
import { findSession } from './session-facts'

const DAY = 86_400_000
let tenant: DisposableTenant
const whose = (name: string) => ({ tenantId: tenant.id, administratorId: tenant.people[name]!.id })
const boundAt = async (name: string) => (await db().administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId: tenant.id, id: whose(name).administratorId } } })).mfaBoundAt?.getTime() ?? null

async function enter(name: string): Promise<{ roles: string[]; at: number }> {
  const session = await transaction(async (tx) => completeSignIn(tx, { ...whose(name), origin: TEST_ORIGIN, first: 'invitation' }))
  const { actor } = (await findSession(session!.token, { touch: false }))!
  return { roles: actor.inForce.map(({ role }) => role), at: actor.now }
}

beforeAll(async () => {
  tenant = await disposableTenant()
})
afterEach(async () => moveClock(0))
afterAll(closeDatabase)

it('grace begins with the first sign-in under a policy that binds, is never begun again, and ends on its day', async () => {
  const before = await transaction(readClock)
  const first = await enter('adam')
  expect(first.roles).toEqual(['client_admin'])
  const bound = (await boundAt('adam'))!
  expect(bound).toBeGreaterThanOrEqual(before)
  expect(bound).toBeLessThanOrEqual(first.at)
  await moveClock(6 * DAY)
  expect((await enter('adam')).roles).toEqual(['client_admin'])
  await moveClock(7 * DAY + 5000)
  expect((await enter('adam')).roles).toEqual([])
  expect(await boundAt('adam')).toBe(bound)
})

it('does not begin for whom the policy does not bind, and begins when it does: by role, eligible and to come too, or for everyone', async () => {
  expect((await enter('audrey')).roles).toEqual(['auditor'])
  expect(await boundAt('audrey')).toBeNull()
  const { roleGrants } = await db().administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId: tenant.id, id: whose('audrey').administratorId } }, select: { roleGrants: true } })
  const { id: _id, ...grant } = roleGrants[0]!
  await db().roleGrant.create({ data: { tenantId: tenant.id, administratorId: whose('audrey').administratorId, role: 'super_admin', scope: 'tenant', kind: 'eligible', source: 'manual', startsAt: new Date(grant.startsAt.getTime() + 30 * DAY) } })
  await enter('audrey')
  expect(await boundAt('audrey')).not.toBeNull()
  await enter('vera')
  expect(await boundAt('vera')).toBeNull()
  await db().tenant.update({ where: { id: tenant.id }, data: { mfaRequiredForEveryone: true } })
  await enter('vera')
  expect(await boundAt('vera')).not.toBeNull()
})

it('a Client Security Admin has none, and whoever was activated under the policy has none', async () => {
  expect((await enter('sonia')).roles).toEqual([])
  await db().administrator.updateMany({ where: { id: whose('sam').administratorId }, data: { mfaWithoutGrace: true } })
  expect((await enter('sam')).roles).toEqual([])
})
