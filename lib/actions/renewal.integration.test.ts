// T22: a power that came while nobody asked for it, by another's approval or by its time, brings a new reference of the session with the next thing done.
// F02: where the answer with it was lost, the same submission has it again, and nothing else does.
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { rename } from '@/lib/account/actions'
import { callerOf, perform } from './perform'
import { newRenewal } from '@/lib/authn/next-reference'
import { renewAfterRise } from '@/lib/authn/rotate-session'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { actorOf, pim, prove, setPolicy, storePimTeam, type PimTeam } from '@/prisma/factories/pim-team'
import { browser } from '@/prisma/factories/stand-in-browser'
import { stopClock } from '@/prisma/factories/test-clock'
import { submitRequests } from '@/lib/pim/actions'
import { createWorkspace } from '@/lib/workspaces/actions'

vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const HOUR = 3_600_000
let team: PimTeam<'olivia' | 'sam'>
let count = 0

beforeEach(async () => {
  team = await storePimTeam({ olivia: { holds: [{ role: 'client_owner' }] }, sam: { holds: [{ role: 'super_admin', kind: 'eligible' }] } })
  browser.cookie = team.people.sam.token
})
afterEach(async () => stopClock(null))
afterAll(closeDatabase)

const KEY = '00000000-0000-4000-8000-00000000000a'
const runs = async (token: string) => (await findSession(token, { touch: false })) !== null
const create = async () => createWorkspace({ name: `Place ${++count}`, slug: `place-${count}`, description: '' })
const renamed = async () => rename({ version: (await db().administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId: team.tenantId, id: team.people.sam.id } } })).version, givenName: 'Sam', familyName: `Test ${++count}` })

describe('[T22] a new reference with the first thing done', () => {
  it('after another approved: by an action behind a permission', async () => {
    const { sam, olivia } = team.people
    await setPolicy(team.tenantId, 'super_admin', { approvals: 1 })
    const { requestId } = await pim.ask(sam, 'super_admin')
    expect(await renamed()).toMatchObject({ ok: true })
    expect([browser.cookie, await runs(sam.token)]).toEqual([sam.token, true])
    await pim.approve(olivia, requestId)
    expect(await create()).toMatchObject({ ok: true })
    expect([browser.cookie === sam.token, await runs(sam.token), await runs(browser.cookie!)]).toEqual([false, false, true])
    const [second] = [browser.cookie!]
    expect(await create()).toMatchObject({ ok: true })
    expect(browser.cookie).toBe(second)
  })

  it('after a scheduled start, by what is everybody’s own; of many at once one makes it, and a refusal makes none', async () => {
    const { sam } = team.people
    const { startsAt } = await pim.ask(sam, 'super_admin', { startsAt: (await transaction(readClock)) + HOUR })
    await stopClock(startsAt! + 1)
    await prove(sam)
    // Whoever has a session is as old as its sign-in.
    await db().session.updateMany({ where: { tenantId: team.tenantId }, data: { createdAt: new Date(startsAt! - HOUR) } })
    expect((await actorOf(sam))!.inForce).toHaveLength(1)
    expect(await createWorkspace({ name: '', slug: '', description: '' })).toMatchObject({ ok: false })
    expect(await runs(sam.token)).toBe(true)
    browser.kept = []
    await Promise.all(Array.from({ length: 4 }, async () => {
      browser.cookie = sam.token
      return create()
    }))
    expect(browser.kept).toHaveLength(1)
    expect([await runs(sam.token), await runs(browser.kept[0]!.value)]).toEqual([false, true])
  })

  it('two that found the same reference to be from before: the second leaves what the first made', async () => {
    const { sam, olivia } = team.people
    await setPolicy(team.tenantId, 'super_admin', { approvals: 1 })
    const { requestId } = await pim.ask(sam, 'super_admin')
    await pim.approve(olivia, requestId)
    const found = (await findSession(sam.token, { touch: false }))!
    const [first, second] = [newRenewal(), newRenewal()]
    for (const renewal of [first, second]) await transaction(async (tx) => renewAfterRise(tx, found, renewal))
    expect([first.token, second.token]).toEqual([first.next, null])
    expect(await runs(first.token!)).toBe(true)
  })

  it('what an earlier try of the same submission had brought is forgotten: a second submit brings none', async () => {
    const caller = callerOf((await findSession(team.people.sam.token, { touch: false }))!)
    const renewal = newRenewal()
    const submit = async () => perform({
      name: 'own:any', audit: 'administrator.updated', lock: false, input: {}, key: '00000000-0000-4000-8000-000000000001', origin: TEST_ORIGIN, caller, renewal,
      act: async ({ record }) => (record({ affectedId: caller.administratorId }), 'done'),
    })
    expect(await submit()).toBe('done')
    renewal.token = 'of a try that was undone'
    expect([await submit(), renewal.token]).toEqual(['done', null])
  })
})

describe('[F02] [T22] an answer that was lost with the new reference in it', () => {
  const input = { name: 'Lost', slug: 'lost', description: '' }
  const submit = async (cookie: string, key = KEY, given = input) => {
    browser.cookie = cookie
    return createWorkspace(given, key)
  }
  const created = async () => db().auditEvent.count({ where: { tenantId: team.tenantId, action: 'workspace.created', outcome: 'done' } })
  const risen = async () => {
    const { sam, olivia } = team.people
    await setPolicy(team.tenantId, 'super_admin', { approvals: 1 })
    const { requestId } = await pim.ask(sam, 'super_admin')
    await pim.approve(olivia, requestId)
    return sam.token
  }

  it('is given again with the same key and the old cookie, as often as it is lost, and goes on under the new one', async () => {
    const old = await risen()
    const first = await submit(old)
    const next = browser.cookie!
    expect([first.ok, next === old, await runs(old)]).toEqual([true, false, false])
    for (let time = 0; time < 2; time++) expect([await submit(old), browser.cookie]).toEqual([first, next])
    expect(await created()).toBe(1)
    expect(await submit(next, '00000000-0000-4000-8000-00000000000b', { ...input, name: 'Next', slug: 'next' })).toMatchObject({ ok: true })
  })

  it('of several tries at once each has it', async () => {
    const old = await risen()
    const caller = callerOf((await findSession(old, { touch: false }))!)
    let effects = 0
    const tries = await Promise.all(Array.from({ length: 8 }, async () => {
      const renewal = newRenewal(old, KEY)
      await perform({ name: 'own:any', audit: 'administrator.updated', lock: false, input: {}, key: KEY, origin: TEST_ORIGIN, caller, renewal, act: async ({ record }) => (record({ affectedId: caller.administratorId }), (effects += 1)) })
      return renewal.token
    }))
    expect([effects, new Set(tries).size, await runs(old), await runs(tries[0]!)]).toEqual([1, 1, false, true])
  })

  it('of a role that is active at once: what renews by itself is said again too', async () => {
    const { sam } = team.people
    await prove(sam)
    const ask = async () => {
      browser.cookie = sam.token
      return submitRequests({ items: [{ grantId: sam.grants['eligible:super_admin']!, seconds: HOUR / 2000, justification: 'Because it is needed' }] }, KEY)
    }
    const first = await ask()
    const next = browser.cookie!
    expect([first.ok, next === sam.token]).toEqual([true, false])
    expect([await ask(), browser.cookie, await runs(next)]).toEqual([first, next, true])
    expect(await db().pimRequest.count({ where: { tenantId: team.tenantId } })).toBe(1)
  })

  it('the old cookie does nothing else: without the key, with another, with other contents, as another action, from elsewhere, after two minutes, or once the session is over', async () => {
    const earlier = '00000000-0000-4000-8000-00000000000c'
    const { version } = await db().administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId: team.tenantId, id: team.people.sam.id } } })
    const renamedBefore = async () => rename({ version, givenName: 'Sam', familyName: 'Test' }, earlier)
    expect(await renamedBefore()).toMatchObject({ ok: true })
    const old = await risen()
    await submit(old)
    const next = browser.cookie!
    const refused = async (what: Promise<{ ok: boolean; error?: { code: string } }>) => [(await what).error?.code, browser.cookie]
    browser.cookie = old
    expect(await refused(createWorkspace(input))).toEqual(['signed_out', old])
    expect(await refused(submit(old, '00000000-0000-4000-8000-00000000000b'))).toEqual(['signed_out', old])
    // What was sent before the reference was renewed has no part in it.
    expect(await refused(renamedBefore())).toEqual(['signed_out', old])
    expect(await refused(submit(`${next.slice(1)}A`))).toEqual(['signed_out', `${next.slice(1)}A`])
    expect(await refused(submit(old, KEY, { ...input, name: 'Other' }))).toEqual(['conflict', old])
    browser.cookie = old
    expect(await refused(rename({ version: 1, givenName: 'Sam', familyName: 'Test' }, KEY))).toEqual(['conflict', old])
    const { referenceAt } = (await findSession(next, { touch: false }))!.session
    await stopClock(referenceAt + 120_001)
    expect(await refused(submit(old))).toEqual(['signed_out', old])
    await stopClock(referenceAt + 120_000)
    expect(await refused(submit(old))).toEqual([undefined, next])
    browser.origin = 'https://evil.example'
    await expect(submit(old)).rejects.toThrow('forbidden')
    browser.origin = 'http://localhost:3000'
    await db().session.updateMany({ where: { tenantId: team.tenantId }, data: { endedAt: new Date(), endReason: 'revoked' } })
    expect(await refused(submit(old))).toEqual(['signed_out', old])
    expect(await created()).toBe(1)
  })
})
