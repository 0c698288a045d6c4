import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { findSession } from '@/lib/authn/session-facts'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import { afterSeeing, NOTHING_SEEN } from '@/prisma/factories/after-seeing'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { setSessionPolicy } from './actions'
import { getSessionPolicy, previewSessionPolicy } from './data'
import type { SessionPolicyValues } from './schema'

const set = performableOf(setSessionPolicy)
const MINUTE = 60_000
const tenant = async () => db().tenant.findUniqueOrThrow({ where: { slug: 'acme' } })
const reader = async () => clear((await findSession((await signedInFor('olivia@acme.example')).token, { touch: false }))!.actor, 'session-policy:read')
const save = async (name: string, limits: Partial<SessionPolicyValues>) => {
  const [caller, { sessionPolicyVersion: version }] = [await callerFor(`${name}@acme.example`), await tenant()]
  return afterSeeing(async (previewed) => set.perform(caller, { idleMinutes: 30, absoluteHours: 12, ...limits, version, previewed }, TEST_ORIGIN, false))
}
const runs = async (token: string) => (await findSession(token, { touch: false })) !== null

/** A session that began and rests for so many minutes. */
async function session(name: string, { begun, idle = 0 }: { begun: number; idle?: number }) {
  const { token, caller } = await signedInFor(`${name}@acme.example`)
  const now = Date.now()
  await db().session.updateMany({ where: { id: caller.sessionId }, data: { createdAt: new Date(now - begun * MINUTE), lastSeenAt: new Date(now - idle * MINUTE), expiresAt: new Date(now - begun * MINUTE + 12 * 60 * MINUTE) } })
  return token
}

beforeAll(storeCast)
afterAll(closeDatabase)
beforeEach(async () => {
  await db().session.deleteMany({})
  await db().tenant.updateMany({ data: { idleTimeoutSeconds: 1800, absoluteTimeoutSeconds: 43_200 } })
})

describe('the limits of sessions', () => {
  it('[T48] are changed by owners, Client Security Admins and Super Admins, and by nobody else; each refusal is in the audit', async () => {
    for (const name of ['adam', 'carla', 'audrey', 'bea', 'max', 'vera']) {
      await expect(save(name, { idleMinutes: 60 })).rejects.toMatchObject({ code: 'forbidden' })
      const { id } = await db().administrator.findFirstOrThrow({ where: { emailKey: `${name}@acme.example` } })
      expect(await db().auditEvent.findFirst({ where: { actorId: id }, orderBy: { sequence: 'desc' } })).toMatchObject({ action: 'session_policy.changed', outcome: 'refused' })
    }
    await save('sam', { idleMinutes: 20 })
    expect(await tenant()).toMatchObject({ idleTimeoutSeconds: 1200, absoluteTimeoutSeconds: 43_200 })
  })

  it('[T21] shorter ones end what runs too long already, at once, as they said before; the rest runs on', async () => {
    const [resting, busy, old] = [await session('rex', { begun: 20, idle: 11 }), await session('vera', { begun: 20, idle: 2 }), await session('vera', { begun: 100 })]
    const limits = { idleMinutes: 10, absoluteHours: 1 }
    expect(await previewSessionPolicy(await reader(), limits)).toMatchObject({ running: 4, ending: 2, people: 2, yours: false })
    expect(await save('olivia', limits)).toMatchObject({ ended: 2 })
    expect([await runs(resting), await runs(busy), await runs(old)]).toEqual([false, true, false])
    expect(await db().session.count({ where: { endReason: 'expired' } })).toBe(2)
  })

  it('[T21] longer ones bring nothing back, neither what the old ones ended nor what shorter ones did in between', async () => {
    const over = await session('rex', { begun: 50, idle: 40 })
    const between = await session('vera', { begun: 20, idle: 11 })
    expect([await runs(over), await runs(between)]).toEqual([false, true])
    await save('olivia', { idleMinutes: 60 })
    expect([await runs(over), await runs(between)]).toEqual([false, true])
    await save('olivia', { idleMinutes: 10 })
    await save('olivia', { idleMinutes: 60, absoluteHours: 24 })
    expect([await runs(over), await runs(between)]).toEqual([false, false])
    // And none that runs outlives the end it began with.
    const before = await session('gus', { begun: 12 * 60 + 1 })
    expect(await runs(before)).toBe(false)
  })

  it('warn whoever would be signed out by their own change, and leave other tenants alone', async () => {
    const { facts } = await (async () => {
      const token = await session('olivia', { begun: 61 })
      return { facts: (await findSession(token, { touch: false }))! }
    })()
    expect(await previewSessionPolicy(clear(facts.actor, 'session-policy:read'), { idleMinutes: 30, absoluteHours: 1 })).toMatchObject({ ending: 1, yours: true })
    expect(await previewSessionPolicy(clear(facts.actor, 'session-policy:read'), { idleMinutes: 5, absoluteHours: 2 })).toMatchObject({ ending: 0, yours: false })
    const globex = await db().administrator.findFirstOrThrow({ where: { status: 'active', pool: { tenant: { slug: 'globex' } } } })
    const { token, caller } = await signedInFor(globex.emailKey)
    await db().session.updateMany({ where: { id: caller.sessionId }, data: { lastSeenAt: new Date(Date.now() - 20 * MINUTE) } })
    await save('olivia', { idleMinutes: 5 })
    expect(await runs(token)).toBe(true)
  })

  it('[T54] two change them: the second is told and shown what stands; the same again is refused; the audit has both sides', async () => {
    const olivia = await callerFor('olivia@acme.example')
    const { sessionPolicyVersion: version, id } = await tenant()
    await afterSeeing(async (previewed) => set.perform(olivia, { idleMinutes: 15, absoluteHours: 8, version, previewed }, TEST_ORIGIN, false))
    expect(await db().auditEvent.findFirstOrThrow({ where: { tenantId: id, action: 'session_policy.changed', outcome: 'done' }, orderBy: { sequence: 'desc' } })).toMatchObject({ before: { idleMinutes: 30, absoluteHours: 12 }, after: { idleMinutes: 15, absoluteHours: 8, sessionsEnded: 0 } })
    await expect(set.perform(olivia, { idleMinutes: 60, absoluteHours: 24, version, previewed: NOTHING_SEEN }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'conflict', failure: { details: { current: { idleMinutes: 15, absoluteHours: 8, version: version + 1 } } } })
    await expect(set.perform(olivia, { idleMinutes: 15, absoluteHours: 8, version: version + 1, previewed: NOTHING_SEEN }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'wrong_state' })
    expect(await getSessionPolicy(await reader())).toEqual({ idleMinutes: 15, absoluteHours: 8, version: version + 1 })
  })

  it('[T54] do what was shown or nothing: a session that would end too and began in between is shown first', async () => {
    const [olivia, limits] = [await signedInFor('olivia@acme.example'), { idleMinutes: 10, absoluteHours: 12 }]
    await session('rex', { begun: 20, idle: 11 })
    const seen = async (values = limits) => previewSessionPolicy(clear((await findSession(olivia.token, { touch: false }))!.actor, 'session-policy:read'), values)
    const shown = await seen()
    const savedBy = async (previewed: string) => set.perform(olivia.caller, { ...limits, version: (await tenant()).sessionPolicyVersion, previewed }, TEST_ORIGIN, false)
    await expect(savedBy((await seen({ ...limits, idleMinutes: 5 })).previewed)).rejects.toMatchObject({ failure: { reason: 'preview_changed' } })
    const between = await session('vera', { begun: 20, idle: 12 })
    await expect(savedBy(shown.previewed)).rejects.toMatchObject({ code: 'conflict', failure: { reason: 'preview_changed', details: { preview: { ending: 2, people: 2, yours: false } } } })
    expect([await runs(between), (await tenant()).idleTimeoutSeconds]).toEqual([true, 1800])
    // Another that goes on anyway is not what was asked about.
    const now = await seen()
    await session('gus', { begun: 1 })
    expect(await savedBy(now.previewed)).toMatchObject({ ended: 2 })
  })

  it('[T50] refuse what is no limit', async () => {
    for (const part of [{ idleMinutes: 4 }, { idleMinutes: 61 }, { idleMinutes: 10.5 }, { absoluteHours: 0 }, { absoluteHours: 25 }, { absoluteHours: '8' }, { tenantId: (await tenant()).id }]) await expect(save('olivia', part as never)).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
