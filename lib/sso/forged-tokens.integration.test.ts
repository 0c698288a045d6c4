import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { paths } from '@/lib/paths'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { es256, es384, hs256, startForgingPeer, type Forged, type ForgingPeer } from '@/prisma/factories/forging-peer'
import { plantConnection } from '@/prisma/factories/plant-connection'
import { moveClock } from '@/prisma/factories/test-clock'
import { beginTrip } from './begin-trip'
import { SsoFailure } from './sso-failure'
import { takeAnswer, type Arrival } from './take-answer'

let tenant: DisposableTenant
let peer: ForgingPeer
let id: string
beforeAll(async () => {
  tenant = await disposableTenant()
})
afterAll(closeDatabase)
beforeEach(async () => {
  peer = await startForgingPeer()
  ;({ id } = await plantConnection({ tenantId: tenant.id, name: peer.issuer, issuer: peer.issuer }))
})
afterEach(async () => {
  await moveClock(0)
  await peer.stop()
})

/** There with the ID token of the test's making. @returns what comes back */
async function setOut(forge: (right: Forged) => Forged): Promise<Parameters<typeof takeAnswer>[0]> {
  peer.forge(forge)
  const place = { tenantSlug: tenant.slug, connectionId: id }
  const { url, browserToken } = await beginTrip({ ...place, purpose: 'sign_in', traveller: null, next: '', browserToken: undefined })
  const sent = new URL(url).searchParams
  peer.nonce(sent.get('nonce')!)
  return { ...place, query: new URLSearchParams({ code: 'c', state: sent.get('state')! }), browserToken }
}

const why = (error: unknown) => (error instanceof SsoFailure ? error.reason : String(error))
/** There and back. @returns what was believed, or why nothing was */
const answered = async (forge: (right: Forged) => Forged): Promise<Arrival['asserted'] | string> => setOut(forge).then(async (back) => (await takeAnswer(back)).asserted).catch(why)

const seconds = () => Math.floor(Date.now() / 1000)
const claiming = (claims: Record<string, unknown>) => (right: Forged): Forged => ({ ...right, claims: { ...right.claims, ...claims } })
const heading = (header: Record<string, unknown>, sign?: Forged['sign']) => (right: Forged): Forged => ({ ...right, header: { ...right.header, ...header }, sign: sign ?? right.sign })

describe('ID tokens', () => {
  it('are believed when all of it is right, with a little patience for clocks', async () => {
    expect(await answered((right) => right)).toMatchObject({ issuer: peer.issuer, subject: 'victim', emailKey: 'victim@acme.example', vouchedBy: [] })
    expect(await answered(claiming({ aud: ['castellan'] }))).toMatchObject({ subject: 'victim' })
    expect(await answered(claiming({ exp: seconds() - 10 }))).toMatchObject({ subject: 'victim' })
  })

  it('say alone whom they are about and with which factor; an address that only userinfo says is verified by what it says there', async () => {
    await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { trustedMfaValues: ['mfa'] } })
    peer.says({ userinfo_endpoint: `${peer.issuer}/userinfo` })
    peer.tells({ sub: 'victim', email: 'victim@acme.example', email_verified: true, given_name: 'Ada', amr: ['mfa'], acr: 'mfa' })
    expect(await answered(claiming({ email: undefined, email_verified: undefined }))).toMatchObject({ subject: 'victim', emailKey: 'victim@acme.example', givenName: 'Ada', vouchedBy: [] })
    expect(await answered(claiming({ email: undefined, amr: ['mfa'] }))).toMatchObject({ emailKey: 'victim@acme.example', vouchedBy: ['mfa'] })
    for (const email_verified of [false, undefined]) {
      peer.tells({ sub: 'victim', email: 'other@acme.example', email_verified })
      expect(await answered(claiming({ email: undefined }))).toMatchObject({ emailKey: null, shownEmail: 'other@acme.example' })
    }
    peer.tells({ sub: 'somebody else', email: 'victim@acme.example', email_verified: true })
    expect(await answered(claiming({ email: undefined }))).toBe('not_valid')
  })

  it('[T42] are refused without a signature, with one by a shared secret, or by a key that is not the provider’s', async () => {
    expect(await answered(heading({ alg: 'none' }, () => ''))).toBe('not_valid')
    expect(await answered(heading({ alg: 'none' }))).toBe('not_valid')
    expect(await answered(heading({}, () => ''))).toBe('not_valid')
    // The published key taken as a secret, and the client's own secret.
    expect(await answered(heading({ alg: 'HS256' }, hs256(peer.publicPem)))).toBe('not_valid')
    expect(await answered(heading({ alg: 'HS256' }, hs256('a-secret-of-the-tests')))).toBe('not_valid')
    expect(await answered(heading({}, es256(peer.foreign.key)))).toBe('not_valid')
    expect(await answered(heading({ kid: 'unknown' }, es256(peer.foreign.key)))).toBe('not_valid')
  })

  it('[T42] bring no key of their own: jwk, jku, x5u and x5c say nothing', async () => {
    const forged = es256(peer.foreign.key)
    for (const header of [{ jwk: peer.foreign.jwk }, { jku: `${peer.issuer}/evil-jwks`, kid: 'evil' }, { x5u: `${peer.issuer}/evil-jwks` }, { x5c: ['AAAA'] }, { crit: ['exp'], exp: 1 }]) expect([header, await answered(heading(header, forged))]).toEqual([header, 'not_valid'])
  })

  it('[T42] are for us, now, and by exactly the issuer that was asked', async () => {
    for (const claims of [
      { aud: 'another' }, { aud: ['castellan', 'another'] }, { aud: ['castellan', 'another'], azp: 'another' }, { aud: undefined }, { exp: seconds() - 120 }, { exp: undefined }, { nbf: seconds() + 120 }, { iat: undefined },
      { iss: 'https://evil.example' }, { iss: `${peer.issuer}/` }, { iss: undefined },
    ]) expect([claims, await answered(claiming(claims))]).toEqual([claims, 'not_valid'])
  })

  it('[T42] are judged by the clock of the database, however wrong that of this process is', async () => {
    const issuedAt = (at: number) => claiming({ iat: at, exp: at + 300 })
    await moveClock(-3_600_000)
    expect(await answered(issuedAt(seconds() - 3600))).toMatchObject({ subject: 'victim' })
    await moveClock(3_600_000)
    expect(await answered(issuedAt(seconds()))).toBe('not_valid')
    expect(await answered(issuedAt(seconds() + 3600))).toMatchObject({ subject: 'victim' })
  })

  it('[T41] carry the nonce of this very trip', async () => {
    for (const nonce of ['another', undefined, '', null]) expect([nonce, await answered(claiming({ nonce }))]).toEqual([nonce, 'not_valid'])
  })

  it('[T41] are asked for once a trip, of any number of answers with its state, though the provider gives one for any code', async () => {
    const back = await setOut((right) => right)
    const all = await Promise.all(Array.from({ length: 16 }, async () => takeAnswer(back).then(({ asserted }) => asserted.subject, why)))
    expect(all.toSorted()).toEqual([...Array.from({ length: 15 }, () => 'over'), 'victim'])
    expect(await takeAnswer(back).catch(why)).toBe('over')
  })

  it('[T39] say who it is, or mean nobody; of Entra it is tenant and object', async () => {
    for (const sub of [undefined, '', 7, null]) expect([sub, await answered(claiming({ sub }))]).toEqual([sub, 'not_valid'])
    await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { subjectClaims: ['tid', 'oid'] } })
    expect(await answered(claiming({ tid: 't', oid: 'o' }))).toMatchObject({ subject: 't+o' })
    expect(await answered(claiming({ tid: 't' }))).toBe('not_valid')
  })
})

describe('what a provider says of itself', () => {
  it('[T41] must be exactly the issuer that was asked', async () => {
    peer.says({ issuer: 'https://evil.example' })
    expect(await answered((right) => right)).toBe('not_valid')
    peer.says({ issuer: `${peer.issuer}/` })
    expect(await answered((right) => right)).toBe('not_valid')
    // Also where its tokens say the same: the issuer is a name that is compared, not an address that leads to the same place.
    expect(await answered(claiming({ iss: `${peer.issuer}/` }))).toBe('not_valid')
  })

  it('[T42] cannot allow more than we do: only secrets offered means no sign-in', async () => {
    peer.says({ id_token_signing_alg_values_supported: ['HS256', 'none'] })
    expect(await answered(heading({ alg: 'HS256' }, hs256('a-secret-of-the-tests')))).toBe('not_valid')
    expect(await answered((right) => right)).toBe('not_valid')
  })

  it('[T42] cannot have another signature taken, however good it is', async () => {
    peer.says({ id_token_signing_alg_values_supported: ['ES384', 'ES256'] })
    expect(await answered(heading({ alg: 'ES384', kid: 'longer' }, es384(peer.longer)))).toBe('not_valid')
    expect(await answered((right) => right)).toMatchObject({ subject: 'victim' })
  })

  it('[T46] cannot send us elsewhere: neither its keys nor its token endpoint may lie in a private network', async () => {
    peer.says({ jwks_uri: 'https://169.254.169.254/keys' })
    expect(await answered((right) => right)).toBe('unreachable')
    await peer.stop()
    peer = await startForgingPeer()
    ;({ id } = await plantConnection({ tenantId: tenant.id, name: peer.issuer, issuer: peer.issuer }))
    peer.says({ token_endpoint: 'https://10.0.0.1/token' })
    expect(await answered((right) => right)).toBe('unreachable')
  })

  it('[T46] an issuer within a private network is not asked at all', async () => {
    ;({ id } = await plantConnection({ tenantId: tenant.id, name: 'inside', issuer: 'https://169.254.169.254/latest' }))
    expect(await answered((right) => right)).toBe('unreachable')
    expect(paths.api.ssoStart(tenant.slug, id)).toContain(id)
  })
})
