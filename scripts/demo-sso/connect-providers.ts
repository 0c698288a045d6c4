/**
 * Connects the demo's console to the demo's own identity providers, as an administrator would on *Sign-in and SSO*; a connection that is
 * there keeps what was changed of it. Told what by the environment variable DEMO_SSO; makes the providers' keys when there are none yet.
 * Only the demo runs this. Says where SAML answers are posted.
 */
import { createPrivateKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { keyedHash, seal } from '@/lib/crypto/seal'
import { closeDatabase, type Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { readCertificate } from '@/lib/saml/certificates'
import { makeCertificate } from '@/lib/saml/make-certificate'
import { samlAddresses } from '@/lib/sso/saml-addresses'
import { makeServiceKey } from '@/lib/sso/service-key'
import { credentialContext } from '@/lib/sso/sealed-places'

interface Wanted {
  tenant: string
  keysFile: string
  openid: { id: string; name: string; issuer: string; clientId: string }
  saml: { id: string; name: string; entityId: string; signOnUrl: string; strongContext: string }
}
interface Keys { openid: { secret: string; key: object }; saml: { key: string; certificate: string } }
interface Place { tx: Tx; tenantId: string; now: Date }

const DECADE_MS = 10 * 365 * 86_400_000

const selfSigned = (pem: string, commonName: string, now: Date) => makeCertificate({ privateKey: createPrivateKey(pem), commonName, startsAt: now, expiresAt: new Date(now.getTime() + DECADE_MS) })

/** They outlive a restart, as a real provider's do. */
async function keysIn(file: string, now: Date): Promise<Keys> {
  if (!fs.existsSync(file)) {
    const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
    const pem = await makeServiceKey()
    const keys: Keys = {
      openid: { secret: `demo-${randomBytes(24).toString('base64url')}`, key: { ...signing, kid: randomBytes(8).toString('hex'), alg: 'ES256', use: 'sig' } },
      saml: { key: pem, certificate: selfSigned(pem, 'Demo identity provider', now) },
    }
    fs.writeFileSync(file, JSON.stringify(keys), { mode: 0o600 })
  }
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Keys
}

/** Adds the connection, or switches it on again; another port is another provider. @returns whether it is new */
async function connection({ tx, tenantId }: Place, id: string, identity: object, settings: object): Promise<boolean> {
  const key = { tenantId_id: { tenantId, id } }
  if ((await tx.ssoConnection.count({ where: { tenantId, id } })) > 0) {
    await tx.ssoConnection.update({ where: key, data: { ...identity, disabled: false } })
    return false
  }
  const last = await tx.ssoConnection.aggregate({ where: { tenantId }, _max: { position: true } })
  await tx.ssoConnection.create({ data: { tenantId, id, position: (last._max.position ?? -1) + 1, groupsClaim: 'groups', ...identity, ...settings } as never })
  return true
}

async function connectOpenid(place: Place, { id: connectionId, name, issuer, clientId }: Wanted['openid'], { secret }: Keys['openid']): Promise<void> {
  const { tx, tenantId, now } = place
  await connection(place, connectionId, { issuer }, {
    protocol: 'oidc', name, clientId, clientAuth: 'client_secret_basic', scopes: ['openid', 'profile', 'email'], emailClaim: 'email', givenNameClaim: 'given_name', familyNameClaim: 'family_name', trustedMfaValues: ['mfa'],
  })
  const of = { tenantId, connectionId, kind: 'client_secret' as const, stage: 'current' as const }
  const fingerprint = Buffer.from(keyedHash('sso secret', secret)).toString('hex')
  if ((await tx.ssoCredential.count({ where: { ...of, fingerprint } })) > 0) return
  await tx.ssoCredential.deleteMany({ where: of })
  const id = randomUUID()
  await tx.ssoCredential.create({ data: { ...of, id, sealed: seal(secret, credentialContext({ tenantId, connectionId, credentialId: id })), fingerprint, createdAt: now } })
}

const factsOf = (pem: string) => {
  const { fingerprint, startsAt, expiresAt } = readCertificate(pem)!
  return { publicPart: pem, fingerprint, startsAt, expiresAt }
}

async function connectSaml(place: Place, { id: connectionId, name, entityId, signOnUrl, strongContext }: Wanted['saml'], { certificate }: Keys['saml'], serviceKey: string): Promise<void> {
  const { tx, tenantId, now } = place
  const isNew = await connection(place, connectionId, { entityId, signOnUrl }, {
    protocol: 'saml', name, signOnBinding: 'redirect', subjectClaims: ['NameID'], emailClaim: 'mail', givenNameClaim: 'givenName', familyNameClaim: 'sn', trustedMfaValues: [strongContext],
  })
  if (!isNew) return
  await tx.ssoCredential.create({ data: { tenantId, connectionId, kind: 'provider_certificate', stage: 'current', ...factsOf(certificate), createdAt: now } })
  const id = randomUUID()
  await tx.ssoCredential.create({ data: { tenantId, id, connectionId, kind: 'service_key', stage: 'current', sealed: seal(serviceKey, credentialContext({ tenantId, connectionId, credentialId: id })), ...factsOf(selfSigned(serviceKey, 'Castellan', now)), createdAt: now } })
}

async function main(): Promise<void> {
  if (env().CASTELLAN_MODE !== 'demo') throw new Error('Identity providers of the demo are for the demo alone.')
  const { tenant, keysFile, openid, saml } = JSON.parse(process.env.DEMO_SSO ?? '') as Wanted
  const now = new Date(await transaction(readClock))
  // Keys take seconds to make on a busy machine, longer than a transaction may stay open: they are there before it begins.
  const [keys, serviceKey] = await Promise.all([keysIn(keysFile, now), makeServiceKey()])
  await transaction(async (tx) => {
    const { id: tenantId } = await tx.tenant.findUniqueOrThrow({ where: { slug: tenant }, select: { id: true } })
    await connectOpenid({ tx, tenantId, now }, openid, keys.openid)
    await connectSaml({ tx, tenantId, now }, saml, keys.saml, serviceKey)
  })
  process.stdout.write(`${samlAddresses(tenant, saml.id).acsUrl}\n`)
}

try {
  await main()
} finally {
  await closeDatabase()
}
