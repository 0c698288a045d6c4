import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { setStatus } from '@/lib/administrators/actions'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { endGrant } from '@/lib/grants/actions'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { brokenInvariants } from '@/prisma/factories/invariants'
import { actorOf, eventsOf, pim, prove, setPolicy, settled, storePimTeam, type PimPerson, type PimTeam } from '@/prisma/factories/pim-team'
import { moveClock } from '@/prisma/factories/test-clock'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { workOff } from '@/prisma/factories/work-off'

const ROUNDS = 20
const CALLERS = 16
const seed = Number(process.env.CASTELLAN_SEED ?? Date.now() % 1_000_000_007)

let team: PimTeam<string>
let owners: PimPerson[]
let sam: PimPerson
let april: PimPerson

beforeAll(async () => {
  process.stdout.write(`races of requests: seed ${seed}\n`)
  team = await storePimTeam({
    ...Object.fromEntries(Array.from({ length: CALLERS / 2 }, (_, nth) => [`owner${nth}`, { holds: [{ role: 'client_owner' as const }] }])),
    sam: { holds: [{ role: 'super_admin', kind: 'eligible' }] },
    april: { holds: [{ role: 'approver' }] },
  })
  owners = Object.entries(team.people).filter(([name]) => name.startsWith('owner')).map(([, person]) => person)
  sam = team.people.sam!
  april = team.people.april!
  await db().pimApprover.create({ data: { tenantId: team.tenantId, role: 'super_admin', approverRole: 'approver' } })
})
afterAll(closeDatabase)

/** Everything before is forgotten: the next round begins with nothing asked for, everybody active and every role held. */
beforeEach(forget)

async function forget(): Promise<void> {
  const { tenantId } = team
  await db().pimRequest.deleteMany({ where: { tenantId } })
  await db().job.deleteMany({ where: { tenantId } })
  await db().administrator.updateMany({ where: { tenantId }, data: { status: 'active', deletedAt: null } })
  await db().session.updateMany({ where: { tenantId }, data: { endedAt: null, endReason: null } })
  await db().roleGrant.updateMany({ where: { tenantId }, data: { revokedAt: null, version: 1 } })
  await setPolicy(tenantId, 'super_admin', { approvals: 1 })
}

type Attempt = () => Promise<unknown>

/** Fires all of them at once, in an order of the seed's choosing, each after a few turns of the event loop. @returns the outcomes in the order they were given */
async function race(attempts: readonly Attempt[], order: readonly number[]): Promise<string[]> {
  const outcomes = Array.from<string>({ length: attempts.length })
  const ranked = attempts.map((attempt, index) => ({ attempt, index, rank: order[index % order.length]! })).toSorted((a, b) => a.rank - b.rank)
  await Promise.all(ranked.map(async ({ attempt, index, rank }) => {
    for (let turn = 0; turn < rank % 7; turn++) await new Promise(setImmediate)
    outcomes[index] = await settled(attempt)
  }))
  return outcomes
}

const orders = (rounds: number, salt: number) => fc.sample(fc.array(fc.nat({ max: 1000 }), { minLength: CALLERS, maxLength: CALLERS }), { seed: seed + salt, numRuns: rounds })

async function whatBecame(requestId: string) {
  const { state } = await db().pimRequest.findUniqueOrThrow({ where: { tenantId_id: { tenantId: team.tenantId, id: requestId } } })
  const activations = await db().pimActivation.findMany({ where: { tenantId: team.tenantId, requestId } })
  const events = await eventsOf(team.tenantId, requestId)
  const told = (await waitingLetters(sam.email)).filter(({ name }) => name === 'pim_news').length
  return { state, given: activations.length, open: activations.filter(({ endedAt }) => endedAt === null).length, events, told, power: ((await actorOf(sam))?.inForce.length ?? 0) > 0 }
}

const done = (outcomes: readonly string[]) => outcomes.filter((outcome) => outcome === 'done').length

describe(`[T57] [F12] one decision wins, ${ROUNDS} rounds each`, () => {
  it(`${CALLERS} who approve and deny: exactly one decision, one event, one letter, and everybody else is told what happened`, async () => {
    for (const order of orders(ROUNDS, 1)) {
      await forget()
      const { requestId } = await pim.ask(sam, 'super_admin')
      const attempts = owners.flatMap((owner) => [async () => pim.approve(owner, requestId), async () => pim.deny(owner, requestId)])
      const outcomes = await race(attempts, order)
      const winner = outcomes.indexOf('done')
      const approved = winner % 2 === 0
      expect(done(outcomes)).toBe(1)
      expect(new Set(outcomes.filter((_, index) => index !== winner))).toEqual(new Set([approved ? 'conflict active' : 'conflict denied']))
      expect(await whatBecame(requestId)).toEqual({
        state: approved ? 'approved' : 'denied', given: approved ? 1 : 0, open: approved ? 1 : 0, told: 1, power: approved,
        events: { 'pim_request.submitted': 1, [approved ? 'pim_request.approved' : 'pim_request.denied']: 1 },
      })
    }
  }, 300_000)

  it('two who approve', async () => {
    for (const order of orders(ROUNDS, 2)) {
      await forget()
      const { requestId } = await pim.ask(sam, 'super_admin')
      const outcomes = await race([owners[0]!, owners[1]!].map((owner) => async () => pim.approve(owner, requestId)), order)
      expect(outcomes.toSorted()).toEqual(['conflict active', 'done'])
      expect(await whatBecame(requestId)).toMatchObject({ given: 1, told: 1, events: { 'pim_request.approved': 1 } })
    }
  }, 120_000)

  it('[T58] one who approves and the requester who withdraws', async () => {
    for (const order of orders(ROUNDS, 3)) {
      await forget()
      const { requestId } = await pim.ask(sam, 'super_admin')
      const [approved, withdrawn] = await race([async () => pim.approve(owners[0]!, requestId), async () => pim.withdraw(sam, requestId)], order)
      expect([approved, withdrawn]).toEqual(approved === 'done' ? ['done', 'conflict active'] : ['conflict withdrawn', 'done'])
      const { events, ...became } = await whatBecame(requestId)
      expect(became).toMatchObject(approved === 'done' ? { state: 'approved', given: 1, told: 1 } : { state: 'withdrawn', given: 0, told: 0, power: false })
      expect((events['pim_request.approved'] ?? 0) + (events['pim_request.withdrawn'] ?? 0)).toBe(1)
    }
  }, 120_000)

  it('[T58] one who approves and the end of the time for it', async () => {
    for (const [nth, order] of orders(ROUNDS, 4).entries()) {
      await moveClock(0)
      await forget()
      await setPolicy(team.tenantId, 'super_admin', { approvals: 1, undecidedSeconds: 3600 })
      const { requestId } = await pim.ask(sam, 'super_admin')
      const { undecidedUntil } = await db().pimRequest.findUniqueOrThrow({ where: { tenantId_id: { tenantId: team.tenantId, id: requestId } } })
      // So close to it that it comes in the middle of this.
      await moveClock(undecidedUntil.getTime() - (await transaction(readClock)) - 20 - ((order[0]! + nth * 7) % 120))
      await prove(owners[0]!)
      const [approved] = await race([async () => pim.approve(owners[0]!, requestId), async () => workOff('pim_moment'), async () => workOff('pim_sweep')], order)
      await moveClock(2 * 3_600_000)
      await db().job.create({ data: { tenantId: team.tenantId, kind: 'pim_moment', payload: { requestId }, runAt: new Date() } })
      await workOff('pim_moment')
      await moveClock(0)
      const { state, given, events } = await whatBecame(requestId)
      expect([approved, state, given]).toEqual(approved === 'done' ? ['done', 'expired', 1] : ['conflict timed_out', 'timed_out', 0])
      expect((events['pim_request.approved'] ?? 0) + (events['pim_request.timed_out'] ?? 0)).toBe(1)
    }
  }, 120_000)

  it('[T63] one person who asks sixteen times at once has one role, or one request', async () => {
    for (const [nth, order] of orders(ROUNDS, 5).entries()) {
      await forget()
      const approvals = nth % 2
      await setPolicy(team.tenantId, 'super_admin', { approvals, mfa: nth % 4 < 2 })
      await prove(sam)
      const outcomes = await race(Array.from({ length: CALLERS }, () => async () => pim.basket(sam, [{ grantId: sam.grants['eligible:super_admin']! }])), order)
      expect(done(outcomes)).toBe(1)
      expect(new Set(outcomes.filter((outcome) => outcome !== 'done'))).toEqual(new Set([approvals ? 'already_exists pending' : 'already_exists running']))
      expect(await db().pimRequest.count({ where: { tenantId: team.tenantId } })).toBe(1)
      expect(await db().pimActivation.count({ where: { tenantId: team.tenantId } })).toBe(approvals ? 0 : 1)
      expect(await db().auditEvent.count({ where: { tenantId: team.tenantId, action: 'pim_request.submitted', targetId: (await db().pimRequest.findFirstOrThrow({ where: { tenantId: team.tenantId } })).id } })).toBe(1)
    }
  }, 300_000)
})

describe('[F13] an approver who is taken out while they approve', () => {
  it('[T59] never gives a role after they may not any more: 50 rounds', async () => {
    let before = 0
    for (const [nth, order] of orders(50, 6).entries()) {
      await forget()
      const { requestId } = await pim.ask(sam, 'super_admin')
      const demote: Attempt = nth % 2
        ? async () => performableOf(endGrant).perform(owners[0]!.caller, { grantId: april.grants.approver!, version: 1 }, TEST_ORIGIN, true)
        : async () => performableOf(setStatus).perform(owners[0]!.caller, { administratorId: april.id, status: 'inactive' }, TEST_ORIGIN, true)
      const [approved, demoted] = await race([async () => pim.approve(april, requestId), demote], order)
      expect(demoted).toBe('done')
      const sequence = async (action: string, of: object) => Number((await db().auditEvent.findFirst({ where: { tenantId: team.tenantId, action, ...of }, orderBy: { sequence: 'desc' } }))?.sequence ?? 0)
      const lost = await sequence(nth % 2 ? 'grant.ended' : 'administrator.status_changed', { affectedId: april.id })
      const decided = await sequence('pim_request.approved', { targetId: requestId })
      const { state, given, power } = await whatBecame(requestId)
      if (approved === 'done') before += 1
      expect({ approved, whileTheyMight: decided < lost, state, given, power }).toEqual(
        approved === 'done' ? { approved, whileTheyMight: true, state: 'approved', given: 1, power: true }
        : { approved: nth % 2 ? 'not_found' : 'signed_out', whileTheyMight: true, state: 'pending_approval', given: 0, power: false },
      )
    }
    process.stdout.write(`approved before they were taken out: ${before} of 50\n`)
  }, 300_000)
})

describe(`[T60] a requester who is taken out while it is approved, ${ROUNDS} rounds each`, () => {
  const takeOut: Record<string, Attempt> = {
    'set to inactive': async () => performableOf(setStatus).perform(owners[1]!.caller, { administratorId: sam.id, status: 'inactive' }, TEST_ORIGIN, true),
    'role ended': async () => performableOf(endGrant).perform(owners[1]!.caller, { grantId: sam.grants['eligible:super_admin']!, version: 1 }, TEST_ORIGIN, true),
  }
  it.each(Object.keys(takeOut))('%s: whoever comes first, no power is left, and it was cut short once', async (way) => {
    for (const order of orders(ROUNDS, 7)) {
      await forget()
      const { requestId } = await pim.ask(sam, 'super_admin')
      const [approved, taken] = await race([async () => pim.approve(owners[0]!, requestId), takeOut[way]!], order)
      expect(taken).toBe('done')
      expect(['done', 'conflict cut_short']).toContain(approved)
      const { state, given, open, power, events } = await whatBecame(requestId)
      expect({ state, given, open, power }).toEqual({ state: 'cut_short', given: approved === 'done' ? 1 : 0, open: 0, power: false })
      expect(events).toEqual({ 'pim_request.submitted': 1, ...(approved === 'done' ? { 'pim_request.approved': 1, 'pim_activation.cut_short': 1 } : { 'pim_request.cut_short': 1 }) })
    }
  }, 120_000)
})

it('leaves nothing behind that must not be', async () => {
  expect(await brokenInvariants()).toEqual([])
})
