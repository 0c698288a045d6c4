import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { startWorker, type Worker } from '@/lib/jobs/worker'
import { acceptInvitation } from '@/lib/sign-in/accept-invitation'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { startFakeSmtp } from '@/prisma/factories/fake-smtp'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { storeCast } from '@/prisma/factories/store-cast'
import { inviteAdministrator } from './actions'
import { findInvitation } from './find-invitation'

const INVITED = 20
const smtp = await startFakeSmtp()
env().SMTP_URL = smtp.url
let worker: Worker

beforeAll(async () => {
  await storeCast()
  worker = await startWorker({ pollMilliseconds: 50, graceMilliseconds: 500, hourly: false })
})
afterAll(async () => {
  await worker.stop()
  await smtp.stop()
  await closeDatabase()
})

const soon = { timeout: 50_000, interval: 50 }

it('[F19] the mail server is down: each invitation stands and says that its mail is pending; each mail arrives after, once, and its link works', async () => {
  smtp.be('refuse')
  const olivia = await callerFor('olivia@acme.example')
  const viewer = clear((await signInAs('olivia@acme.example')).facts.actor, 'administrator:read')
  const people: { email: string; administratorId: string }[] = []
  for (let index = 0; index < INVITED; index++) {
    const email = `down${index}@people.example`
    people.push({ email, ...(await performableOf(inviteAdministrator).perform(olivia, { email, givenName: 'Ada', familyName: 'Ågren', role: 'auditor', places: [] }, TEST_ORIGIN, false)) })
  }
  await vi.waitFor(async () => expect(await db().job.count({ where: { kind: 'mail', state: 'queued', attempts: { gt: 0 }, lastError: { not: null } } })).toBe(INVITED), soon)
  for (const { administratorId } of people) expect(await findInvitation(viewer, administratorId)).toMatchObject({ open: true, mail: { state: 'waiting', leavesAt: expect.any(Number) } })
  smtp.be('ok')
  await vi.waitFor(async () => {
    // Again and again: one that was just being refused goes back into the queue for later.
    await db().job.updateMany({ where: { kind: 'mail', state: 'queued', leaseToken: null }, data: { runAt: new Date(0) } })
    expect(await db().job.count({ where: { kind: 'mail', state: 'queued' } })).toBe(0)
  }, soon)
  expect(smtp.deliveries.map(({ recipients }) => recipients.join()).toSorted()).toEqual(people.map(({ email }) => email).toSorted())
  expect((await findInvitation(viewer, people[0]!.administratorId))!.mail.state).toBe('sent')
  const link = /#([A-Za-z0-9_-]{43})/.exec(smtp.deliveries.find(({ recipients }) => recipients[0] === people[0]!.email)!.raw.replaceAll(/=\r\n/g, ''))![1]!
  await acceptInvitation({ token: link, password: 'a long enough phrase 7 gulls' }, TEST_ORIGIN, null)
}, 150_000)
