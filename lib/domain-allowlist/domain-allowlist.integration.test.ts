import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { confirmAddress } from '@/lib/account/finish-address-change'
import { performableOf } from '@/lib/actions/define-action'
import { changeAddressOf } from '@/lib/administrators/actions'
import { issueLink } from '@/lib/authn/link-tokens'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { inviteList } from '@/lib/invitations/actions'
import { inviteLines } from '@/lib/invitations/work-lines'
import type { LeasedJob } from '@/lib/jobs/lease-job'
import { inviteToWorkspace } from '@/lib/workspaces/actions'
import { afterSeeing, NOTHING_SEEN } from '@/prisma/factories/after-seeing'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { invitePerson } from '@/prisma/factories/invite-person'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { storeCast } from '@/prisma/factories/store-cast'
import { setDomainAllowlist } from './actions'
import type { AllowedDomain } from './allowed-domains'
import { getDomainAllowlist, previewAllowlist } from './data'

const set = performableOf(setDomainAllowlist)
const ACME: AllowedDomain = { domain: 'acme.example', subdomains: false }
const OUTSIDE = { code: 'wrong_state', failure: { reason: 'outside_allowlist', fields: { email: expect.stringContaining('are not allowed here. Allowed: acme.example') as string } } }

const tenant = async () => db().tenant.findUniqueOrThrow({ where: { slug: 'acme' } })
const person = async (name: string) => db().administrator.findFirstOrThrow({ where: { emailKey: `${name}@acme.example` } })
const reader = async () => clear((await signInAs('olivia@acme.example', { factor: false })).facts.actor, 'domain-allowlist:read')
const save = async (name: string, domains: AllowedDomain[]) => {
  const [caller, { domainAllowlistVersion: version }] = [await callerFor(`${name}@acme.example`), await tenant()]
  return afterSeeing(async (previewed) => set.perform(caller, { domains, version, previewed }, TEST_ORIGIN, false))
}
const allow = async (domains: string[]) => db().tenant.updateMany({ where: { slug: 'acme' }, data: { allowedDomains: domains } })
const invite = async (email: string) => invitePerson({ by: 'olivia@acme.example', email })
let n = 0
const somebody = (domain: string) => `p${++n}@${domain}`

beforeAll(storeCast)
afterAll(closeDatabase)
beforeEach(async () => {
  await db().tenant.updateMany({ data: { allowedDomains: [] } })
})

describe('the domain allowlist', () => {
  it('[T26] is changed by owners and Client Security Admins with a fresh factor, and by nobody else; each refusal is in the audit', async () => {
    for (const name of ['adam', 'sam', 'carla', 'audrey', 'bea', 'max', 'vera']) {
      await expect(save(name, [ACME])).rejects.toMatchObject({ code: 'forbidden' })
      expect(await db().auditEvent.findFirst({ where: { actorId: (await person(name)).id }, orderBy: { sequence: 'desc' } })).toMatchObject({ action: 'domain_allowlist.changed', outcome: 'refused' })
    }
    const { facts: { actor: sonia } } = await signInAs('sonia@acme.example')
    await afterSeeing(async (previewed) => set.perform(sonia, { domains: [ACME], version: (await tenant()).domainAllowlistVersion, previewed }, TEST_ORIGIN, false))
    await db().session.updateMany({ where: { id: sonia.sessionId }, data: { freshFactorAt: null } })
    await expect(set.perform(sonia, { domains: [], version: (await tenant()).domainAllowlistVersion, previewed: NOTHING_SEEN }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'step_up_required' })
    expect(await tenant()).toMatchObject({ allowedDomains: ['acme.example'] })
  })

  it('binds invitations, one by one and by list, however the address is spelled; off, it binds none', async () => {
    await invite(somebody('elsewhere.example'))
    await allow(['acme.example', '*.people.example'])
    const before = await db().administrator.count()
    for (const domain of ['elsewhere.example', 'eu.acme.example', 'evilacme.example', 'acme.example.evil.example', 'evilpeople.example']) await expect(invite(somebody(domain))).rejects.toMatchObject({ code: 'wrong_state', failure: { reason: 'outside_allowlist' } })
    expect(await db().administrator.count()).toBe(before)
    for (const domain of ['ACME.example', 'people.example', 'eu.People.example']) expect(await invite(somebody(domain))).toEqual(expect.any(String))
    const [inside, outside] = [somebody('acme.example'), somebody('elsewhere.example')]
    await performableOf(inviteList).perform(await callerFor('olivia@acme.example'), { listId: randomUUID(), role: 'auditor', places: [], from: 1, lines: [inside, outside].map((email) => ({ email, givenName: 'A', familyName: 'B' })) } as never, TEST_ORIGIN, false)
    for (const job of await db().job.findMany({ where: { kind: 'invite_lines', state: 'queued' } })) await inviteLines(job as unknown as LeasedJob, new AbortController().signal)
    expect((await db().inviteLine.findMany({ orderBy: { position: 'asc' } })).map(({ outcome, sentence }) => [outcome, sentence])).toEqual([['done', null], ['refused', 'Addresses of elsewhere.example are not allowed here. Allowed: acme.example and people.example with its subdomains.']])
    // Globex has a list of its own, which is none.
    expect(await invitePerson({ by: 'gina@globex.example', email: somebody('elsewhere.example') })).toEqual(expect.any(String))
  })

  it('tells whoever manages a place only nothing about who is here already: inside or outside is all that counts', async () => {
    await invite('kept@elsewhere.example')
    await allow(['acme.example'])
    const workspace = await db().workspace.findFirstOrThrow({ where: { slug: 'payments', tenant: { slug: 'acme' } } })
    const give = async (by: string, email: string) => performableOf(inviteToWorkspace).perform(await callerFor(`${by}@acme.example`), { workspaceId: workspace.id, email, role: 'workspace_auditor' } as never, TEST_ORIGIN, false)
    for (const email of ['kept@elsewhere.example', 'nobody@elsewhere.example']) await expect(give('max', email)).rejects.toMatchObject(OUTSIDE)
    await give('max', somebody('acme.example'))
    // Who sees administrators gives a role to somebody who is kept, and brings nobody new from there.
    await give('olivia', 'kept@elsewhere.example')
    await expect(give('olivia', 'nobody@elsewhere.example')).rejects.toMatchObject(OUTSIDE)
  })

  it('binds changes of address, when they are asked for and when they are confirmed', async () => {
    const { id, tenantId } = await person('vera')
    const ask = async (email: string) => performableOf(changeAddressOf).perform(await callerFor('olivia@acme.example'), { administratorId: id, email } as never, TEST_ORIGIN, false)
    await ask('vera@elsewhere.example')
    const change = await db().addressChange.findFirstOrThrow({ where: { administratorId: id, confirmedAt: null, cancelledAt: null } })
    const token = await transaction(async (tx) => issueLink(tx, { purpose: 'address_change', tenantId, administratorId: id, addressChangeId: change.id, now: await readClock(tx), lifetimeSeconds: 3600 }))
    await allow(['acme.example'])
    await expect(ask('vera@other.example')).rejects.toMatchObject(OUTSIDE)
    await expect(confirmAddress(token, TEST_ORIGIN)).rejects.toMatchObject(OUTSIDE)
    expect(await person('vera')).toMatchObject({ email: 'vera@acme.example' })
    // The link was not used up by being refused.
    await allow([])
    expect(await confirmAddress(token, TEST_ORIGIN)).toMatchObject({ email: 'vera@elsewhere.example' })
    await allow(['acme.example'])
    await ask('vera@acme.example')
  })

  it('keeps who is outside, and names them beforehand: invited, active or inactive, not deleted', async () => {
    await db().administrator.updateMany({ where: { emailKey: { endsWith: '@elsewhere.example' } }, data: { status: 'deleted', deletedAt: new Date(), invitationExpiresAt: null } })
    const all = await db().administrator.count({ where: { status: { not: 'deleted' }, tenantId: (await tenant()).id } })
    const impact = async (domains: AllowedDomain[]) => previewAllowlist(await reader(), domains)
    expect(await impact([])).toMatchObject({ outside: 0, people: [] })
    const nobody = await impact([{ domain: 'nobody.example', subdomains: true }])
    expect([nobody.outside, nobody.people.length]).toEqual([all, Math.min(20, all)])
    await invite(somebody('zeta.example'))
    await invite(somebody('eu.people.example'))
    const { outside, people } = await impact([ACME, { domain: 'people.example', subdomains: false }])
    expect([outside, people.map(({ email, status }) => [email.toLowerCase().split('@')[1], status])]).toEqual([3, [['eu.people.example', 'new'], ['eu.people.example', 'new'], ['zeta.example', 'new']]])
    expect((await impact([ACME, { domain: 'people.example', subdomains: true }])).outside).toBe(1)
    expect((await impact([ACME, { domain: 'example', subdomains: true }])).outside).toBe(0)
    await save('olivia', [{ domain: 'nobody.example', subdomains: false }])
    expect((await signInAs('rex@acme.example', { factor: false })).facts.actor.status).toBe('active')
  })

  it('[T54] does what was shown or nothing: whoever would be outside too since then is named first; what stands for another list stands for nothing', async () => {
    const olivia = await callerFor('olivia@acme.example')
    const savedBy = async (previewed: string) => set.perform(olivia, { domains: [ACME], version: (await tenant()).domainAllowlistVersion, previewed }, TEST_ORIGIN, false)
    const preview = async (domain = 'acme.example') => previewAllowlist(await reader(), [{ domain, subdomains: false }])
    await expect(savedBy((await preview('nobody.example')).previewed)).rejects.toMatchObject({ failure: { reason: 'preview_changed' } })
    const shown = await preview()
    await invite(somebody('aaa.example'))
    await expect(savedBy(shown.previewed)).rejects.toMatchObject({ code: 'conflict', failure: { reason: 'preview_changed', details: { preview: { outside: shown.outside + 1 } } } })
    expect((await tenant()).allowedDomains).toEqual([])
    const { people, previewed } = await preview()
    expect(people[0]!.email).toContain('@aaa.example')
    await savedBy(previewed)
    expect((await tenant()).allowedDomains).toEqual(['acme.example'])
  })

  it('[T54] two change it: the second is told and shown what stands; the same again is refused; the audit has both sides', async () => {
    const olivia = await callerFor('olivia@acme.example')
    const { domainAllowlistVersion: version, id } = await tenant()
    const domains = [{ domain: ' München.DE ', subdomains: true }, ACME]
    await afterSeeing(async (previewed) => set.perform(olivia, { domains, version, previewed }, TEST_ORIGIN, false))
    const stored = ['*.xn--mnchen-3ya.de', 'acme.example']
    expect(await db().auditEvent.findFirstOrThrow({ where: { tenantId: id, action: 'domain_allowlist.changed', outcome: 'done' }, orderBy: { sequence: 'desc' } })).toMatchObject({ before: { domains: [] }, after: { domains: stored } })
    await expect(set.perform(olivia, { domains: [], version, previewed: NOTHING_SEEN }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'conflict', failure: { details: { current: { version: version + 1 } } } })
    await expect(set.perform(olivia, { domains: [...domains].toReversed(), version: version + 1, previewed: NOTHING_SEEN }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'wrong_state' })
    expect(await getDomainAllowlist(await reader())).toEqual({ domains: [ACME, { domain: 'xn--mnchen-3ya.de', subdomains: true }], version: version + 1 })
  })

  it('[T50] refuses what is no list of domains', async () => {
    const wrong: unknown[] = [[{ domain: 'acme', subdomains: false }], [{ domain: 'a@acme.example', subdomains: false }], [{ domain: '', subdomains: true }], [ACME, { domain: 'ACME.example', subdomains: true }], [{ domain: '10.0.0.1', subdomains: false }], [{ domain: '*.acme.example', subdomains: true }], [{ ...ACME, more: 1 }], ['acme.example'], Array.from({ length: 101 }, (_, at) => ({ domain: `d${at}.example`, subdomains: false })), null]
    for (const domains of wrong) await expect(save('olivia', domains as never)).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
