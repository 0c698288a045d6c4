import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { safeRedirect } from '@/lib/authn/safe-redirect'
import { findSession } from '@/lib/authn/session-facts'
import { keyedHash, seal } from '@/lib/crypto/seal'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { paths } from '@/lib/paths'
import { secondStepByCode, signIn } from '@/lib/sign-in/actions'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { codeOf, enrolledTotp } from '@/prisma/factories/enrolled-totp'
import { startOidcPeer, travel, type OidcPeer } from '@/prisma/factories/oidc-peer'
import { plantConnection } from '@/prisma/factories/plant-connection'
import { browser } from '@/prisma/factories/stand-in-browser'
import { statementsOf } from '@/prisma/factories/statements-of'
import * as trips from '@/prisma/factories/trip'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { workOff } from '@/prisma/factories/work-off'
import { linkSignIn, viewSignInLink } from './actions'
import type * as KnownIdentity from './known-identity'
import { credentialContext } from './sealed-places'

vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))
vi.hoisted(() => { vi.spyOn(console, 'warn').mockReturnValue(); vi.spyOn(console, 'info').mockReturnValue() })
vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

/** What happens while somebody who is known is held. */
const meanwhile = vi.hoisted((): { held?: (() => Promise<void>) | undefined } => ({}))
vi.mock('./known-identity', async (original) => {
  const real = await original<typeof KnownIdentity>()
  const holdIdentity: typeof real.holdIdentity = async (...of) => {
    const known = await real.holdIdentity(...of)
    const { held } = meanwhile
    meanwhile.held = undefined
    await held?.()
    return known
  }
  return { ...real, holdIdentity }
})

const ORIGIN = 'http://localhost:3000'
const KNOWN = { email: '', email_verified: true, given_name: 'Ada', family_name: 'Lovelace', groups: ['staff'] }
let tenant: DisposableTenant
let peer: OidcPeer
let id: string
let count = 0

const form = (values: Record<string, string>) => Object.entries(values).reduce((made, [name, value]) => (made.set(name, value), made), new FormData())
const place = (connectionId = id) => ({ slug: tenant.slug, connectionId })
const depart = async (next = '') => trips.depart(place(), next)
const arrive = async (url: URL | string, connection?: string) => trips.arrive(place(connection), url)
/** There and back. @returns where it ends here */
const trip = async (next = '') => trips.roundTrip(place(), peer.issuer, next)
const led = async (work: Promise<unknown>) => work.then((state) => JSON.stringify(state), (error: Error & { digest?: string }) => /^NEXT_REDIRECT;\w+;([^;]*)/.exec(error.digest ?? '')?.[1] ?? error.message)
const failed = (reason: string) => paths.signInFailed(tenant.slug, reason)
const sessions = async (name: string) => db().session.findMany({ where: { tenantId: tenant.id, administratorId: tenant.people[name]!.id, endedAt: null } })
const link = async (subject: string, name: string) => db().ssoIdentity.create({
  data: { tenantId: tenant.id, connectionId: id, issuer: peer.issuer, subject, administratorId: tenant.people[name]!.id, linkedBy: 'self', linkedAt: new Date(), vouchedMaterial: 2 },
})

async function connect(more: Partial<Parameters<typeof startOidcPeer>[0]> = {}): Promise<void> {
  const name = randomUUID().slice(0, 8)
  ;({ id } = await plantConnection({ tenantId: tenant.id, name, issuer: 'https://is.not.known.yet.example' }))
  peer = await startOidcPeer({ redirectUris: [ORIGIN + paths.api.ssoCallback(tenant.slug, id)], ...more })
  await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { issuer: peer.issuer } })
}

beforeAll(async () => {
  tenant = await disposableTenant()
})
afterAll(closeDatabase)
beforeEach(() => {
  Object.assign(browser, { cookie: undefined, step: undefined, others: {}, address: `198.51.100.${(count += 1)}` })
})
afterEach(async () => {
  await peer.stop()
  await db().secondFactor.deleteMany({ where: { tenantId: tenant.id } })
  await pool().query('DELETE FROM rate_bucket')
})

describe('signing in with a certified OpenID provider', () => {
  it('a known person gets a session that knows its connection, and is led to where they wanted to go', async () => {
    await connect()
    await link('a-1', 'adam')
    peer.signsIn('a-1', { ...KNOWN, email: tenant.people.adam!.email })
    expect(await trip('/administrators')).toBe('/administrators')
    const [session] = await sessions('adam')
    expect(session).toMatchObject({ ssoConnectionId: id, factorUsedAt: null, freshFactorAt: null })
    // Which way it was is remembered, and nothing about whom.
    expect(browser.others['castellan-way']).toBe(`sso.${id}`)
    expect(await findSession(browser.cookie!, { touch: false })).toMatchObject({ person: { email: tenant.people.adam!.email } })
    expect(await db().ssoIdentity.findFirst({ where: { connectionId: id } })).toMatchObject({ shownEmail: tenant.people.adam!.email, lastUsedAt: expect.any(Date) as Date })
    // Query, nonce, state and PKCE are all there, and of the trip nothing is left to use.
    const url = new URL(await depart())
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', scope: 'openid profile email', redirect_uri: ORIGIN + paths.api.ssoCallback(tenant.slug, id) })
    expect([url.searchParams.get('state')!.length, url.searchParams.get('nonce')!.length, url.searchParams.get('code_challenge')!.length]).toEqual([43, 43, 43])
  })

  it('asks the database once beyond what every sign-in asks', async () => {
    await connect()
    await link('a-1', 'adam')
    peer.signsIn('a-1', { ...KNOWN, email: tenant.people.adam!.email })
    const back = await travel(await depart(), peer.issuer)
    expect(await statementsOf(async () => arrive(back))).toEqual({ all: 6, own: ['sso-take-trip'] })
  })

  it('[T39] whoever takes a link away waits for whom it is letting in, and finds their session', async () => {
    await connect()
    const { id: identityId } = await link('l-1', 'april')
    peer.signsIn('l-1', { ...KNOWN, email: tenant.people.april!.email })
    const unlinking = await pool().connect()
    const { rows: [mine] } = await unlinking.query<{ pid: number }>("SELECT pg_backend_pid() AS pid, set_config('lock_timeout', '0', false), set_config('statement_timeout', '0', false)")
    let left: Promise<unknown[]> | undefined
    let gone = false
    const waits = async () => (await pool().query("SELECT FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'", [mine!.pid])).rowCount === 1
    meanwhile.held = async () => {
      left = unlinking.query('DELETE FROM sso_identity WHERE id = $1', [identityId]).then(async () => ((gone = true), sessions('april')))
      while (!gone && !(await waits())) await setImmediate()
    }
    expect(await trip()).toBe('/')
    expect(await left).toHaveLength(1)
    unlinking.release(true)
    // Nobody is known by it any more.
    expect(await trip()).toBe('/check-mail')
  })

  it('with a private key of ours, ID tokens by RS256 and claims only where they are asked for', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const kid = 'ours'
    await connect({ clientAuth: 'private_key_jwt', clientKey: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }, algorithm: 'RS256', inIdToken: false })
    const credentialId = randomUUID()
    const secret = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid })
    await db().ssoCredential.create({ data: { tenantId: tenant.id, id: credentialId, connectionId: id, kind: 'client_key', stage: 'current', sealed: seal(secret, credentialContext({ tenantId: tenant.id, connectionId: id, credentialId })), publicPart: '{}', fingerprint: Buffer.from(keyedHash('t', secret)).toString('hex'), createdAt: new Date() } })
    await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { clientAuth: 'private_key_jwt' } })
    await link('a-2', 'audrey')
    peer.signsIn('a-2', { ...KNOWN, email: tenant.people.audrey!.email })
    expect(await trip()).toBe('/')
    expect(peer.asked).toContain('GET /me')
    expect(await db().ssoIdentity.findFirst({ where: { connectionId: id } })).toMatchObject({ shownEmail: tenant.people.audrey!.email })
  })

  it('a provider that changes its keys between two sign-ins is asked for them again', async () => {
    await connect({ clientAuth: 'client_secret_post' })
    await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { clientAuth: 'client_secret_post' } })
    await link('b-1', 'bea')
    peer.signsIn('b-1', { ...KNOWN, email: tenant.people.bea!.email })
    expect(await trip()).toBe('/')
    const times = () => peer.asked.filter((asked) => asked === 'GET /jwks').length
    expect(await trip()).toBe('/')
    expect(times()).toBe(1)
    peer.rotateKeys()
    expect(await trip()).toBe('/')
    expect(times()).toBe(2)
  })

  it('[T18] where a factor is enrolled it is still owed, unless the connection vouches for one in words that were agreed on', async () => {
    await connect()
    await link('o-1', 'oscar')
    const { factorId, secret } = await enrolledTotp({ tenantId: tenant.id, administratorId: tenant.people.oscar!.id })
    peer.signsIn('o-1', { ...KNOWN, email: tenant.people.oscar!.email, amr: ['pwd', 'mfa'] })
    expect(await trip('/audit')).toBe('/second-step')
    expect([await sessions('oscar'), browser.cookie]).toEqual([[], undefined])
    expect(await led(secondStepByCode({}, form({ factorId, code: await codeOf(secret) })))).toBe('/audit')
    expect(await sessions('oscar')).toMatchObject([{ ssoConnectionId: id, factorUsedKind: 'totp' }])
    await db().session.updateMany({ where: { tenantId: tenant.id, endedAt: null }, data: { endedAt: new Date(), endReason: 'revoked' } })
    await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { trustedMfaValues: ['mfa'] } })
    expect(await trip('/audit')).toBe('/audit')
    // It stands for the second step of signing in, and for no fresh proof of who is there.
    expect(await sessions('oscar')).toMatchObject([{ ssoConnectionId: id, factorUsedKind: 'sso', freshFactorAt: null }])
    peer.signsIn('o-1', { ...KNOWN, email: tenant.people.oscar!.email, amr: ['pwd'] })
    expect(await trip('/audit')).toBe('/second-step')
  })
})

describe('whom the connection does not know', () => {
  it('[T39] nobody becomes somebody by an address: a link goes to the mailbox, and counts once, in the browser that waits', async () => {
    await connect()
    const { email, id: administratorId } = tenant.people.max!
    peer.signsIn('m-1', { ...KNOWN, email })
    expect(await trip('/workspaces')).toBe(paths.checkMail)
    expect([browser.cookie, await sessions('max'), await db().ssoIdentity.count({ where: { connectionId: id } })]).toEqual([undefined, [], 0])
    const [letter] = await waitingLetters(email)
    if (letter?.name !== 'sso_link') throw new Error('no link was mailed')
    const mine = browser.others
    browser.others = {}
    expect(await viewSignInLink({}, form({ token: letter.token }))).toMatchObject({ failure: { code: 'link_unusable' } })
    expect(await led(linkSignIn({}, form({ token: letter.token })))).toContain('link_unusable')
    browser.others = { ...mine, 'castellan-sso-link': 'x'.repeat(43) }
    expect(await led(linkSignIn({}, form({ token: letter.token })))).toContain('link_unusable')
    browser.others = mine
    expect(await viewSignInLink({}, form({ token: letter.token }))).toMatchObject({ data: { shownEmail: email } })
    const both = await Promise.all([1, 2].map(async () => {
      browser.others = { ...mine }
      return led(linkSignIn({}, form({ token: letter.token })))
    }))
    expect(both.toSorted()[0]).toBe('/workspaces')
    expect(both.toSorted()[1]).toContain('link_unusable')
    expect(await db().ssoIdentity.findMany({ where: { connectionId: id } })).toMatchObject([{ administratorId, subject: 'm-1', linkedBy: 'mail' }])
    expect(await db().auditEvent.count({ where: { tenantId: tenant.id, action: 'sso_identity.linked', affectedId: administratorId } })).toBe(1)
    expect(await trip()).toBe('/')
    // The same address under another subject is somebody else.
    peer.signsIn('m-2', { ...KNOWN, email })
    expect(await trip()).toBe(paths.checkMail)
  })

  it('[T39] an enrolled factor is asked before the link is made, whatever the provider vouches for', async () => {
    await connect()
    await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { trustedMfaValues: ['mfa'] } })
    const { email, id: administratorId } = tenant.people.olivia!
    const { factorId, secret } = await enrolledTotp({ tenantId: tenant.id, administratorId })
    peer.signsIn('o-9', { ...KNOWN, email, amr: ['mfa'] })
    expect(await trip('/audit')).toBe(paths.checkMail)
    const [letter] = await waitingLetters(email)
    if (letter?.name !== 'sso_link') throw new Error('no link was mailed')
    expect(await led(linkSignIn({}, form({ token: letter.token })))).toBe('/second-step')
    expect(await db().ssoIdentity.count({ where: { connectionId: id } })).toBe(0)
    const code = await codeOf(secret)
    expect(await led(secondStepByCode({}, form({ factorId, code })))).toBe('/audit')
    expect(await db().ssoIdentity.findMany({ where: { connectionId: id } })).toMatchObject([{ administratorId, subject: 'o-9' }])
    // Linked, the provider's word suffices for signing in.
    expect(await trip()).toBe('/')
    expect((await sessions('olivia')).at(-1)).toMatchObject({ ssoConnectionId: id })
  })

  it('[T40] a stranger is told the same as an administrator, and leaves no row anywhere', async () => {
    await connect()
    const tables = ['administrator', 'sso_identity', 'sso_pending_link', 'session', 'pending_sign_in', 'job', 'role_grant']
    const rows = async () => Promise.all(tables.map(async (table) => (await pool().query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)).rows[0]!.count))
    const before = await rows()
    for (const email of ['nobody@elsewhere.example', `stranger@${tenant.slug}.example`, tenant.people.ines?.email ?? 'x@y.example']) {
      Object.assign(browser, { others: {} })
      peer.signsIn('s-1', { ...KNOWN, email })
      expect(await trip()).toBe(paths.checkMail)
      expect(browser.others['castellan-sso-link']?.length).toBe(43)
    }
    expect(await rows()).toEqual(before)
  })

  it.each([
    ['says that the address is not verified', { email_verified: false }], ['says nothing of it', { email_verified: undefined }], ['says it as a text', { email_verified: 'true' }],
    ['gives no address', { email: undefined }], ['gives a full-width @', { email: 'adam＠acme.example' }], ['gives two addresses', { email: 'adam@acme.example,eve@evil.example' }],
  ])('[T39] a provider that %s links nobody', async (_what, more) => {
    await connect()
    peer.signsIn('v-1', { ...KNOWN, email: tenant.people.vera!.email, ...more })
    expect(await trip()).toBe(failed('no_address'))
    expect(await db().ssoPendingLink.count({ where: { connectionId: id } })).toBe(0)
  })
})

it('[T39] an address that only looks like somebody’s is not theirs: nobody is mailed to', async () => {
  await connect()
  const { email } = tenant.people.vera!
  for (const alike of [email.replace('vera', 'verа'), email.replace('vera', 'vеra'), email.replace('@', '.@'), email.replace('vera', 'vera+x'), email.replace(/e$/, 'е'), email.replace('.example', '.example.evil')]) {
    expect(alike).not.toBe(email)
    peer.signsIn('v-2', { ...KNOWN, email: alike })
    expect([alike, [paths.checkMail, failed('no_address')].includes(await trip())]).toEqual([alike, true])
  }
  expect([await db().ssoPendingLink.count({ where: { connectionId: id } }), (await waitingLetters(email)).filter(({ name }) => name === 'sso_link')]).toEqual([0, []])
})

describe('[T41] the way back', () => {
  it('belongs to one browser, one connection and one use', async () => {
    await connect()
    await link('a-1', 'carla')
    peer.signsIn('a-1', { ...KNOWN, email: tenant.people.carla!.email })
    const back = await travel(await depart(), peer.issuer)
    const mine = browser.others
    browser.others = {}
    expect(await arrive(back)).toBe(failed('over'))
    browser.others = { 'castellan-sso-trip': 'x'.repeat(43) }
    expect(await arrive(back)).toBe(failed('over'))
    browser.others = mine
    const other = await plantConnection({ tenantId: tenant.id, name: randomUUID().slice(0, 8), issuer: peer.issuer })
    expect(await arrive(back, other.id)).toBe(failed('over'))
    const forged = new URL(back)
    forged.searchParams.set('state', 'y'.repeat(43))
    expect(await arrive(forged)).toBe(failed('over'))
    const twice = new URL(back)
    twice.searchParams.append('state', 'y'.repeat(43))
    expect(await arrive(twice)).toBe(failed('over'))
    expect(await sessions('carla')).toEqual([])
    // Sixteen at once are one.
    const all = await Promise.all(Array.from({ length: 16 }, async () => arrive(back)))
    expect(all.filter((where) => where === '/')).toHaveLength(1)
    expect(await arrive(back)).toBe(failed('over'))
    expect(await sessions('carla')).toHaveLength(1)
  })

  it('takes the code of its own trip only: one from another trip of the same provider is worth nothing, however it was come by', async () => {
    await connect()
    await link('a-1', 'carla')
    peer.signsIn('a-1', { ...KNOWN, email: tenant.people.carla!.email })
    const before = (await sessions('carla')).length
    const [stolen, mine] = [await travel(await depart(), peer.issuer), await travel(await depart(), peer.issuer)]
    mine.searchParams.set('code', stolen.searchParams.get('code')!)
    expect(await arrive(mine)).toBe(failed('not_valid'))
    expect(await sessions('carla')).toHaveLength(before)
  })

  it('comes with the issuer that was asked, and not with another, none or two', async () => {
    await connect()
    await link('a-1', 'sam')
    peer.signsIn('a-1', { ...KNOWN, email: tenant.people.sam!.email })
    for (const iss of [['https://evil.example'], [], [peer.issuer, 'https://evil.example']]) {
      const back = await travel(await depart(), peer.issuer)
      back.searchParams.delete('iss')
      for (const value of iss) back.searchParams.append('iss', value)
      expect([iss, await arrive(back)]).toEqual([iss, failed('not_valid')])
    }
    expect(await sessions('sam')).toEqual([])
  })

  it('ends nowhere when the connection was changed or disabled in the meantime, or the person may not sign in', async () => {
    await connect()
    const where = { tenantId_id: { tenantId: tenant.id, id } }
    await link('a-1', 'vera')
    peer.signsIn('a-1', { ...KNOWN, email: tenant.people.vera!.email })
    let back = await travel(await depart(), peer.issuer)
    await db().ssoConnection.update({ where, data: { disabled: true } })
    expect(await arrive(back)).toBe(failed('over'))
    expect(await depart()).toBe(failed('unavailable'))
    await db().ssoConnection.update({ where, data: { disabled: false } })
    back = await travel(await depart(), peer.issuer)
    await db().ssoConnection.update({ where, data: { subjectClaims: ['tid', 'oid'] } })
    expect(await arrive(back)).toBe(failed('over'))
    await db().ssoConnection.update({ where, data: { subjectClaims: ['sub'] } })
    await db().administrator.update({ where: { tenantId_id: { tenantId: tenant.id, id: tenant.people.vera!.id } }, data: { status: 'inactive' } })
    expect(await trip()).toBe(failed('not_possible'))
    await db().administrator.update({ where: { tenantId_id: { tenantId: tenant.id, id: tenant.people.vera!.id } }, data: { status: 'active' } })
    expect(await trip()).toBe('/')
  })

  it('[T70] leads only to pages of ours', async () => {
    await connect()
    await link('a-1', 'vera')
    peer.signsIn('a-1', { ...KNOWN, email: tenant.people.vera!.email })
    for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example/', '/%09/evil.example/..//evil', 'javascript:alert(1)', 'data:text/html,x', '/..//evil.example', '@evil.example', '/\u0000//evil.example', 'https:evil.example', 'https://localhost:3000@evil.example', '/%2f%2fevil.example', '///evil.example', '\\\\evil.example']) expect([next, new URL(await trip(next), ORIGIN).origin]).toEqual([next, ORIGIN])
    // Nothing else is kept on the way either.
    const kept = await db().ssoRequest.findMany({ where: { connectionId: place().connectionId }, select: { next: true } })
    expect([kept.length > 10, kept.filter(({ next }) => next !== safeRedirect(next))]).toEqual([true, []])
  })

  it('[T47] a provider that is away is said to be so', async () => {
    await connect()
    await peer.stop()
    expect(await depart()).toBe(failed('unreachable'))
  })
})

describe('[T47] a domain that has to come through it', () => {
  it('takes no password, in the words of a wrong one, with a letter that says why; an account for the worst day is let in', async () => {
    await connect()
    const { email, id: administratorId } = tenant.people.adam!
    await link('a-1', 'adam')
    peer.signsIn('a-1', { ...KNOWN, email })
    await db().ssoConnectionDomain.create({ data: { tenantId: tenant.id, connectionId: id, domain: `${tenant.slug}.example`, challenge: 'c'.repeat(43), addedAt: new Date(), provedAt: new Date() } })
    const { materialVersion } = await db().ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId: tenant.id, id } } })
    const proof = await db().ssoProof.create({ data: { tenantId: tenant.id, connectionId: id, materialVersion, administratorId, sessionId: randomUUID(), at: new Date() } })
    const enter = async () => led(signIn({}, form({ tenant: tenant.slug, email, password: tenant.password })))
    expect(await enter()).toBe('/')
    await pool().query("UPDATE sso_connection SET required_proof_id = $1, required_since = castellan_now(), required_until = castellan_now() + interval '10 minutes', required_by_id = $2 WHERE id = $3", [proof.id, administratorId, id])
    const [tries, answers] = [[email, 'nobody-' + email].map((to) => async () => answers.push(await led(signIn({}, form({ tenant: tenant.slug, email: to, password: 'not the password at all' }))))), [] as unknown[]]
    const wrong = [await statementsOf(tries[0]!), await statementsOf(tries[1]!)]
    expect(await waitingLetters(email)).toEqual([])
    // The same answer after the same work, whether it was right, and whether there is anybody: a job tells later.
    expect([...wrong, await statementsOf(async () => answers.push(await enter()))]).toEqual([wrong[0], wrong[0], wrong[0]])
    expect(new Set(answers.map((answer) => String(answer).replaceAll('nobody-', ''))).size).toBe(1)
    expect([await waitingLetters(email), await workOff('sso_required_word')]).toEqual([[], 3])
    expect(await waitingLetters(email)).toMatchObject([{ name: 'sso_required' }])
    expect((await db().strangerFailure.findMany({ where: { tenantId: tenant.id, reason: { in: ['wrong_credentials', 'sso_required'] } } })).map(({ reason }) => reason), 'both are noted').toEqual(expect.arrayContaining(['sso_required', 'wrong_credentials']))
    expect(await trip()).toBe('/')
    await db().administrator.update({ where: { tenantId_id: { tenantId: tenant.id, id: administratorId } }, data: { breakGlassAt: new Date() } })
    expect(await enter()).toBe('/')
    await db().administrator.update({ where: { tenantId_id: { tenantId: tenant.id, id: administratorId } }, data: { breakGlassAt: null } })
    await pool().query("UPDATE sso_connection SET required_since = required_since - interval '11 minutes', required_until = required_until - interval '11 minutes' WHERE id = $1", [id])
    expect(await enter()).toBe('/')
  })
})
