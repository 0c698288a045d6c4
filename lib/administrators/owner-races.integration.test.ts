import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { perform, type Caller } from '@/lib/actions/perform'
import type { AuditEventName } from '@/lib/audit/event-names'
import { closeDatabase, db } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import type { AppError } from '@/lib/errors/app-error'
import { asAppError } from '@/lib/errors/database-failure'
import { changeGrant, changeGrantKind, endGrant } from '@/lib/grants/actions'
import { giveUpGrant } from '@/lib/grants/give-up-grant'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeOwners, type OwnerTeam } from '@/prisma/factories/owner-team'
import { deleteForGood, setStatus } from './actions'
import { countUsableOwners } from './last-owner'

const OWNERS = 50
const ROUNDS = 20

type Owner = OwnerTeam['owners'][number]
type Attempt = (by: Caller, owner: Owner) => Promise<unknown>

const callerOf = (tenantId: string, { administratorId, sessionId }: { administratorId: string; sessionId: string }): Caller => ({ tenantId, administratorId, sessionId })

/** Every way to take an owner away, by another or by themselves. */
const WAYS: Record<string, Attempt> = {
  demote: async (by, { grantId }) => performableOf(endGrant).perform(by, { grantId, version: 1 }, TEST_ORIGIN, false),
  'give an end': async (by, { grantId }) => performableOf(changeGrant).perform(by, { grantId, version: 1, endsAt: 5_000_000_000_000 }, TEST_ORIGIN, false),
  'make eligible': async (by, { grantId }) => performableOf(changeGrantKind).perform(by, { grantId, version: 1, kind: 'eligible' }, TEST_ORIGIN, false),
  deactivate: async (by, { administratorId }) => performableOf(setStatus).perform(by, { administratorId, status: 'inactive' }, TEST_ORIGIN, false),
  'soft delete': async (by, { administratorId }) => performableOf(setStatus).perform(by, { administratorId, status: 'deleted' }, TEST_ORIGIN, false),
  'delete for good': async (by, { administratorId, email }) => performableOf(deleteForGood).perform(by, { administratorId, version: 1, typedEmail: email }, TEST_ORIGIN, false),
  leave: async ({ tenantId }, owner) =>
    perform({ name: 'own:give-up-grant', audit: 'grant.ended', lock: true, input: {}, origin: { ...TEST_ORIGIN, requestId: randomUUID() }, caller: callerOf(tenantId, owner), act: async (work) => giveUpGrant(work, owner.grantId) }),
}

/** What a busy database refuses is tried again, as a person would; everything else is the answer. */
async function settle(attempt: () => Promise<unknown>): Promise<string> {
  for (;;) {
    const outcome = await attempt().then(() => 'done', (error: unknown) => asAppError(error))
    if (outcome === 'done') return 'done'
    const { code } = outcome as AppError
    if (code !== 'busy') return code
  }
}

const ONE_STAYED = {
  done: OWNERS - 1, refused: ['last_owner'], usable: 1,
  // Nothing of the refused attempt was kept but the record of it.
  stayed: { status: 'active', version: 1, roleGrants: [{ revokedAt: null, endsAt: null, version: 1 }], sessions: [{ endedAt: null }] },
  events: { done: OWNERS - 1 },
}

async function race(ways: readonly string[]): Promise<typeof ONE_STAYED> {
  const { tenantId, passing, owners } = await storeOwners(OWNERS)
  const by = callerOf(tenantId, passing)
  const outcomes = await Promise.all(owners.map(async (owner, index) => settle(async () => WAYS[ways[index]!]!(by, owner))))
  const refused = outcomes.filter((outcome) => outcome !== 'done')
  const stayed = owners[outcomes.indexOf('last_owner')] ?? owners[0]!
  const ACTIONS: AuditEventName[] = ['grant.ended', 'grant.changed', 'administrator.status_changed', 'administrator.deleted']
  return {
    done: OWNERS - refused.length, refused, usable: await transaction(async (tx) => countUsableOwners(tx, tenantId)),
    stayed: await db().administrator.findUniqueOrThrow({
      where: { tenantId_id: { tenantId, id: stayed.administratorId } },
      select: { status: true, version: true, roleGrants: { select: { revokedAt: true, endsAt: true, version: true } }, sessions: { select: { endedAt: true } } },
    }) as (typeof ONE_STAYED)['stayed'],
    events: { done: await db().auditEvent.count({ where: { tenantId, outcome: 'done', action: { in: ACTIONS } } }) },
  }
}

afterAll(closeDatabase)

describe('[T52] fifty owners, fifty at once who take them away: exactly one usable owner stays', () => {
  it.each(Object.keys(WAYS))('all of them: %s', async (way) => {
    expect(await race(Array.from({ length: OWNERS }, () => way))).toEqual(ONE_STAYED)
  }, 120_000)

  it(`mixed, ${ROUNDS} rounds`, async () => {
    const seed = Number(process.env.CASTELLAN_SEED ?? Date.now() % 1_000_000_007)
    process.stdout.write(`owner races: seed ${seed}\n`)
    const mixed = fc.array(fc.constantFrom(...Object.keys(WAYS)), { minLength: OWNERS, maxLength: OWNERS })
    for (const ways of fc.sample(mixed, { seed, numRuns: ROUNDS })) expect(await race(ways)).toEqual(ONE_STAYED)
  }, 300_000)
})

describe('two who would take each other away', () => {
  it('of two last owners one stays, whoever comes first', async () => {
    for (let round = 0; round < 10; round++) {
      const { tenantId, passing, owners } = await storeOwners(2)
      await db().roleGrant.updateMany({ where: { tenantId, administratorId: passing.administratorId }, data: { revokedAt: new Date() } })
      const [one, two] = owners as [Owner, Owner]
      const outcomes = await Promise.all([settle(async () => WAYS.demote!(callerOf(tenantId, one), two)), settle(async () => WAYS.deactivate!(callerOf(tenantId, two), one))])
      expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
      expect(await transaction(async (tx) => countUsableOwners(tx, tenantId))).toBe(1)
    }
  })
})
