import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { changeAddress, rename } from '@/lib/account/actions'
import { confirmAddress, undoAddress } from '@/lib/account/finish-address-change'
import { performableOf } from '@/lib/actions/define-action'
import { endSessionsOf, requirePasswordReset, setStatus } from '@/lib/administrators/actions'
import { listEvents } from '@/lib/audit/explorer-data'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { clear } from '@/lib/authz/cleared'
import { takeSlot, takeToken } from '@/lib/authn/rate-limits'
import { findSession } from '@/lib/authn/session-facts'
import { db, closeDatabase } from '@/lib/db/client'
import { assignRole, endGrant } from '@/lib/grants/actions'
import { inviteAdministrator, revokeInvitation } from '@/lib/invitations/actions'
import { scheduleHourlyJobs } from '@/lib/jobs/schedule-jobs'
import { sweepOldRows } from '@/lib/jobs/sweep-old-rows'
import { acceptInvitation } from '@/lib/sign-in/accept-invitation'
import { resetPassword } from '@/lib/sign-in/reset-password'
import { signIn } from '@/lib/sign-in/sign-in'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { sessionOf } from '@/prisma/factories/session-of'
import { brokenInvariants, brokenLinks } from '@/prisma/factories/invariants'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { browser } from '@/prisma/factories/stand-in-browser'
import { DEMO_PASSWORD, storeCast } from '@/prisma/factories/store-cast'
import { moveClock, stopClock } from '@/prisma/factories/test-clock'
import { testDatabase } from '@/prisma/factories/test-database'
import { invitationToken, waitingLetters } from '@/prisma/factories/waiting-letters'
import { connect } from '@/scripts/postgres-roles.mjs'
import { pool } from './client'
import { readClock, transaction } from './transaction'

vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const HOUR = 3_600_000
const LOCK = 30 * 60_000
const PASSWORD = 'a long enough phrase 7 gulls'
let here = 0
const anywhere = () => ({ ...TEST_ORIGIN, requestId: randomUUID(), address: `203.0.113.${++here % 250}` })
const person = async (name: string) => db().administrator.findFirstOrThrow({ where: { emailKey: `${name}@acme.example` } })
const olivia = async () => callerFor('olivia@acme.example')
const enter = async (name: string, origin = anywhere(), password = DEMO_PASSWORD) => sessionOf(signIn({ tenantSlug: 'acme', email: canonicalEmail(`${name}@acme.example`)!, password, origin }))
const code = async (work: Promise<unknown>) => work.then(() => 'done', (error: { code?: string }) => error.code ?? 'a fault of ours')
const runs = async (token: string) => (await findSession(token, { touch: false })) !== null
const invite = async (email: string) =>
  performableOf(inviteAdministrator).perform(await olivia(), { email, givenName: 'Ada', familyName: 'Ågren', role: 'auditor', places: [] }, anywhere(), true)

beforeAll(storeCast)
beforeEach(async () => moveClock(0))
afterEach(async () => {
  await stopClock(null)
  await moveClock(0)
  const broken: unknown[] = await brokenInvariants()
  for (const { id } of await db().tenant.findMany()) broken.push(...(await brokenLinks(id)))
  if (broken.length > 0) throw new Error(`The jump left something broken behind: ${broken.join(', ')}`)
})
afterAll(closeDatabase)

describe('[F18] the clock of the database jumps back by an hour', () => {
  it('a session that ended stays ended: signed out by another, with a status, or run out and swept', async () => {
    const [ended, deactivated, idle, lives] = await Promise.all(['adam', 'rex', 'april', 'gus'].map(async (name) => (await signedInFor(`${name}@acme.example`)).token))
    await moveClock(HOUR - 60_000)
    const lately = await signedInFor('gus@acme.example')
    const by = await olivia()
    await performableOf(endSessionsOf).perform(by, { administratorId: (await person('adam')).id }, anywhere(), true)
    await performableOf(setStatus).perform(by, { administratorId: (await person('rex')).id, status: 'inactive' }, anywhere(), true)
    await sweepOldRows(null, AbortSignal.timeout(10_000))
    await moveClock(0)
    expect(await Promise.all([ended!, deactivated!, idle!, lives!].map(runs))).toEqual([false, false, false, false])
    expect(await db().session.count({ where: { endReason: 'expired' } })).toBeGreaterThanOrEqual(2)
    // Who works goes on working.
    expect(await runs(lately.token)).toBe(true)
    expect(await code(enter('rex'))).toBe('wrong_credentials')
  })

  it('a link that was used, replaced or revoked stays so: invitation, reset and change of address', async () => {
    await moveClock(HOUR)
    await invite('jumped@people.example')
    const revoked = await invite('revoked@people.example')
    const [used, gone] = [await invitationToken('jumped@people.example'), await invitationToken('revoked@people.example')]
    await acceptInvitation({ token: used, password: PASSWORD }, anywhere(), null)
    await performableOf(revokeInvitation).perform(await olivia(), { administratorId: revoked.administratorId }, anywhere(), true)
    await performableOf(requirePasswordReset).perform(await olivia(), { administratorId: (await person('vera')).id, meaning: 'send_link' }, anywhere(), true)
    const [reset] = await waitingLetters('vera@acme.example')
    const resetToken = reset?.name === 'password_reset' ? reset.token : ''
    await resetPassword({ token: resetToken, password: PASSWORD, origin: anywhere() })
    browser.cookie = (await signedInFor('bea@acme.example')).token
    expect(await changeAddress({ email: 'bea.new@acme.example' })).toMatchObject({ ok: true })
    const [confirm] = await waitingLetters('bea.new@acme.example')
    const undo = (await waitingLetters('bea@acme.example')).find(({ name }) => name === 'address_change_notice')
    const [confirmToken, undoToken] = [confirm?.name === 'address_change_confirm' ? confirm.token : '', undo?.name === 'address_change_notice' ? undo.token : '']
    await confirmAddress(confirmToken, anywhere())
    await undoAddress(undoToken, anywhere())
    await moveClock(0)
    for (const token of [used, gone]) expect(await code(acceptInvitation({ token, password: PASSWORD }, anywhere(), null))).toBe('link_unusable')
    expect(await code(resetPassword({ token: resetToken, password: PASSWORD, origin: anywhere() }))).toBe('link_unusable')
    expect(await code(enter('vera'))).toBe('wrong_credentials')
    expect(await code(confirmAddress(confirmToken, anywhere()))).toBe('link_unusable')
    expect(await code(undoAddress(undoToken, anywhere()))).toBe('link_unusable')
    expect((await person('bea')).email).toBe('bea@acme.example')
  })

  it('a role that was taken away stays away, who is gone stays gone, a form sent again does nothing again', async () => {
    await moveClock(HOUR)
    const by = await olivia()
    const { id: maxId, tenantId } = await person('max')
    const grant = await db().roleGrant.findFirstOrThrow({ where: { administratorId: maxId, role: 'workspace_admin' } })
    const { token } = await signedInFor('max@acme.example')
    await performableOf(endGrant).perform(by, { grantId: grant.id, version: grant.version }, anywhere(), true)
    await performableOf(setStatus).perform(by, { administratorId: (await person('wanda')).id, status: 'deleted' }, anywhere(), true)
    browser.cookie = (await signedInFor('audrey@acme.example')).token
    const key = randomUUID()
    const { version } = await person('audrey')
    const again = async () => rename({ version, givenName: 'Aude', familyName: 'Arnaud' }, key)
    const first = await again()
    const events = async () => db().auditEvent.count({ where: { tenantId } })
    const before = await events()
    await moveClock(0)
    expect((await findSession(token, { touch: false }))!.actor.inForce.map(({ role }) => role)).toEqual(['member'])
    expect(await code(enter('wanda'))).toBe('wrong_credentials')
    expect(await again()).toEqual(first)
    expect(await events()).toBe(before)
  })

  it('the audit stays in the order in which things happened, whatever the time beside them', async () => {
    const { facts } = await signInAs('olivia@acme.example')
    await moveClock(HOUR)
    await invite('late@people.example')
    await moveClock(0)
    await invite('early@people.example')
    const { events } = await listEvents(clear(facts.actor, 'audit:read'), { action: ['administrator.invited'] })
    expect(events[0]!.sequence).toBeGreaterThan(events[1]!.sequence)
    expect(Number(events[0]!.at)).toBeLessThan(Number(events[1]!.at))
  })

  it('a lock stays, and what is counted by time is not full for ever', async () => {
    await moveClock(HOUR)
    const from = anywhere()
    for (let wrong = 0; wrong < 5; wrong++) await code(enter('carla', from, 'not the password of anyone'))
    expect([await takeToken('jump', { burst: 1, perSecond: 1 }), await takeSlot('jump', 1, 60)]).toEqual([true, true])
    await moveClock(0)
    expect(await code(enter('carla', from))).toBe('wrong_credentials')
    expect(await code(enter('carla'))).toBe('done')
    expect([await takeToken('jump', { burst: 1, perSecond: 1 }), await takeSlot('jump', 1, 60)]).toEqual([false, false])
    await moveClock(HOUR + LOCK)
    expect(await code(enter('carla', from))).toBe('done')
    expect([await takeToken('jump', { burst: 1, perSecond: 1 }), await takeSlot('jump', 1, 60)]).toEqual([true, true])
  })

  it('work goes on: sign in, give a role, take it away, invite and activate, although what it builds on lies ahead', async () => {
    await moveClock(HOUR)
    await invite('ahead@people.example')
    const { id } = await person('sam')
    const scope = { type: 'tenant' as const }
    const { grantId } = await performableOf(assignRole).perform(await olivia(), { administratorId: id, role: 'approver', scope }, anywhere(), true)
    await moveClock(0)
    await acceptInvitation({ token: await invitationToken('ahead@people.example'), password: PASSWORD }, anywhere(), null)
    await performableOf(endGrant).perform(await olivia(), { grantId, version: 1 }, anywhere(), true)
    await performableOf(assignRole).perform(await olivia(), { administratorId: id, role: 'approver', scope }, anywhere(), true)
    const { token } = await enter('sam')
    expect((await findSession(token, { touch: true }))!.actor.inForce.map(({ role }) => role).toSorted()).toEqual(['approver', 'super_admin'])
  })
})

describe('[F18] a database that keeps the hours of a place, on the night in which one of them comes twice', () => {
  /** 02:30 in Berlin, which comes again an hour later. */
  const NIGHT = Date.parse('2027-10-31T00:30:00Z')

  beforeAll(async () => {
    const superuser = await connect(testDatabase.superuserUrl)
    await superuser.query(`ALTER DATABASE ${testDatabase.name} SET timezone = 'Europe/Berlin'`)
    await superuser.end()
    // Connections that were opened before know nothing of it.
    await closeDatabase()
  })
  beforeEach(async () => db().job.deleteMany())

  it('tells and takes moments, not the hands of a clock', async () => {
    await stopClock(NIGHT)
    expect(await transaction(readClock)).toBe(NIGHT)
    expect((await pool().query<{ now: Date }>('SELECT castellan_now() AS now')).rows[0]!.now.getTime()).toBe(NIGHT)
    const { id } = await person('gus')
    await db().administrator.updateMany({ where: { id }, data: { lastSignInAt: new Date(NIGHT) } })
    expect((await pool().query<{ same: boolean }>('SELECT last_sign_in_at = castellan_now() AS same FROM administrator WHERE id = $1', [id])).rows[0]!.same).toBe(true)
    expect((await person('gus')).lastSignInAt!.getTime()).toBe(NIGHT)
  })

  it('a session, an invitation and a role last as long as ever', async () => {
    await stopClock(NIGHT)
    const { token, facts } = await enter('gus')
    const { administratorId } = await invite('night@people.example')
    const link = await invitationToken('night@people.example')
    const { id } = await person('sonia')
    await performableOf(assignRole).perform(await olivia(), { administratorId: id, role: 'approver', scope: { type: 'tenant' }, endsAt: NIGHT + HOUR }, anywhere(), true)
    const powers = async () => (await findSession((await signedInFor('sonia@acme.example')).token, { touch: false }))!.actor.inForce.map(({ role }) => role)
    expect(facts.session.expiresAt - facts.session.createdAt).toBe(12 * HOUR)
    await stopClock(NIGHT + HOUR / 2 - 1)
    expect(await runs(token)).toBe(true)
    await stopClock(NIGHT + HOUR / 2)
    expect(await runs(token)).toBe(false)
    await stopClock(NIGHT + HOUR - 1)
    expect(await powers()).toContain('approver')
    await stopClock(NIGHT + HOUR)
    expect(await powers()).not.toContain('approver')
    const { expiresAt, createdAt } = await db().invitation.findFirstOrThrow({ where: { administratorId } })
    expect(expiresAt.getTime() - createdAt.getTime()).toBe(72 * HOUR)
    await stopClock(NIGHT + 72 * HOUR)
    expect(await code(acceptInvitation({ token: link, password: PASSWORD }, anywhere(), null))).toBe('link_unusable')
    await stopClock(NIGHT + 72 * HOUR - 1)
    expect(await code(acceptInvitation({ token: link, password: PASSWORD }, anywhere(), null))).toBe('done')
  })

  it('each hour has its hourly jobs, also the one that comes twice', async () => {
    const due: number[] = []
    for (let hour = 0; hour < 4; hour++) {
      await stopClock(NIGHT + hour * HOUR)
      await scheduleHourlyJobs({ query: pool().query.bind(pool()) as never })
      const [{ at }] = (await pool().query<{ at: Date }>("SELECT DISTINCT run_at AS at FROM job WHERE state = 'queued'")).rows as [{ at: Date }]
      due.push(at.getTime() - NIGHT)
      await pool().query("UPDATE job SET state = 'done', finished_at = castellan_now() WHERE state = 'queued'")
    }
    expect(due).toEqual([0, 1.5 * HOUR, 2.5 * HOUR, 3.5 * HOUR])
  })
})
