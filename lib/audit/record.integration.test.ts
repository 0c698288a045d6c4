import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { brokenLinks } from '@/prisma/factories/invariants'
import { patiently } from '@/prisma/factories/patiently'
import { personal, recordAudit, type AuditEvent } from './record'

let tenantId = ''

beforeEach(async () => {
  tenantId = (await db().tenant.create({ data: { slug: `t${randomUUID().slice(0, 8)}`, name: 'Acme' } })).id
})
afterAll(closeDatabase)

const event = (more: Partial<AuditEvent> = {}): AuditEvent => ({ tenantId, actor: { kind: 'system' }, action: 'tenant.created', outcome: 'done', origin: TEST_ORIGIN, ...more })
const record = async (...events: AuditEvent[]) => transaction(async (tx) => recordAudit(tx, events))

it('a chain begins with the first of sixteen at once, and has neither gap nor fork', async () => {
  await Promise.all(Array.from({ length: 16 }, async () => patiently(async () => record(event(), event()))))
  const rows = await db().auditEvent.findMany({ where: { tenantId }, orderBy: { sequence: 'asc' } })
  expect(rows.map(({ sequence }) => Number(sequence))).toEqual(Array.from({ length: 32 }, (_, index) => index + 1))
  expect(rows.map(({ at }) => at.getTime())).toEqual(rows.map(({ at }) => at.getTime()).toSorted((a, b) => a - b))
  expect(await brokenLinks(tenantId)).toEqual([])
  expect(await db().auditChain.findUniqueOrThrow({ where: { tenantId } })).toMatchObject({ sequence: 32n, hash: rows.at(-1)!.hash })
})

it('nothing is an empty column, not a null in JSON; whatever was typed is kept beside the chain as UTF-8 has it', async () => {
  await record(event(), event({ before: { name: personal(null, 'half \uD83D of a pair') }, after: { text: 'a "quoted" \\ line\nbreak, ä 😀', none: null, list: [1, true] } }))
  const [bare, full] = await db().auditEvent.findMany({ where: { tenantId }, orderBy: { sequence: 'asc' }, include: { auditPersons: { where: { path: 'before.name' } } } })
  expect(await db().$queryRaw`SELECT sequence FROM audit_event WHERE tenant_id = ${tenantId}::uuid AND before IS NULL AND after IS NULL`).toEqual([{ sequence: 1n }])
  expect([bare!.actorRoles, bare!.reason, full!.after]).toEqual([[], null, { text: 'a "quoted" \\ line\nbreak, ä 😀', none: null, list: [1, true] }])
  const { salt, value } = full!.auditPersons[0]!
  expect(value).toBe('half \uFFFD of a pair')
  expect(full!.before).toEqual({ name: { commitment: createHash('sha256').update(salt).update(value).digest('hex') } })
  expect(await brokenLinks(tenantId)).toEqual([])
})
