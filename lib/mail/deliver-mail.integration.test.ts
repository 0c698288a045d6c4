import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { startWorker, type Worker } from '@/lib/jobs/worker'
import { startFakeSmtp } from '@/prisma/factories/fake-smtp'
import { testDatabase } from '@/prisma/factories/test-database'
import { connect } from '@/scripts/postgres-roles.mjs'
import type { Letter } from './letters'
import { queueMail } from './queue-mail'

const owner = await connect(testDatabase.ownerUrl)
const smtp = await startFakeSmtp()
env().SMTP_URL = smtp.url
let worker: Worker | undefined
let tenantId = ''

beforeEach(async () => {
  tenantId = (await db().tenant.create({ data: { slug: `t${randomUUID().slice(0, 8)}`, name: 'Acme' } })).id
  smtp.be('ok')
  smtp.refuseAddress(() => false)
  smtp.deliveries.length = 0
  smtp.recipients.length = 0
})
afterEach(async () => {
  await worker?.stop()
  worker = undefined
  await owner.query('DELETE FROM job')
})
afterAll(async () => {
  await smtp.stop()
  await owner.end()
  await closeDatabase()
})

const invitation: Letter = { name: 'invitation', tenantName: 'Acme', recipientName: 'Noor', inviterName: 'Olivia', roles: ['Auditor'], again: false, token: 'canary-token', lifetimeSeconds: 259_200 }
const changed: Letter = { name: 'password_changed', tenantName: 'Acme', recipientName: 'Noor', how: 'changed' }
const post = async (to: string, letter: Letter = changed, dedupKey?: string) =>
  transaction(async (tx) => queueMail(tx, { tenantId, administratorId: null, to, letter, now: await readClock(tx), ...(dedupKey ? { dedupKey } : {}) }))
const start = async () => {
  worker = await startWorker({ pollMilliseconds: 50, graceMilliseconds: 500, hourly: false })
}
const waiting = async () => db().job.count({ where: { state: 'queued' } })
const allDue = async () => owner.query("UPDATE job SET run_at = castellan_now() WHERE state = 'queued'")
const header = (raw: string, name: string) => new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(raw)?.[1]
const soon = { timeout: 50_000, interval: 20 }

describe('delivery', () => {
  it('brings one letter to one address, in text and HTML, with the link in the fragment, and wipes it', async () => {
    await post('noor@acme.example', invitation)
    const queued = await db().job.findFirstOrThrow()
    expect(JSON.stringify(queued)).not.toMatch(/noor@|Olivia|canary/)
    await start()
    await vi.waitFor(async () => expect(await waiting()).toBe(0), soon)
    const [{ raw, recipients }] = smtp.deliveries as [(typeof smtp.deliveries)[0]]
    expect(recipients).toEqual(['noor@acme.example'])
    expect(raw).toContain('http://localhost:3000/activate#canary-token')
    expect(header(raw, 'Subject')).toBe('Your invitation to Acme')
    expect(header(raw, 'From')).toContain('no-reply@localhost')
    expect(header(raw, 'Message-ID')).toBe(`<${queued.id}@localhost>`)
    expect(raw).toMatch(/text\/plain[\s\S]*text\/html/)
    expect(await db().job.findFirstOrThrow()).toMatchObject({ state: 'done', sealed: null })
  })

  it('withdraws a letter that still waits under the same key: only the newest link is sent', async () => {
    await post('noor@acme.example', { ...invitation, token: 'old' }, 'invitation:1')
    await post('noor@acme.example', { ...invitation, token: 'new', again: true }, 'invitation:1')
    await start()
    await vi.waitFor(async () => expect(await waiting()).toBe(0), soon)
    expect(smtp.deliveries).toHaveLength(1)
    expect(smtp.deliveries[0]!.raw).toContain('#new')
  })

  it('spreads invitations over the hours a tenant may send them in, and only those', async () => {
    await db().tenant.update({ where: { id: tenantId }, data: { invitationMailsPerHour: 3 } })
    const now = await transaction(readClock)
    const due = await Promise.all(Array.from({ length: 8 }, async (_, index) => post(`p${index}@acme.example`, invitation)))
    const hours = due.map((at) => Math.floor((at - now) / 3_600_000)).toSorted()
    expect(hours).toEqual([0, 0, 0, 1, 1, 1, 2, 2])
    expect((await post('reset@acme.example')) - now).toBeLessThan(60_000)
    await start()
    await vi.waitFor(async () => expect(await waiting()).toBe(5), soon)
    expect(smtp.deliveries).toHaveLength(4)
  })
})

describe('a mail server that is not well', () => {
  it('[F19] refuses for a while: nothing is lost, nothing waits in a request, all arrive after', async () => {
    smtp.be('refuse')
    const addresses = Array.from({ length: 20 }, (_, index) => `p${index}@acme.example`)
    for (const to of addresses) await post(to, invitation)
    await start()
    await vi.waitFor(async () => expect(await db().job.count({ where: { attempts: 1, leaseToken: null } })).toBe(20), soon)
    expect((await db().job.findFirstOrThrow()).lastError).toMatch(/^E[A-Z]+/)
    await allDue()
    await vi.waitFor(async () => expect(await db().job.count({ where: { attempts: 2, leaseToken: null } })).toBe(20), soon)
    smtp.be('ok')
    await allDue()
    await vi.waitFor(async () => expect(await waiting()).toBe(0), soon)
    expect(smtp.deliveries.flatMap(({ recipients }) => recipients).toSorted()).toEqual(addresses.toSorted())
  })

  it('[F20] hangs after DATA: given up after ten seconds, sent again under the same Message-ID', async () => {
    smtp.be('hang after DATA')
    await post('noor@acme.example')
    await start()
    const from = performance.now()
    await vi.waitFor(async () => expect((await db().job.findFirstOrThrow()).lastError).not.toBeNull(), soon)
    expect(performance.now() - from).toBeGreaterThan(9000)
    expect(performance.now() - from).toBeLessThan(25_000)
    smtp.be('ok')
    await allDue()
    await vi.waitFor(async () => expect(await waiting()).toBe(0), soon)
    expect(smtp.deliveries).toHaveLength(1)
  })

  it('[F20] takes the message and drops the line: at most one copy more, both with one Message-ID', async () => {
    smtp.be('accept then drop')
    await post('noor@acme.example')
    await start()
    await vi.waitFor(async () => expect(await db().job.findFirstOrThrow()).toMatchObject({ attempts: 1, leaseToken: null, state: 'queued' }), soon)
    smtp.be('ok')
    await allDue()
    await vi.waitFor(async () => expect(await waiting()).toBe(0), soon)
    expect(smtp.deliveries).toHaveLength(2)
    expect(new Set(smtp.deliveries.map(({ raw }) => header(raw, 'Message-ID'))).size).toBe(1)
  })

  it('[F20] refuses one recipient: the others get theirs, and after eight tries that one is given up', async () => {
    smtp.refuseAddress((address) => address.startsWith('bad'))
    await post('bad@acme.example')
    await post('good@acme.example')
    await start()
    await vi.waitFor(() => expect(smtp.deliveries).toHaveLength(1), soon)
    for (let attempt = 1; attempt < 8; attempt += 1) {
      await vi.waitFor(async () => expect(await db().job.count({ where: { attempts: attempt, leaseToken: null, state: 'queued' } })).toBe(1), soon)
      await allDue()
    }
    await vi.waitFor(async () => expect(await db().job.findFirst({ where: { state: 'abandoned' } })).toMatchObject({ attempts: 8, sealed: null, lastError: 'EENVELOPE 451' }), soon)
  })
})

describe('[T37] poisoned input', () => {
  it.each([
    'a@b.example,c@d.example', '"a@evil.example"@b.example', 'a@evil.example＠b.example', 'a﹫b.example', 'a@b.example\r\nBcc: evil@evil.example', 'a@b.example\nRCPT TO:<evil@evil.example>',
    'a@b.example>', '<a@b.example>', 'Evil <a@b.example>', 'a@b.example\0', 'a@b.example;c@d.example', 'a b@c.example', 'undisclosed:a@b.example;', `${'x'.repeat(65)}@b.example`,
  ])('is no address: %j', async (to) => {
    await expect(post(to)).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await db().job.count()).toBe(0)
  })

  it('in names stays text: one RCPT TO, no header of its own, nothing that HTML would run', async () => {
    const poison = 'Eve\r\nBcc: evil@evil.example\r\n\r\n<img src=x onerror=alert(1)> \u202Eevil, <b@evil.example>'
    await post('noor@acme.example', { name: 'invitation_asked_again', tenantName: poison, recipientName: poison, person: poison, administratorId: randomUUID() })
    await start()
    await vi.waitFor(async () => expect(await waiting()).toBe(0), soon)
    expect(smtp.recipients).toEqual(['noor@acme.example'])
    const { raw } = smtp.deliveries[0]!
    const headers = raw.slice(0, raw.indexOf('\r\n\r\n'))
    expect(headers).not.toMatch(/^Bcc:/im)
    expect(headers.match(/^To: .*$/gim)).toEqual(['To: noor@acme.example'])
    expect(raw.slice(raw.indexOf('<!doctype'))).not.toContain('<img')
    expect(raw).not.toContain('\u202E')
  })
})
