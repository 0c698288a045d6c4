import { generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { paths } from '@/lib/paths'
import { NOTHING_SEEN } from '@/prisma/factories/after-seeing'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { plantConnection } from '@/prisma/factories/plant-connection'
import { startSamlProvider, type SamlProvider } from '@/prisma/factories/saml-provider'
import { comeBack, departBySaml, follow, samlRoundTrip } from '@/prisma/factories/saml-trip'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { browser } from '@/prisma/factories/stand-in-browser'
import {
  addConnectionDomain, confirmConnectionDomain, createSamlConnection, dropPreviousServiceKey, dropStagedCertificates, dropStagedServiceKey, proveConnection, requireSso, stageCertificates, stageServiceKey, switchServiceKey,
} from './actions'
import { getConnection } from './connections-data'
import { samlMetadataOf } from './saml-metadata'
import { previewKeySwitch } from './state-key-switch'

vi.hoisted(() => { vi.spyOn(console, 'warn').mockReturnValue(); vi.spyOn(console, 'info').mockReturnValue() })
// Many keys, and none of it is about their length: saml-connections.integration.test.ts looks at that.
vi.mock('./service-key', async (original) => ({ ...(await original<object>()), makeServiceKey: () => Promise.resolve(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })) }))
vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

let tenant: DisposableTenant
let provider: SamlProvider
let id = ''
let count = 0

beforeAll(async () => {
  ;[tenant, provider] = await Promise.all([disposableTenant(), startSamlProvider()])
})
afterAll(async () => {
  await provider.stop()
  await closeDatabase()
})
beforeEach(async () => {
  Object.assign(browser, { cookie: undefined, step: undefined, others: {}, address: `203.0.113.${(count += 1)}` })
  await pool().query('DELETE FROM rate_bucket')
  provider.answers({})
  await enter('olivia')
  id = randomUUID()
  const settings = { name: `Fabrikam ${id.slice(0, 8)}`, entityId: provider.entityId, signOnUrl: provider.signOnUrl, signOnBinding: 'redirect' as const, certificates: provider.key().certificate, metadataUrl: '', signRequests: true, responseMustBeSigned: false }
  const added = await createSamlConnection({ connectionId: id, ...settings, emailClaim: 'mail', givenNameClaim: 'givenName', familyNameClaim: 'sn', groupsClaim: 'groups', trustedMfaValues: [] })
  if (!added.ok) throw new Error(JSON.stringify(added.error))
})

const place = () => ({ slug: tenant.slug, connectionId: id })
async function enter(name: string) {
  const { token, facts } = await signInAs(`${name}@${tenant.slug}.example`)
  browser.cookie = token
  return facts.actor
}
const row = async () => db().ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId: tenant.id, id } } })
const of = async () => ({ connectionId: id, version: (await row()).version })
const reader = async () => clear(await enter('olivia'), 'sign-in:read')
/** PEM of each of our certificates. */
async function ours() {
  const view = await getConnection(await reader(), id)
  const { current, next, previous } = view.protocol === 'saml' ? view.serviceKeys : (null as never)
  return { current: current.pem, next: next?.pem ?? null, previous: previous?.pem ?? null }
}
/** Our certificates as our metadata shows them, for signing and for encryption. */
async function published(): Promise<string[]> {
  const text = (await samlMetadataOf(tenant.slug, id))!
  const shown = (use: string) => [...text.matchAll(new RegExp(`<md:KeyDescriptor use="${use}">.*?<ds:X509Certificate>([^<]+)<`, 'g'))].map(([, bare]) => new X509Certificate(Buffer.from(bare!, 'base64')).fingerprint256)
  expect(shown('encryption')).toEqual(shown('signing'))
  return shown('signing')
}
const printOf = (pem: string | null) => new X509Certificate(pem!).fingerprint256
async function prove(withNext = false): Promise<string> {
  const begun = await proveConnection({ ...(await of()), withNext })
  if (!begun.ok) throw new Error(begun.error.code)
  return comeBack(place(), await follow(place(), begun.data.url))
}
/** Adam, who is linked, signs in; then it is olivia's turn again. @returns where he was led */
async function adamArrives(): Promise<string> {
  provider.signsIn({ nameId: 'adam-there', attributes: {} })
  Object.assign(browser, { cookie: undefined, others: {} })
  const to = await samlRoundTrip(place())
  await enter('olivia')
  return to
}
const linkAdam = async () => db().ssoIdentity.create({ data: { tenantId: tenant.id, connectionId: id, issuer: provider.entityId, subject: 'adam-there', administratorId: tenant.people.adam!.id, linkedBy: 'self', linkedAt: new Date(), vouchedMaterial: (await row()).materialVersion } })
/** @returns the domain that it is required of now */
async function require(): Promise<string> {
  const domain = `${randomUUID().slice(0, 8)}.example`
  for (const bind of [addConnectionDomain, confirmConnectionDomain]) await bind({ connectionId: id, domain })
  const looked = await requireSso({ ...(await of()), previewed: NOTHING_SEEN })
  const { previewed } = (looked as unknown as { error: { details: { preview: { previewed: string } } } }).error.details.preview
  expect(await requireSso({ ...(await of()), previewed })).toMatchObject({ ok: true })
  return domain
}
const lastEvent = async () => db().auditEvent.findFirstOrThrow({ where: { tenantId: tenant.id, targetId: id, outcome: 'done' }, orderBy: { sequence: 'desc' } })

describe('our own key', () => {
  it('rolls over: both are published, the new one is proved and put in use, the old one opens until it is dropped; nobody is asked anything', async () => {
    await linkAdam()
    const { current: old } = await ours()
    provider.signsIn({ nameId: 'olivia-there', attributes: {} })
    provider.answers({ requestsSignedBy: old, encryptFor: old })
    expect(await prove()).toBe(paths.connection(id))
    await require()
    const { materialVersion } = await row()

    expect(await stageServiceKey(await of())).toMatchObject({ ok: true })
    const { current, next: fresh } = await ours()
    expect([current === old, await published()]).toEqual([true, [printOf(old), printOf(fresh)]])
    expect(await lastEvent()).toMatchObject({ action: 'sso_connection.key_staged' })
    // A provider that read our metadata may encrypt for the new one already. Nothing is signed with it yet but what proves it.
    provider.answers({ requestsSignedBy: old, encryptFor: fresh! })
    expect(await adamArrives()).toBe('/')
    provider.answers({ requestsSignedBy: fresh!, encryptFor: fresh! })
    await expect(prove()).rejects.toThrow('the provider answers 400')
    provider.signsIn({ nameId: 'olivia-there', attributes: {} })
    expect(await prove(true)).toBe(paths.connection(id))

    const slow = await proveConnection({ ...(await of()), withNext: false })
    const session = browser.cookie
    const { previewed, ...stated } = (await previewKeySwitch(await reader(), id))!
    expect(stated).toMatchObject({ proved: true, people: 1, released: [] })
    expect(await switchServiceKey({ ...(await of()), previewed })).toMatchObject({ ok: true, data: { proved: true, released: false } })
    expect([await row(), await published(), await ours()]).toMatchObject([{ materialVersion, requiredSince: expect.any(Date) as Date }, [printOf(fresh)], { current: fresh, next: null, previous: old }])
    expect(await lastEvent()).toMatchObject({ action: 'sso_connection.key_replaced', after: { proved: true } })
    // Whoever was on the way to prove it set out with the key before.
    const proofs = await db().ssoProof.count({ where: { connectionId: id } })
    provider.answers({ encryptFor: old })
    browser.cookie = session
    expect(await comeBack(place(), await follow(place(), slow.ok ? slow.data.url : ''))).not.toBe(paths.connection(id))
    expect(await db().ssoProof.count({ where: { connectionId: id } })).toBe(proofs)
    for (const encryptFor of [old, fresh!]) {
      provider.answers({ requestsSignedBy: fresh!, encryptFor })
      expect(await adamArrives()).toBe('/')
    }

    expect(await dropPreviousServiceKey(await of())).toMatchObject({ ok: true })
    expect(await lastEvent()).toMatchObject({ action: 'sso_connection.key_dropped' })
    expect(await adamArrives()).toBe('/')
    provider.answers({ requestsSignedBy: fresh!, encryptFor: old })
    expect(await adamArrives()).toBe(paths.signInFailed(tenant.slug, 'not_valid'))
    expect(await ours()).toEqual({ current: fresh, next: null, previous: null })
  })

  it('[T54] [T47] is put in use as was shown: unproved, it is required no more and has to be proved again', async () => {
    provider.signsIn({ nameId: 'olivia-there', attributes: {} })
    await prove()
    const domain = await require()
    await stageServiceKey(await of())
    const shown = (await previewKeySwitch(await reader(), id))!
    expect(shown).toMatchObject({ proved: false, released: [domain] })
    await prove(true)
    const proved = (await previewKeySwitch(await reader(), id))!
    expect(await switchServiceKey({ ...(await of()), previewed: shown.previewed })).toMatchObject({ ok: false, error: { code: 'conflict', reason: 'preview_changed', details: { preview: { proved: true, released: [], previewed: proved.previewed } } } })
    expect((await ours()).previous).toBeNull()
    // A round trip counts for an hour, and for the key that was staged then.
    await pool().query(`UPDATE sso_request SET answered_at = answered_at - interval '61 minutes', created_at = created_at - interval '61 minutes' WHERE connection_id = $1 AND with_next`, [id])
    expect(await switchServiceKey({ ...(await of()), previewed: proved.previewed })).toMatchObject({ ok: false, error: { reason: 'preview_changed' } })
    // Whoever is on the way to sign in arrives.
    await linkAdam()
    const [{ materialVersion }, stale] = [await row(), await db().ssoIdentity.create({ data: { tenantId: tenant.id, connectionId: id, issuer: provider.entityId, subject: 'vera-there', administratorId: tenant.people.vera!.id, linkedBy: 'self', linkedAt: new Date(), vouchedMaterial: 0 } })]
    const unproved = (await previewKeySwitch(await reader(), id))!
    const underWay = await departBySaml(place())
    expect(await switchServiceKey({ ...(await of()), previewed: unproved.previewed })).toMatchObject({ ok: true, data: { proved: false, released: true } })
    const proofs = async () => db().ssoProof.count({ where: { connectionId: id, materialVersion: materialVersion + 1 } })
    expect([await row(), await proofs()]).toMatchObject([{ materialVersion: materialVersion + 1, requiredSince: null }, 0])
    provider.signsIn({ nameId: 'adam-there', attributes: {} })
    expect(await comeBack(place(), underWay)).toBe('/')
    expect(await adamArrives()).toBe('/')
    provider.signsIn({ nameId: 'olivia-there', attributes: {} })
    expect(await prove()).toBe(paths.connection(id))
    expect(await proofs()).toBe(1)
    // Who had to confirm anew before still has to.
    expect(await db().ssoIdentity.findFirst({ where: { id: stale.id } })).toMatchObject({ vouchedMaterial: 0 })
  })

  it('rolls over one step at a time, by whoever manages the connection, and only where there is one', async () => {
    const refused = async (work: Promise<unknown>) => { expect(await work).toMatchObject({ ok: false, error: { code: 'wrong_state' } }) }
    const switchIt = async () => switchServiceKey({ ...(await of()), previewed: (await previewKeySwitch(await reader(), id))?.previewed ?? NOTHING_SEEN })
    for (const act of [dropStagedServiceKey, dropPreviousServiceKey]) await refused(act(await of()))
    await refused(switchIt())
    expect(await previewKeySwitch(await reader(), id)).toBeNull()
    const certificates = provider.rollOver().certificate
    await stageCertificates({ ...(await of()), certificates })
    await refused(stageServiceKey(await of()))
    await dropStagedCertificates(await of())
    await stageServiceKey(await of())
    const { next } = await ours()
    await refused(stageCertificates({ ...(await of()), certificates }))
    // Staged anew, it is another one.
    await stageServiceKey(await of())
    expect((await ours()).next).not.toBe(next)
    expect(await dropStagedServiceKey(await of())).toMatchObject({ ok: true })
    await stageServiceKey(await of())
    expect(await stageServiceKey({ connectionId: id, version: 1 })).toMatchObject({ ok: false, error: { code: 'conflict' } })
    expect(await switchIt()).toMatchObject({ ok: true })
    expect(await stageServiceKey(await of())).toMatchObject({ ok: false, error: { code: 'wrong_state', reason: 'previous_kept' } })
    const { id: openId } = await plantConnection({ tenantId: tenant.id, name: randomUUID().slice(0, 8) })
    expect(await stageServiceKey({ connectionId: openId, version: 1 })).toMatchObject({ ok: false, error: { code: 'not_found' } })
    const mine = await of()
    await enter('adam')
    for (const act of [stageServiceKey, dropStagedServiceKey, dropPreviousServiceKey]) expect(await act(mine)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await switchServiceKey({ ...mine, previewed: NOTHING_SEEN })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  })
})
