import { afterAll, beforeAll, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { recordAudit } from '@/lib/audit/record'
import { closeDatabase, db } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { brokenLinks } from '@/prisma/factories/invariants'
import { storeCast } from '@/prisma/factories/store-cast'
import { deleteForGood, setStatus } from './actions'

beforeAll(storeCast)
afterAll(closeDatabase)

it('erases where they were before they had a session too (resets, links out of mails); the chain holds', async () => {
  const { id, tenantId } = await db().administrator.findFirstOrThrow({ where: { emailKey: 'gus@acme.example' } })
  const origin = { requestId: 'before', address: '203.0.113.77', userAgent: 'The own browser of Gus' }
  await transaction(async (tx) => recordAudit(tx, [{ tenantId, actor: { kind: 'stranger' }, action: 'password.reset_requested', outcome: 'done', affectedId: id, origin }]))
  const kept = async () => db().auditPerson.count({ where: { tenantId, value: { in: [origin.address, origin.userAgent] } } })
  expect(await kept()).toBe(2)
  const olivia = await callerFor('olivia@acme.example')
  await performableOf(setStatus).perform(olivia, { administratorId: id, status: 'deleted' }, TEST_ORIGIN, true)
  const { version, email } = await db().administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id } } })
  await performableOf(deleteForGood).perform(olivia, { administratorId: id, version, typedEmail: email }, TEST_ORIGIN, true)
  expect(await kept()).toBe(0)
  expect(await db().auditEvent.count({ where: { tenantId, affectedId: id } })).toBeGreaterThan(1)
  expect(await brokenLinks(tenantId)).toEqual([])
})
