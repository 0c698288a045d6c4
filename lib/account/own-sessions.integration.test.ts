import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db } from '@/lib/db/client'
import { signOut } from '@/lib/sign-in/actions'
import { signedInFor } from '@/prisma/factories/caller-for'
import { plantFactor } from '@/prisma/factories/sign-in-as'
import { browser } from '@/prisma/factories/stand-in-browser'
import { DEMO_PASSWORD, storeCast } from '@/prisma/factories/store-cast'
import { stopClock } from '@/prisma/factories/test-clock'
import { testDatabase } from '@/prisma/factories/test-database'
import { connect } from '@/scripts/postgres-roles.mjs'
import { confirmIdentity, endOtherSessions, endOwnSession } from './actions'
import { listOwnSessions } from './data'

vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const runs = async (token: string) => (await findSession(token, { touch: false })) !== null
const refused = (code: string) => ({ ok: false, error: expect.objectContaining({ code }) })
/** The step-up age of the tenant (its default). */
const AGE = 300_000

async function signedIn(name: string) {
  const session = await signedInFor(`${name}@acme.example`)
  browser.cookie = session.token
  return session
}

beforeAll(storeCast)
beforeEach(() => {
  browser.kept = []
  browser.address = `192.0.2.${Math.floor(Math.random() * 250) + 1}`
})
afterAll(closeDatabase)

describe('[T25] one session ended', () => {
  it('is that one alone, at once', async () => {
    const [lost, kept] = [await signedIn('rex'), await signedIn('rex')]
    const here = await signedIn('rex')
    const stranger = await signedInFor('vera@acme.example')
    expect(await endOwnSession({ sessionId: lost.caller.sessionId })).toEqual({ ok: true, data: undefined })
    expect(await runs(lost.token)).toBe(false)
    expect([await runs(kept.token), await runs(here.token), await runs(stranger.token)]).toEqual([true, true, true])
    expect(await db().auditEvent.findFirst({ where: { actorId: here.caller.administratorId }, orderBy: { sequence: 'desc' } })).toMatchObject({ action: 'session.revoked', targetId: lost.caller.sessionId })
    expect(await endOwnSession({ sessionId: lost.caller.sessionId })).toEqual(refused('not_found'))
  })

  it("[T49] somebody else's is not found and goes on; one's own in use is left by signing out", async () => {
    const [stranger, foreign] = [await signedInFor('vera@acme.example'), await signedInFor('gina@globex.example')]
    const here = await signedIn('rex')
    for (const { caller, token } of [stranger, foreign]) {
      expect(await endOwnSession({ sessionId: caller.sessionId })).toEqual(refused('not_found'))
      expect(await runs(token)).toBe(true)
    }
    expect(await endOwnSession({ sessionId: here.caller.sessionId })).toEqual(refused('wrong_state'))
    expect(await runs(here.token)).toBe(true)
  })

  it('all the others: this one goes on, nobody else is touched', async () => {
    const others = [await signedIn('gus'), await signedIn('gus')]
    const stranger = await signedInFor('vera@acme.example')
    const here = await signedIn('gus')
    expect(await endOtherSessions({})).toEqual({ ok: true, data: { ended: 2 } })
    for (const { token } of others) expect(await runs(token)).toBe(false)
    expect([await runs(here.token), await runs(stranger.token)]).toEqual([true, true])
  })

  it('the list shows what runs, this one first, and tells one device from another', async () => {
    await signedIn('april')
    await db().session.updateMany({ where: { administrator: { emailKey: 'april@acme.example' } }, data: { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0' } })
    const gone = await signedIn('april')
    await db().session.updateMany({ where: { id: gone.caller.sessionId }, data: { endedAt: new Date(), endReason: 'revoked' } })
    const here = await signedIn('april')
    const { sessions } = await listOwnSessions((await findSession(here.token, { touch: false }))!)
    expect(sessions.map(({ id, current, device }) => [id === here.caller.sessionId, current, device])).toEqual([[true, true, 'Unknown device'], [false, false, 'Firefox on Linux']])
  })
})

describe('[T26] step-up', () => {
  it('its window ends on the millisecond, by the clock of the database', async () => {
    const { caller } = await signedIn('audrey')
    const target = await signedInFor('audrey@acme.example')
    const { freshFactorAt } = await db().session.findFirstOrThrow({ where: { id: caller.sessionId } })
    const proved = freshFactorAt!.getTime()
    await stopClock(proved + AGE + 1)
    expect(await endOwnSession({ sessionId: target.caller.sessionId })).toEqual(refused('step_up_required'))
    expect(await runs(target.token)).toBe(true)
    await stopClock(proved + AGE)
    expect(await endOwnSession({ sessionId: target.caller.sessionId })).toEqual({ ok: true, data: undefined })
    await stopClock(null)
  })

  it('[T22] the right password makes the session fresh, under a new reference; the old one is dead', async () => {
    const { token, caller } = await signedIn('bea')
    await db().session.updateMany({ where: { id: caller.sessionId }, data: { freshFactorAt: null } })
    expect(await endOtherSessions({})).toEqual(refused('step_up_required'))
    expect(await confirmIdentity({ by: 'password', password: DEMO_PASSWORD })).toEqual({ ok: true, data: { replacement: null } })
    expect(await runs(token)).toBe(false)
    expect(browser.kept).toMatchObject([{ name: 'castellan', options: { httpOnly: true, sameSite: 'lax', path: '/' } }])
    expect((await findSession(browser.cookie!, { touch: false }))!.session.id).toBe(caller.sessionId)
    expect(await endOtherSessions({})).toMatchObject({ ok: true })
  })

  it('[T05] a wrong password is counted with those of sign-in: the sixth try is refused, though it is the right one, in the same words', async () => {
    const { caller } = await signedIn('sam')
    const answers = []
    for (let attempt = 0; attempt < 5; attempt++) answers.push(await confirmIdentity({ by: 'password', password: 'not the password' }))
    answers.push(await confirmIdentity({ by: 'password', password: DEMO_PASSWORD }))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[5]).toEqual(refused('wrong_credentials'))
    expect(await db().auditEvent.count({ where: { actorId: caller.administratorId, action: 'step_up.refused', outcome: 'refused', reason: 'wrong_credentials' } })).toBe(6)
    browser.address = '198.51.100.9'
    expect(await confirmIdentity({ by: 'password', password: DEMO_PASSWORD })).toMatchObject({ ok: true })
  })

  it('where a second factor is enrolled the password alone confirms nothing', async () => {
    const { caller, token } = await signedIn('carla')
    await plantFactor({ ...caller, now: new Date() })
    await db().session.updateMany({ where: { id: caller.sessionId }, data: { freshFactorAt: null } })
    expect(await confirmIdentity({ by: 'password', password: DEMO_PASSWORD })).toEqual(refused('forbidden'))
    expect(await runs(token)).toBe(true)
    expect(await endOtherSessions({})).toEqual(refused('step_up_required'))
  })
})

describe('signing out', () => {
  const leave = async () => {
    try {
      await signOut({}, new FormData())
      return 'stayed'
    } catch (error) {
      return (error as { digest?: string }).digest ?? String(error)
    }
  }

  it('ends the session, says so in the audit, takes the cookie away and leads to the way in', async () => {
    const { token, caller } = await signedIn('max')
    const other = await signedInFor('max@acme.example')
    expect(await leave()).toContain('/signed-out?tenant=acme')
    expect([await runs(token), await runs(other.token)]).toEqual([false, true])
    expect(browser.kept).toEqual([{ name: 'castellan', value: '', options: expect.objectContaining({ maxAge: 0, path: '/', httpOnly: true }) as Record<string, unknown> }])
    expect(await db().auditEvent.findFirst({ where: { actorId: caller.administratorId }, orderBy: { sequence: 'desc' } })).toMatchObject({ action: 'session.ended', targetId: caller.sessionId })
  })

  it('[T76] works also when nothing can be recorded; everything else is refused then', async () => {
    const { token } = await signedIn('gus')
    const { token: other } = await signedInFor('gus@acme.example')
    const owner = await connect(testDatabase.ownerUrl)
    await owner.query(`CREATE FUNCTION no_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = '53100'; END $$`)
    await owner.query('CREATE TRIGGER no_audit BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION no_audit()')
    try {
      expect(await endOtherSessions({})).toEqual(refused('busy'))
      expect(await runs(other)).toBe(true)
      expect(await leave()).toContain('/signed-out?tenant=acme')
      expect([await runs(token), browser.cookie]).toEqual([false, undefined])
    } finally {
      await owner.query('DROP TRIGGER no_audit ON audit_event')
      await owner.end()
    }
  })

  it('is open to a session that owes a new password, and to a browser whose session has ended', async () => {
    const { token, caller } = await signedIn('wanda')
    await db().session.updateMany({ where: { id: caller.sessionId }, data: { owes: 'new_password' } })
    expect(await leave()).toContain('/signed-out?tenant=acme')
    expect(await runs(token)).toBe(false)
    browser.cookie = token
    expect(await leave()).toContain('/signed-out')
  })
})
