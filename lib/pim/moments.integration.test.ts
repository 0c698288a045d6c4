// To the millisecond, by the database's clock alone: no worker runs here unless a test says so.
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { findSession } from '@/lib/authn/session-facts'
import { can, holds } from '@/lib/authz/can'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { createWorkspace } from '@/lib/workspaces/actions'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { HALF_AN_HOUR, actorOf, eventsOf, pim, prove, setPolicy, settled, storePimTeam, type PimTeam } from '@/prisma/factories/pim-team'
import { moveClock, stopClock } from '@/prisma/factories/test-clock'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { workOff } from '@/prisma/factories/work-off'

const HOUR = 3_600_000
const DAY = 24 * HOUR
let team: PimTeam<'olivia' | 'sam'>

beforeEach(async () => {
  team = await storePimTeam({ olivia: { holds: [{ role: 'client_owner' }] }, sam: { holds: [{ role: 'requester' }, { role: 'super_admin', kind: 'eligible' }] } })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await stopClock(null)
  await moveClock(0)
})
afterAll(closeDatabase)

/** Their session is as fresh as at sign-in, wherever the clock stands. */
const at = async (moment: number) => {
  await stopClock(moment)
  for (const person of [team.people.sam, team.people.olivia]) await prove(person)
}
const mayNow = async () => can((await actorOf(team.people.sam))!, 'workspace:create').allowed
const tries = async () => settled(async () => performableOf(createWorkspace).perform(team.people.sam.caller, { name: 'Tried', slug: `tried-${Math.random().toString(36).slice(2)}`, description: '' } as never, TEST_ORIGIN, true))
const news = async () => (await waitingLetters(team.people.sam.email)).flatMap((letter) => (letter.name === 'pim_news' ? [letter.news] : [])).toReversed()

describe('[T61] rule 6: a role is in force from its start to the millisecond before its end, with no worker at all', () => {
  it('accepted at end − 1 ms, refused at the end: by the session query, by can(), by an action', async () => {
    const { startsAt, endsAt, requestId } = await pim.ask(team.people.sam, 'super_admin')
    expect(endsAt! - startsAt!).toBe(HALF_AN_HOUR * 1000)
    await at(endsAt! - 1)
    expect([await mayNow(), await tries()]).toEqual([true, 'done'])
    await at(endsAt!)
    expect([await mayNow(), await tries()]).toEqual([false, 'forbidden not_activated'])
    expect((await db().pimRequest.findUniqueOrThrow({ where: { tenantId_id: { tenantId: team.tenantId, id: requestId } } })).state, 'nobody has noted it').toBe('approved')
    expect(await eventsOf(team.tenantId, requestId)).toEqual({ 'pim_request.submitted': 1, 'pim_activation.started': 1 })
  })

  it('a scheduled one begins by itself, and not a millisecond early', async () => {
    const now = await transaction(readClock)
    const { startsAt, endsAt } = await pim.ask(team.people.sam, 'super_admin', { startsAt: now + HOUR })
    await at(startsAt! - 1)
    expect(await mayNow()).toBe(false)
    await at(startsAt!)
    expect(await mayNow()).toBe(true)
    await at(endsAt! - 1)
    expect(await mayNow()).toBe(true)
    await at(endsAt!)
    expect(await mayNow()).toBe(false)
  })

  it('the grant’s own end ends it too, were it ever longer', async () => {
    const { endsAt } = await pim.ask(team.people.sam, 'super_admin')
    await db().roleGrant.updateMany({ where: { administratorId: team.people.sam.id, kind: 'eligible' }, data: { endsAt: new Date(endsAt! - HOUR / 4) } })
    await at(endsAt! - HOUR / 4)
    expect(await mayNow()).toBe(false)
  })

  it('[T58] a request is decided until its last millisecond, and not at it', async () => {
    await setPolicy(team.tenantId, 'super_admin', { approvals: 1, undecidedSeconds: 3600 })
    const first = await pim.ask(team.people.sam, 'super_admin')
    const { undecidedUntil } = await db().pimRequest.findUniqueOrThrow({ where: { tenantId_id: { tenantId: team.tenantId, id: first.requestId } } })
    await at(undecidedUntil.getTime())
    expect(await settled(async () => pim.approve(team.people.olivia, first.requestId))).toBe('conflict timed_out')
    expect(await settled(async () => pim.deny(team.people.olivia, first.requestId))).toBe('conflict timed_out')
    expect(await settled(async () => pim.withdraw(team.people.sam, first.requestId))).toBe('conflict timed_out')
    await at(undecidedUntil.getTime() - 1)
    const approved = await pim.approve(team.people.olivia, first.requestId)
    expect(approved, 'approved late it starts now, and keeps its duration').toMatchObject({ startsAt: undecidedUntil.getTime() - 1, endsAt: undecidedUntil.getTime() - 1 + HALF_AN_HOUR * 1000 })
  })

  it('one that nobody decided does not stand in the way of the next, though nobody noted it', async () => {
    await setPolicy(team.tenantId, 'super_admin', { approvals: 1, undecidedSeconds: 3600 })
    const first = await pim.ask(team.people.sam, 'super_admin')
    await at((await transaction(readClock)) + 2 * HOUR)
    expect((await pim.ask(team.people.sam, 'super_admin')).state).toBe('pending_approval')
    expect(await eventsOf(team.tenantId, first.requestId)).toMatchObject({ 'pim_request.timed_out': 1 })
  })
})

describe('the clock, moved', () => {
  it('forward over a year: nothing is in force, and what is noted is noted once', async () => {
    await setPolicy(team.tenantId, 'super_admin', { approvals: 0 })
    const { requestId } = await pim.ask(team.people.sam, 'super_admin')
    await moveClock(400 * DAY)
    await prove(team.people.sam)
    expect(await mayNow()).toBe(false)
    await workOff('pim_moment')
    await sweep()
    expect(await eventsOf(team.tenantId, requestId)).toEqual({ 'pim_request.submitted': 1, 'pim_activation.started': 1, 'pim_activation.expired': 1 })
    expect(await news()).toEqual(['activated', 'ended'])
  })

  it('[F18] back by an hour: what was noted as over stays over', async () => {
    const { requestId, endsAt } = await pim.ask(team.people.sam, 'super_admin')
    await at(endsAt!)
    await workOff('pim_moment')
    await at(endsAt! - HOUR / 2 + 1000)
    expect(await mayNow()).toBe(false)
    expect(await settled(async () => pim.deactivate(team.people.sam, requestId))).toBe('conflict expired')
  })

  it.each([
    ['Europe/Berlin', '2027-03-28T00:30:00Z'], ['America/New_York', '2026-11-01T05:30:00Z'], ['America/New_York', '2027-03-14T06:30:00Z'], ['Australia/Lord_Howe', '2027-04-03T14:30:00Z'],
  ])('over the day the clocks change in %s (%s), an hour is an hour', async (zone, moment) => {
    const start = Date.parse(moment)
    await db().roleGrant.updateMany({ where: { tenantId: team.tenantId }, data: { startsAt: new Date(Date.parse('2026-01-01T00:00:00Z')) } })
    vi.stubEnv('TZ', zone)
    await at(start)
    const { startsAt, endsAt } = await pim.ask(team.people.sam, 'super_admin', { seconds: 2 * 3600 })
    expect([startsAt, endsAt! - startsAt!]).toEqual([start, 2 * HOUR])
    await at(start + 2 * HOUR - 1)
    expect(await mayNow()).toBe(true)
    await at(start + 2 * HOUR)
    expect(await mayNow()).toBe(false)
  })
})

describe('a scheduled start, after what it stood on was lost (rule 2)', () => {
  const HOW: Record<string, () => Promise<unknown>> = {
    'the role ended by itself': async () => db().roleGrant.updateMany({ where: { administratorId: team.people.sam.id, kind: 'eligible' }, data: { endsAt: new Date((await transaction(readClock)) + 1000) } }),
    'the role was taken away, were nothing cut short': async () => db().roleGrant.updateMany({ where: { administratorId: team.people.sam.id, kind: 'eligible' }, data: { revokedAt: new Date() } }),
    'the role waits for a yes': async () => db().roleGrant.updateMany({ where: { administratorId: team.people.sam.id, kind: 'eligible' }, data: { confirmed: false } }),
    'the factor was removed, were nothing cut short': async () => db().secondFactor.deleteMany({ where: { administratorId: team.people.sam.id } }),
    'the kind of factor is not allowed any more': async () => db().tenant.update({ where: { id: team.tenantId }, data: { mfaAllowedFactors: ['passkey'] } }),
    'this session has not used the factor': async () => db().session.updateMany({ where: { administratorId: team.people.sam.id }, data: { factorUsedAt: null, factorUsedKind: null } }),
  }
  it.each(Object.keys(HOW))('%s: it gives nothing', async (how) => {
    const { startsAt } = await pim.ask(team.people.sam, 'super_admin', { startsAt: (await transaction(readClock)) + HOUR })
    await HOW[how]!()
    await at(startsAt! + 1)
    expect(holds((await actorOf(team.people.sam))!, 'workspace:create')).toBe(false)
  })

  it('the person was set to inactive: no session at all', async () => {
    const { startsAt } = await pim.ask(team.people.sam, 'super_admin', { startsAt: (await transaction(readClock)) + HOUR })
    await db().administrator.update({ where: { tenantId_id: { tenantId: team.tenantId, id: team.people.sam.id } }, data: { status: 'inactive' } })
    await at(startsAt! + 1)
    expect(await findSession(team.people.sam.token, { touch: false })).toBeNull()
  })
})

describe('what is noted: once each, by whichever worker comes first', () => {
  it('a start and an end, with their letters; five workers at once', async () => {
    const { requestId, startsAt, endsAt } = await pim.ask(team.people.sam, 'super_admin', { startsAt: (await transaction(readClock)) + HOUR })
    await at(startsAt!)
    await Promise.all([settled(async () => workOff('pim_moment')), ...Array.from({ length: 4 }, async () => settled(sweep))])
    expect(await eventsOf(team.tenantId, requestId)).toEqual({ 'pim_request.submitted': 1, 'pim_activation.started': 1 })
    expect((await waitingLetters(team.people.olivia.email)).map(({ name }) => name)).toEqual(['pim_news_of_another'])
    await at(endsAt!)
    await Promise.all(Array.from({ length: 5 }, async () => settled(sweep)))
    expect(await eventsOf(team.tenantId, requestId)).toEqual({ 'pim_request.submitted': 1, 'pim_activation.started': 1, 'pim_activation.expired': 1 })
    expect(await news()).toEqual(['started', 'ended'])
  })

  it('a time-out; and where the jobs were lost, the hourly look finds it', async () => {
    await setPolicy(team.tenantId, 'super_admin', { approvals: 1, undecidedSeconds: 3600 })
    const { requestId } = await pim.ask(team.people.sam, 'super_admin')
    await db().job.deleteMany({ where: { kind: 'pim_moment' } })
    await at((await transaction(readClock)) + HOUR)
    await sweep()
    await sweep()
    expect(await eventsOf(team.tenantId, requestId)).toEqual({ 'pim_request.submitted': 1, 'pim_request.timed_out': 1 })
    expect(await news()).toEqual(['timed_out'])
  })
})

/** The hourly job, as a worker would do it. */
async function sweep(): Promise<void> {
  await db().job.create({ data: { kind: 'pim_sweep', runAt: new Date(0) } })
  await workOff('pim_sweep')
}
