import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { changeAddress } from '@/lib/account/actions'
import { confirmAddress } from '@/lib/account/finish-address-change'
import { performableOf } from '@/lib/actions/define-action'
import { requirePasswordReset } from '@/lib/administrators/actions'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { env } from '@/lib/env'
import { assignRole } from '@/lib/grants/actions'
import { inviteAdministrator } from '@/lib/invitations/actions'
import { acceptInvitation } from '@/lib/sign-in/accept-invitation'
import { resetPassword } from '@/lib/sign-in/reset-password'
import { signIn } from '@/lib/sign-in/sign-in'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { startFakeSmtp } from '@/prisma/factories/fake-smtp'
import { brokenInvariants, brokenLinks } from '@/prisma/factories/invariants'
import { browser } from '@/prisma/factories/stand-in-browser'
import { DEMO_PASSWORD, storeCast } from '@/prisma/factories/store-cast'
import { moveClock, moveToHalfPast } from '@/prisma/factories/test-clock'
import { invitationToken, waitingLetters } from '@/prisma/factories/waiting-letters'
import { HOURLY, scheduleHourlyJobs } from './schedule-jobs'
import { startWorker, type Worker } from './worker'

vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const HOUR = 3_600_000
const PASSWORD = 'a long enough phrase 7 gulls'
const smtp = await startFakeSmtp()
env().SMTP_URL = smtp.url
let workers: Worker[] = []
const origin = (address: string) => ({ ...TEST_ORIGIN, requestId: randomUUID(), address })
const code = async (work: Promise<unknown>) => work.then(() => 'done', (error: { code?: string }) => error.code ?? 'a fault of ours')
const person = async (name: string) => db().administrator.findFirstOrThrow({ where: { emailKey: `${name}@acme.example` } })
const enter = async (name: string, address: string, password = DEMO_PASSWORD) => code(signIn({ tenantSlug: 'acme', email: canonicalEmail(`${name}@acme.example`)!, password, origin: origin(address) }))

beforeAll(storeCast)
beforeEach(async () => moveClock(0))
afterEach(async () => {
  await Promise.all(workers.splice(0).map(async (worker) => worker.stop()))
})
afterAll(async () => {
  await moveClock(0)
  await smtp.stop()
  await closeDatabase()
})

it('[F23] a day without any worker: what ended by time refuses all the same; two that come back do what was left, once', async () => {
  // Of one tenant only, so that what is counted below is this day's.
  const { tenantId } = await person('olivia')
  await db().tenant.update({ where: { id: tenantId }, data: { invitationLifetimeSeconds: 12 * 3600 } })
  await scheduleHourlyJobs({ query: pool().query.bind(pool()) as never })
  const olivia = await callerFor('olivia@acme.example')
  const [vera, sonia] = [await signedInFor('vera@acme.example'), await person('sonia')]
  const now = (await db().session.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: vera.caller.sessionId } } })).createdAt.getTime()
  await performableOf(assignRole).perform(olivia, { administratorId: sonia.id, role: 'approver', scope: { type: 'tenant' }, endsAt: now + 2 * HOUR }, TEST_ORIGIN, true)
  await performableOf(inviteAdministrator).perform(olivia, { email: 'day@people.example', givenName: 'Ada', familyName: 'Ågren', role: 'auditor', places: [] }, TEST_ORIGIN, true)
  await performableOf(requirePasswordReset).perform(olivia, { administratorId: (await person('rex')).id, meaning: 'send_link' }, TEST_ORIGIN, true)
  browser.cookie = (await signedInFor('bea@acme.example')).token
  expect(await changeAddress({ email: 'bea.new@acme.example' })).toMatchObject({ ok: true })
  for (let wrong = 0; wrong < 5; wrong++) await enter('gus', '203.0.113.1', 'not the password of anyone')
  expect(await enter('gus', '203.0.113.1')).toBe('wrong_credentials')
  const invitation = await invitationToken('day@people.example')
  const [reset] = await waitingLetters('rex@acme.example')
  const [confirm] = await waitingLetters('bea.new@acme.example')
  const waiting = await db().job.findMany({ where: { kind: 'mail', state: 'queued' } })
  // One of them was being sent when the last worker died.
  await pool().query("UPDATE job SET attempts = 1, lease_token = gen_random_uuid(), leased_until = clock_timestamp() - interval '1 second' WHERE id = $1", [waiting[0]!.id])

  await moveToHalfPast(24)
  expect(await findSession(vera.token, { touch: false })).toBeNull()
  expect((await findSession((await signedInFor('sonia@acme.example')).token, { touch: false }))!.actor.inForce.map(({ role }) => role)).not.toContain('approver')
  expect(await code(acceptInvitation({ token: invitation, password: PASSWORD }, origin('203.0.113.2'), null))).toBe('link_unusable')
  expect(await code(resetPassword({ token: reset?.name === 'password_reset' ? reset.token : '', password: PASSWORD, origin: origin('203.0.113.3') }))).toBe('link_unusable')
  expect(await code(confirmAddress(confirm?.name === 'address_change_confirm' ? confirm.token : '', origin('203.0.113.4')))).toBe('link_unusable')
  expect(await enter('gus', '203.0.113.1')).toBe('done')
  // Nobody wrote any of that down: it is judged each time by the clock.
  expect((await db().session.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: vera.caller.sessionId } } })).endedAt).toBeNull()
  expect(await db().job.count({ where: { state: { not: 'queued' } } })).toBe(0)

  const back = performance.now()
  workers = await Promise.all([startWorker({ pollMilliseconds: 50 }), startWorker({ pollMilliseconds: 50 })])
  const soon = { timeout: 60_000, interval: 50 }
  const hourly = async (state: 'done' | 'queued') => db().job.count({ where: { state, dedupKey: { startsWith: 'hourly:' } } })
  await vi.waitFor(async () => expect([await hourly('done'), await db().job.count({ where: { kind: { in: ['mail', 'account_attack'] }, state: 'queued' } })]).toEqual([HOURLY.length, 0]), soon)
  console.log(`caught up ${(performance.now() - back).toFixed(0)} ms after the workers came back`)
  const mails = await db().job.findMany({ where: { kind: 'mail' } })
  expect(mails.every(({ state }) => state === 'done')).toBe(true)
  const ids = smtp.deliveries.map(({ raw }) => /^Message-ID: <(.*)@/im.exec(raw)![1]!)
  expect(ids.toSorted()).toEqual(mails.map(({ id }) => id).toSorted())
  expect(ids).toEqual(expect.arrayContaining(waiting.map(({ id }) => id)))
  const { endReason, endedAt } = await db().session.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: vera.caller.sessionId } } })
  // With the moment at which it ran out, not that at which it was noticed.
  expect({ endReason, after: endedAt!.getTime() - now }).toEqual({ endReason: 'expired', after: HOUR / 2 })
  expect(await db().auditEvent.count({ where: { tenantId, action: 'audit.strangers_digested' } })).toBe(1)
  expect(await db().auditCheckpoint.count({ where: { tenantId } })).toBe(1)
  // The twenty-three hours in between are not made up for, one by one.
  await Promise.all(workers.map(async (worker) => worker.stop()))
  workers = [await startWorker({ pollMilliseconds: 50 })]
  await vi.waitFor(async () => expect(await hourly('queued')).toBe(HOURLY.length), soon)
  expect(await hourly('done')).toBe(HOURLY.length)
  expect(await brokenInvariants()).toEqual([])
  expect(await brokenLinks(tenantId)).toEqual([])
}, 120_000)
