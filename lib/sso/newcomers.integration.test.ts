import { createHash, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { inviteAdministrator, revokeInvitation } from '@/lib/invitations/actions'
import { paths } from '@/lib/paths'
import { acceptInvitation } from '@/lib/sign-in/accept-invitation'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { startOidcPeer, travel, type OidcPeer } from '@/prisma/factories/oidc-peer'
import { plantConnection, plantSamlConnection } from '@/prisma/factories/plant-connection'
import { browser } from '@/prisma/factories/stand-in-browser'
import { arrive, depart, roundTrip } from '@/prisma/factories/trip'
import { invitationToken, waitingLetters } from '@/prisma/factories/waiting-letters'
import { addConnectionLine, linkSignIn, setConnectionShown, tryConnectionMapping } from './actions'
import { findHomeRealm } from './home-realm'

vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))
vi.hoisted(() => { vi.spyOn(console, 'warn').mockReturnValue(); vi.spyOn(console, 'info').mockReturnValue() })
vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const DOMAIN = 'contoso.example'
let tenant: DisposableTenant
let peer: OidcPeer
let id: string
let count = 0

beforeAll(async () => {
  tenant = await disposableTenant()
})
afterAll(closeDatabase)
beforeEach(async () => {
  // Nobody is turned away here for coming often.
  await db().rateBucket.deleteMany()
  Object.assign(browser, { cookie: undefined, step: undefined, others: {}, address: `203.0.113.${(count += 1)}` })
  ;({ id } = await plantConnection({ tenantId: tenant.id, name: randomUUID().slice(0, 8), issuer: 'https://is.not.known.yet.example' }))
  peer = await startOidcPeer({ redirectUris: [`http://localhost:3000${paths.api.ssoCallback(tenant.slug, id)}`] })
  await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { issuer: peer.issuer, justInTime: true } })
  await bind(DOMAIN)
})
afterEach(async () => {
  await peer.stop()
  await db().ssoConnection.deleteMany({ where: { tenantId: tenant.id } })
  await db().tenant.update({ where: { id: tenant.id }, data: { allowedDomains: [], mfaRequiredForEveryone: false } })
})

const place = () => ({ slug: tenant.slug, connectionId: id })
const bind = async (domain: string, more: object = { provedAt: new Date() }) => db().ssoConnectionDomain.create({ data: { tenantId: tenant.id, connectionId: id, domain, challenge: 'c'.repeat(43), addedAt: new Date(), ...more } })
const person = async (emailKey: string) => db().administrator.findUnique({ where: { tenantId_emailKey: { tenantId: tenant.id, emailKey } }, include: { addresses: true, roleGrants: { where: { revokedAt: null } } } })
const people = async () => db().administrator.count({ where: { tenantId: tenant.id } })
const claimsOf = (email: string, more: object = {}) => ({ email, email_verified: true, given_name: 'Grace', family_name: 'Hopper', groups: [], ...more })
const comes = async (subject: string, email: string, more: object = {}) => {
  peer.signsIn(subject, claimsOf(email, more))
  return roundTrip(place(), peer.issuer, '/account')
}
const fresh = () => `new${(count += 1)}@${DOMAIN}`
const by = async (name: string) => callerFor(`${name}@${tenant.slug}.example`)
const led = async (work: Promise<unknown>) => work.then((state) => JSON.stringify(state), (error: Error & { digest?: string }) => /^NEXT_REDIRECT;\w+;([^;]*)/.exec(error.digest ?? '')?.[1] ?? error.message)

describe('[T40] just-in-time creation', () => {
  it('makes a member of whoever comes with a verified address of a bound domain, signs them in, and knows them from then on', async () => {
    const email = fresh()
    expect(await comes('g-1', email)).toBe('/account')
    const made = await person(email)
    expect(made).toMatchObject({ status: 'active', givenName: 'Grace', familyName: 'Hopper', addresses: [{ valueKey: email, verifiedAt: expect.any(Date) as Date }], roleGrants: [{ role: 'member', kind: 'active', source: 'sso', ssoConnectionId: id, grantedById: null }] })
    expect(await db().ssoIdentity.findMany({ where: { connectionId: id } })).toMatchObject([{ administratorId: made!.id, linkedBy: 'just_in_time', subject: 'g-1' }])
    expect(await db().auditEvent.findMany({ where: { tenantId: tenant.id, affectedId: made!.id, action: { in: ['administrator.joined', 'grant.created'] } }, orderBy: { sequence: 'asc' }, select: { action: true, actorKind: true } }))
      .toEqual([{ action: 'administrator.joined', actorKind: 'administrator' }, { action: 'grant.created', actorKind: 'system' }])
    expect(await findSession(browser.cookie!, { touch: false })).toMatchObject({ person: { email }, actor: { inForce: [{ role: 'member' }] } })
    const before = await people()
    expect(await comes('g-1', email)).toBe('/account')
    expect([await people(), (await person(email))!.roleGrants.map(({ role }) => role)]).toEqual([before, ['member']])
  })

  it('gives what lines give for their groups, and takes that alone away again', async () => {
    await performableOf(addConnectionLine).perform(await by('olivia'), { connectionId: id, group: 'audit', role: 'auditor' }, TEST_ORIGIN, true)
    const email = fresh()
    expect(await comes('g-2', email, { groups: ['audit'] })).toBe('/account')
    expect((await person(email))!.roleGrants.map(({ role }) => role).toSorted()).toEqual(['auditor', 'member'])
    expect(await comes('g-2', email)).toBe('/account')
    expect((await person(email))!.roleGrants.map(({ role }) => role)).toEqual(['member'])
  })

  it.each<[string, () => Promise<unknown>, string, object]>([
    ['while it is off', async () => db().ssoConnection.updateMany({ where: { id }, data: { justInTime: false } }), DOMAIN, {}],
    ['of a domain that is bound to no connection', async () => null, 'elsewhere.example', {}],
    ['of a domain under a bound one', async () => null, `under.${DOMAIN}`, {}],
    ['of a domain that only looks like it', async () => null, 'cоntoso.example', {}],
    ['of a domain that is wished for', async () => bind('wished.example', {}), 'wished.example', {}],
    ['of a domain that the allowlist does not name', async () => db().tenant.update({ where: { id: tenant.id }, data: { allowedDomains: ['fabrikam.example', '*.example.com'] } }), DOMAIN, {}],
  ])('makes nobody %s: they are told what everybody is told', async (_what, prepare, domain, more) => {
    await prepare()
    const before = await people()
    expect(await comes('n-1', `grace@${domain}`, more)).toBe(paths.checkMail)
    expect([await people(), await db().ssoIdentity.count({ where: { connectionId: id } }), browser.cookie]).toEqual([before, 0, undefined])
  })

  it('makes nobody of an address that is not verified, nor without the names that everybody has', async () => {
    const before = await people()
    for (const email_verified of [false, undefined, 'true']) expect(await comes('n-2', `grace@${DOMAIN}`, { email_verified })).toBe(paths.signInFailed(tenant.slug, 'no_address'))
    expect(await comes('n-3', `grace@${DOMAIN}`, { family_name: ' ' })).toBe(paths.signInFailed(tenant.slug, 'no_name'))
    expect([await people(), browser.cookie]).toEqual([before, undefined])
  })

  it('makes nobody of an address that somebody has, had, or is about to have', async () => {
    const { id: holder } = tenant.people.vera!
    const others = { inactive: fresh(), deleted: fresh(), pending: fresh() }
    const { poolId } = await db().administrator.findFirstOrThrow({ where: { id: holder } })
    for (const [status, email] of [['inactive', others.inactive], ['deleted', others.deleted]] as const) {
      await db().administrator.create({ data: { tenantId: tenant.id, poolId, status, givenName: 'G', familyName: 'H', email, emailKey: email, activatedAt: new Date(), ...(status === 'deleted' ? { deletedAt: new Date() } : {}) } })
    }
    await db().identifier.create({ data: { tenantId: tenant.id, poolId, administratorId: holder, type: 'email', value: others.pending, valueKey: others.pending } })
    const before = await people()
    for (const email of Object.values(others)) expect([email, await comes('n-4', email)]).toEqual([email, paths.checkMail])
    expect([await people(), await db().ssoIdentity.count({ where: { connectionId: id } })]).toEqual([before, 0])
  })

  it('eight at once as one are one', async () => {
    const email = fresh()
    peer.signsIn('g-8', claimsOf(email))
    const answers: URL[] = []
    for (let trips = 0; trips < 8; trips += 1) answers.push(await travel(await depart(place()), peer.issuer))
    // Each came with its cookie: the first to arrive takes it out of the browser, but not out of the others' requests.
    const sent = browser.others['castellan-sso-trip']
    Object.defineProperty(browser.others, 'castellan-sso-trip', { get: () => sent, set: () => { /* as if it had been sent already */ } })
    expect(await Promise.all(answers.map(async (answer) => arrive(place(), answer)))).toEqual(answers.map(() => '/'))
    expect(await db().ssoIdentity.count({ where: { connectionId: id } })).toBe(1)
    expect(await db().auditEvent.count({ where: { tenantId: tenant.id, action: 'administrator.joined', affectedId: (await person(email))!.id } })).toBe(1)
  })

  it('[T18] whoever is made under the MFA policy owes a factor at once, without grace, and has no powers until then', async () => {
    await db().tenant.update({ where: { id: tenant.id }, data: { mfaRequiredForEveryone: true } })
    const email = fresh()
    await comes('g-9', email)
    expect(await person(email)).toMatchObject({ mfaWithoutGrace: true })
    expect((await findSession(browser.cookie!, { touch: false }))!.actor.inForce).toEqual([])
  })

  it('is switched on and off by whoever manages connections, and tried on pasted claims', async () => {
    const { version } = await db().ssoConnection.findFirstOrThrow({ where: { id } })
    const attempt = async (email: string, more: object = {}) => (await performableOf(tryConnectionMapping).perform(await by('olivia'), { connectionId: id, token: JSON.stringify({ sub: 't-1', ...claimsOf(email, more) }) }, TEST_ORIGIN, true))
    expect(await attempt(fresh())).toMatchObject({ roles: ['Member'], sentence: expect.stringContaining('would be made') as string })
    expect((await attempt('grace@elsewhere.example')).sentence).toContain('its domain is not bound')
    expect((await attempt(fresh(), { given_name: '' })).sentence).toContain('first and last name')
    await expect(performableOf(setConnectionShown).perform(await by('adam'), { connectionId: id, version, hidden: false, disabled: false, justInTime: false }, TEST_ORIGIN, true)).rejects.toMatchObject({ code: 'forbidden' })
    await performableOf(setConnectionShown).perform(await by('olivia'), { connectionId: id, version, hidden: false, disabled: false, justInTime: false }, TEST_ORIGIN, true)
    expect((await attempt(fresh())).sentence).toContain('just-in-time creation is off')
  })
})

describe('[T33] an invitation is taken through a provider', () => {
  const invite = async (email: string, name = 'olivia') => (await performableOf(inviteAdministrator).perform(await by(name), { email, givenName: 'Ida', familyName: 'Rhodes', role: 'auditor', places: [] }, TEST_ORIGIN, true)).administratorId
  /** @returns the token of the link that was mailed */
  const mailed = async (subject: string, email: string) => {
    expect(await comes(subject, email)).toBe(paths.checkMail)
    const letter = (await waitingLetters(email)).find(({ name }) => name === 'sso_link')
    if (letter?.name !== 'sso_link') throw new Error('no link was mailed')
    return letter.token
  }
  const follow = async (token: string) => {
    const values = new FormData()
    values.set('token', token)
    return led(linkSignIn({}, values))
  }

  it('by the link that reached the invited address: no password, active, linked, with the invited role', async () => {
    const email = fresh()
    const administratorId = await invite(email)
    const token = await mailed('i-1', email)
    expect(await person(email)).toMatchObject({ status: 'new' })
    expect(await follow(token)).toBe('/account')
    expect(await person(email)).toMatchObject({ status: 'active', givenName: 'Ida', roleGrants: [{ role: 'auditor', source: 'invitation' }], addresses: [{ verifiedAt: expect.any(Date) as Date }] })
    expect(await db().invitation.findFirstOrThrow({ where: { administratorId } })).toMatchObject({ acceptedAt: expect.any(Date) as Date })
    expect(await db().passwordCredential.count({ where: { administratorId } })).toBe(0)
    expect(await db().auditEvent.count({ where: { tenantId: tenant.id, affectedId: administratorId, action: { in: ['administrator.activated', 'sso_identity.linked'] } } })).toBe(2)
    expect(await comes('i-1', email)).toBe('/account')
  })

  it('[T47] and in no other way where the domain has to come through it: then the page of the invitation says so', async () => {
    const email = fresh()
    await invite(email)
    const { materialVersion } = await db().ssoConnection.findFirstOrThrow({ where: { id } })
    const proof = await db().ssoProof.create({ data: { tenantId: tenant.id, connectionId: id, materialVersion, administratorId: tenant.people.olivia!.id, sessionId: randomUUID(), at: new Date() } })
    await pool().query("UPDATE sso_connection SET required_proof_id = $1, required_since = castellan_now(), required_until = castellan_now() + interval '10 minutes', required_by_id = $2 WHERE id = $3", [proof.id, tenant.people.olivia!.id, id])
    await expect(acceptInvitation({ token: await invitationToken(email), password: 'a long enough phrase 7 gulls' }, TEST_ORIGIN, null)).rejects.toMatchObject({ failure: { reason: 'sso_required' } })
    expect(await person(email)).toMatchObject({ status: 'new' })
    expect(await follow(await mailed('i-9', email))).toBe('/account')
  })

  it('not once it was withdrawn, has expired, or whoever sent it could not give that any more', async () => {
    const [withdrawn, expired, orphaned] = [fresh(), fresh(), fresh()]
    const first = await invite(withdrawn)
    const toWithdrawn = await mailed('i-2', withdrawn)
    await performableOf(revokeInvitation).perform(await by('olivia'), { administratorId: first }, TEST_ORIGIN, true)
    expect(await follow(toWithdrawn)).toContain('link_unusable')
    const second = await invite(expired)
    const toExpired = await mailed('i-3', expired)
    await db().invitation.updateMany({ where: { administratorId: second }, data: { createdAt: new Date(Date.now() - 7_200_000), expiresAt: new Date(Date.now() - 3_600_000) } })
    expect(await follow(toExpired)).toContain('expired or was withdrawn')
    expect(await person(expired)).toMatchObject({ status: 'new' })
    const third = await invite(orphaned, 'sam')
    const toOrphaned = await mailed('i-4', orphaned)
    await db().administrator.update({ where: { tenantId_id: { tenantId: tenant.id, id: tenant.people.sam!.id } }, data: { status: 'inactive' } })
    expect(await follow(toOrphaned)).toContain('inviter')
    expect([await db().invitation.findFirstOrThrow({ where: { administratorId: third } }), await db().ssoIdentity.count({ where: { connectionId: id } })]).toMatchObject([{ acceptedAt: null }, 0])
    await db().administrator.update({ where: { tenantId_id: { tenantId: tenant.id, id: tenant.people.sam!.id } }, data: { status: 'active' } })
  })
})

describe('where the people of a domain sign in', () => {
  it('is said by the domain alone: bound, by an enabled connection, in this tenant', async () => {
    const { name } = await db().ssoConnection.findFirstOrThrow({ where: { id } })
    for (const key of [`nobody@${DOMAIN}`, `grace@${DOMAIN}`]) expect([key, await findHomeRealm(tenant.id, key)]).toEqual([key, { id, name, required: false }])
    await bind('wished.example', {})
    for (const key of ['a@elsewhere.example', `a@under.${DOMAIN}`, 'a@xn--cntoso-jof.example', 'a@wished.example', `a@${DOMAIN}.evil`]) expect([key, await findHomeRealm(tenant.id, key)]).toEqual([key, null])
    const saml = await plantSamlConnection({ tenantId: tenant.id, entityId: 'https://saml.example', signOnUrl: 'https://saml.example/sso', certificates: [] })
    await db().ssoConnectionDomain.create({ data: { tenantId: tenant.id, connectionId: saml.id, domain: 'saml.example', challenge: 'c'.repeat(43), addedAt: new Date(), provedAt: new Date() } })
    expect(await findHomeRealm(tenant.id, 'a@saml.example')).toMatchObject({ id: saml.id })
    expect(await findHomeRealm(randomUUID(), `a@${DOMAIN}`)).toBeNull()
    await db().ssoConnection.updateMany({ where: { id }, data: { disabled: true } })
    expect(await findHomeRealm(tenant.id, `a@${DOMAIN}`)).toBeNull()
  })
})
