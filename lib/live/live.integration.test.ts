import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { perform } from '@/lib/actions/perform'
import { changeStatus } from '@/lib/administrators/change-status'
import { getPersonForChange } from '@/lib/administrators/data'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { endSession } from '@/lib/authn/end-sessions'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { shutDown } from '@/lib/shutdown'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { testDatabase } from '@/prisma/factories/test-database'
import { connect } from '../../scripts/postgres-roles.mjs'
import { announce, type LiveSignal } from './announce'
import type { LiveEvent } from './live-event'
import { openStream } from './open-stream'
import { heardBeforeDrawing, heardSoFar } from './watch-sessions'

/** What is promised, for the quickest of a few: in which the machine stood still for a moment is nothing of ours. */
const LONGEST_MS = 2000
/** So far ahead is what a test then waits for; who is stopped for longer comes too late to see it. */
const SOON_MS = 3000
let tenant: DisposableTenant
const leaving: AbortController[] = []

/** A browser's stream, read event by event. */
function listen(facts: SessionFacts) {
  const gone = new AbortController()
  leaving.push(gone)
  const reader = openStream(facts, gone.signal).body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  /** @returns the next event, or "end" */
  const next = async (): Promise<LiveEvent | 'end'> => {
    for (;;) {
      const at = text.indexOf('\n\n')
      if (at >= 0) {
        const line = text.slice(0, at)
        text = text.slice(at + 2)
        if (line.startsWith('data: ')) return JSON.parse(line.slice(6)) as LiveEvent
        continue
      }
      const { done, value } = await reader.read()
      if (done) return 'end'
      text += value
    }
  }
  /** @returns the next event that is not the stream's own beginning */
  const news = async () => {
    let event = await next()
    while (event !== 'end' && (event.event === 'open' || event.event === 'again')) event = await next()
    return event
  }
  return { next, news, leave: () => gone.abort() }
}

const factsOf = async (name: string) => (await signInAs(tenant.people[name]!.email)).facts
const say = async (signal: Omit<LiveSignal, 'tenantId'>, tenantId = tenant.id) => transaction(async (tx) => announce(tx, { tenantId, ...signal }))
const payments = () => ({ type: 'workspace', id: tenant.workspaces.payments! }) as const
const ledger = () => ({ type: 'workspace', id: tenant.workspaces.ledger! }) as const

describe('what open tabs are told', () => {
  beforeAll(async () => {
    tenant = await disposableTenant()
  })
  afterEach(() => {
    for (const gone of leaving.splice(0)) gone.abort()
  })
  afterAll(closeDatabase)

  it('T20 a change of status ends the stream of every session of that person within two seconds, and says why', async () => {
    const olivia = listen(await factsOf('olivia'))
    expect(await olivia.next()).toMatchObject({ event: 'open' })
    // What is said before the connection listens is not heard by anybody: once it does, everybody is to look again.
    expect(await olivia.next()).toEqual({ event: 'again' })
    await say({ topic: 'administrators' })
    expect(await olivia.news()).toEqual({ event: 'topic', topic: 'administrators' })
    const took: number[] = []
    for (const name of ['gus', 'bea', 'audrey']) {
      const [one, two] = [listen(await factsOf(name)), listen(await factsOf(name))]
      for (const tab of [one, two]) expect(await tab.next()).toMatchObject({ event: 'open' })
      await perform({
        name: 'test', audit: 'administrator.status_changed', lock: true, input: {}, origin: TEST_ORIGIN, caller: await callerFor(tenant.people.oscar!.email),
        act: async (work) => changeStatus(work, await getPersonForChange(work.tx, work.actor, tenant.people[name]!.id, work.now), 'inactive'),
      })
      const from = performance.now()
      expect(await Promise.all([one.news(), two.news()])).toEqual([1, 2].map(() => ({ event: 'over', because: 'status_changed' })))
      took.push(performance.now() - from)
      expect(await one.next()).toBe('end')
    }
    expect(Math.min(...took)).toBeLessThan(LONGEST_MS)
  })

  it('T25 one session that is ended ends alone; the others of that person are told to look', async () => {
    const facts = await factsOf('april')
    const [ended, other] = [listen(facts), listen(await factsOf('april'))]
    await Promise.all([ended.next(), other.next()])
    await transaction(async (tx) => endSession(tx, facts.session.id, { tenantId: tenant.id, administratorId: facts.actor.administratorId, reason: 'revoked', now: await readClock(tx) }))
    expect(await ended.news()).toEqual({ event: 'over', because: 'revoked' })
    expect(await other.news()).toEqual({ event: 'you' })
    expect(await other.next()).toBe('end')
  })

  it('T49 what happens out of reach makes no sound', async () => {
    const [max, vera, stranger] = [listen(await factsOf('max')), listen(await factsOf('vera')), await disposableTenant()]
    await Promise.all([max.next(), vera.next()])
    await say({ topic: 'administrators' })
    await say({ topic: 'workspaces', place: ledger() })
    await say({ topic: 'roles', place: ledger(), administratorId: tenant.people.adam!.id })
    await say({ topic: 'sessions', administratorId: tenant.people.adam!.id })
    await say({ topic: 'workspaces', place: payments() }, stranger.id)
    await say({ topic: 'roles', place: payments(), administratorId: tenant.people.wanda!.id })
    expect(await max.news()).toEqual({ event: 'topic', topic: 'roles' })
    // Whoever reads nothing is told nothing but what is about themselves.
    await say({ topic: 'roles', administratorId: tenant.people.vera!.id })
    expect(await vera.news()).toEqual({ event: 'you' })
  })

  it('counts for who can only ask, and only what they may hear', async () => {
    const [max, olivia] = [(await factsOf('max')).actor, (await factsOf('olivia')).actor]
    const listener = listen(await factsOf('olivia'))
    await listener.next()
    const [before, all] = [heardSoFar(max).marks, heardSoFar(olivia).marks]
    await say({ topic: 'workspaces', place: ledger() })
    await say({ topic: 'workspaces', place: payments() })
    await listener.news()
    await listener.news()
    expect(heardSoFar(max).marks.workspaces).toBe((before.workspaces ?? 0) + 1)
    expect(heardSoFar(olivia).marks.workspaces).toBe((all.workspaces ?? 0) + 2)
    expect(Object.keys(heardSoFar(max).marks)).not.toContain('administrators')
  })

  it('says as it opens what it has heard, one’s own included: a page that was drawn before that looks again', async () => {
    const facts = await factsOf('max')
    const drawn = heardBeforeDrawing(facts.actor)!
    const still = listen(facts)
    expect(await still.next()).toEqual({ event: 'open', ...drawn })
    await say({ topic: 'roles', administratorId: tenant.people.max!.id })
    expect(await still.news()).toEqual({ event: 'you' })
    expect(await listen(facts).next()).toEqual({ event: 'open', epoch: drawn.epoch, marks: { ...drawn.marks, you: (drawn.marks.you ?? 0) + 1 } })
  })

  it('F06 hears again after its connection was cut, and has everybody look at everything', async () => {
    const olivia = listen(await factsOf('olivia'))
    await olivia.next()
    await say({ topic: 'bulk' })
    expect(await olivia.news()).toEqual({ event: 'topic', topic: 'bulk' })
    const { epoch } = heardSoFar((await factsOf('olivia')).actor)
    const superuser = await connect(testDatabase.superuserUrl)
    const { rowCount } = await superuser.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'castellan-live' AND datname = current_database()")
    await superuser.end()
    expect(rowCount).toBe(1)
    expect(await olivia.next()).toEqual({ event: 'again' })
    await say({ topic: 'bulk' })
    expect(await olivia.news()).toEqual({ event: 'topic', topic: 'bulk' })
    expect(heardSoFar((await factsOf('olivia')).actor).epoch).not.toBe(epoch)
  })

  it('T21 ends at the idle limit by itself, with nobody asking', async () => {
    const facts = await factsOf('rex')
    const now = await transaction(readClock)
    await db().session.update({ where: { tenantId_id: { tenantId: tenant.id, id: facts.session.id } }, data: { lastSeenAt: new Date(now - 1_800_000 + SOON_MS) } })
    const rex = listen(facts)
    await rex.next()
    expect(await rex.news()).toEqual({ event: 'over', because: 'expired' })
    expect((await transaction(readClock)) - now).toBeGreaterThanOrEqual(SOON_MS)
  })

  it('has the tabs of a person look again the moment one of their roles ends', async () => {
    const now = await transaction(readClock)
    await db().roleGrant.updateMany({ where: { administratorId: tenant.people.carla!.id }, data: { endsAt: new Date(now + SOON_MS) } })
    const carla = listen(await factsOf('carla'))
    await carla.next()
    expect(await carla.news()).toEqual({ event: 'you' })
    expect(await transaction(readClock)).toBeGreaterThanOrEqual(now + SOON_MS)
    expect((await factsOf('carla')).actor.inForce).toEqual([])
  })

  it('[T61] and the moment an activation of theirs begins or ends, with no worker at all', async () => {
    const now = await transaction(readClock)
    const { id: administratorId } = tenant.people.max!
    const { id: grantId } = await db().roleGrant.create({ data: { tenantId: tenant.id, administratorId, role: 'requester', scope: 'tenant', kind: 'eligible', source: 'manual', startsAt: new Date(now) } })
    const about = { tenantId: tenant.id, administratorId, grantId, role: 'requester', scope: 'tenant' as const }
    const { id: requestId } = await db().pimRequest.create({ data: { ...about, basketId: tenant.id, requestedAt: new Date(now), seconds: 1800, undecidedUntil: new Date(now + 3_600_000), approvalsNeeded: 0, state: 'approved' } })
    const { id: activationId } = await db().pimActivation.create({ data: { ...about, requestId, startsAt: new Date(now + SOON_MS), endsAt: new Date(now + 1_800_000) } })
    const inForce = async () => (await factsOf('max')).actor.inForce.some(({ id }) => id === grantId)
    const took: number[] = []
    for (const [what, then] of [['begins', true], ['ends', false]] as const) {
      // Its end is said only now, so that it lies ahead however long the beginning took.
      const moment = what === 'begins' ? now + SOON_MS : (await transaction(readClock)) + SOON_MS
      if (what === 'ends') await db().pimActivation.update({ where: { tenantId_id: { tenantId: tenant.id, id: activationId } }, data: { endsAt: new Date(moment) } })
      const max = listen(await factsOf('max'))
      await max.next()
      expect(await max.news()).toEqual({ event: 'you' })
      const heard = await transaction(readClock)
      expect(heard).toBeGreaterThanOrEqual(moment)
      took.push(heard - moment)
      expect(await inForce()).toBe(then)
    }
    expect(Math.min(...took)).toBeLessThan(LONGEST_MS)
    expect((await db().pimRequest.findUniqueOrThrow({ where: { tenantId_id: { tenantId: tenant.id, id: requestId } } })).state, 'nobody has noted it').toBe('approved')
  })

  it('gives one session a dozen streams and no more, and room again when one leaves', async () => {
    const facts = await factsOf('sam')
    const tabs = Array.from({ length: 12 }, () => listen(facts))
    expect(() => listen(facts)).toThrow(expect.objectContaining({ code: 'busy' }))
    tabs[0]!.leave()
    expect(await listen(facts).next()).toMatchObject({ event: 'open' })
  })

  it('closes every stream when the process ends, and opens none any more', async () => {
    const facts = await factsOf('sam')
    const sam = listen(facts)
    await sam.next()
    await shutDown()
    expect(await sam.news()).toBe('end')
    expect(() => listen(facts)).toThrow(expect.objectContaining({ code: 'busy' }))
    expect(() => heardSoFar(facts.actor)).toThrow(expect.objectContaining({ code: 'busy' }))
  })
})
