import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { storeAuditEvents } from './audit-events'
import { INVARIANTS, brokenLinks } from './invariants'
import { testDatabase } from './test-database'

const SEED = [path.resolve(import.meta.dirname, '../../scripts/run.mjs'), 'prisma/seed.ts']
const seed = async (args: string[], settings: Record<string, string> = {}) => {
  const env = { ...process.env, ...settings }
  return promisify(execFile)(process.execPath, [...SEED, ...args], { env }).then(({ stdout }) => ({ code: 0, said: stdout }), ({ code, stderr }: { code: number; stderr: string }) => ({ code, said: stderr }))
}
const crowd = async () => db().tenant.findUniqueOrThrow({ where: { slug: 'crowd' } })

let first: Awaited<ReturnType<typeof seed>>
beforeAll(async () => {
  first = await seed(['--administrators', '200', '--events', '2000'])
})
afterAll(closeDatabase)

describe('a seeded crowd', () => {
  it('has its people and an audit whose chain is whole, from the first event to the head', async () => {
    expect(first).toMatchObject({ code: 0, said: expect.stringContaining('2,000 events') })
    const { id: tenantId } = await crowd()
    expect(await db().administrator.count({ where: { tenantId } })).toBe(200)
    expect(await db().auditEvent.count({ where: { tenantId } })).toBe(2000)
    expect(await brokenLinks(tenantId)).toEqual([])
    expect(await db().$queryRawUnsafe(INVARIANTS['the audit has a gap']!)).toEqual([])
    const [head, last] = [await db().auditChain.findUniqueOrThrow({ where: { tenantId } }), await db().auditEvent.findFirstOrThrow({ where: { tenantId }, orderBy: { sequence: 'desc' } })]
    expect(Buffer.from(head.hash).equals(Buffer.from(last.hash))).toBe(true)
  })

  it('has every outcome, strangers and the system beside people, and a share of events in places and with addresses that fit their commitments', async () => {
    const { id: tenantId } = await crowd()
    const kinds = async (by: 'outcome' | 'actorKind') => (await db().auditEvent.findMany({ where: { tenantId }, distinct: [by], select: { [by]: true } })).length
    expect([await kinds('outcome'), await kinds('actorKind')]).toEqual([3, 3])
    expect(await db().auditEvent.count({ where: { tenantId, workspaceId: { not: null } } })).toBeGreaterThan(200)
    const kept = await db().auditPerson.findMany({ where: { tenantId }, include: { auditEvent: true } })
    const commitments = kept.map(({ salt, value }) => ({ address: { commitment: createHash('sha256').update(salt).update(value, 'utf8').digest('hex') } }))
    expect(kept).toHaveLength(200)
    expect(kept.map(({ auditEvent }) => auditEvent.origin)).toEqual(commitments)
  })

  it('more of it goes on with the same chain, and time does not go back', async () => {
    const { id: tenantId } = await crowd()
    await storeAuditEvents(testDatabase.ownerUrl, { tenantId, events: 100 })
    expect(await brokenLinks(tenantId)).toEqual([])
    expect(await db().$queryRaw`SELECT sequence FROM (SELECT sequence, at < lag(at) OVER (ORDER BY sequence) AS back FROM audit_event WHERE tenant_id = ${tenantId}::uuid) e WHERE back`).toEqual([])
  })
})

describe('the seed refuses', () => {
  it.each([
    ['nothing asked for', [], 'Say what to seed'],
    ['a flag it does not know', ['--people', '5'], '--people'],
    ['a number that is none', ['--administrators', '1e6'], '--administrators needs a whole number'],
    ['nobody at all', ['--administrators', '0'], '--administrators needs a whole number'],
    ['events without people', ['--events', '5'], '--events goes with --administrators'],
    ['both kinds at once', ['--cast', '--administrators', '5'], 'one or the other'],
    ['a tenant that could not be signed in to', ['--administrators', '5', '--tenant', 'No Slug'], '--tenant'],
    ['a tenant that exists', ['--administrators', '5'], 'There is a tenant "crowd" already'],
  ])('%s', async (_, args, sentence) => {
    expect(await seed(args)).toMatchObject({ code: 1, said: expect.stringContaining(sentence) })
  })

  it('production, even for a tenant that does not exist', async () => {
    expect(await seed(['--administrators', '5', '--tenant', 'other'], { CASTELLAN_MODE: 'production' })).toMatchObject({ code: 1, said: expect.stringContaining('production') })
    expect(await db().tenant.count()).toBe(1)
  })
})
