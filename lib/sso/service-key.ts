import 'server-only'
import { createPrivateKey, generateKeyPair, randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import type { Work } from '@/lib/actions/work'
import { seal } from '@/lib/crypto/seal'
import { readCertificate } from '@/lib/saml/certificates'
import { makeCertificate } from '@/lib/saml/make-certificate'
import { credentialContext } from './sealed-places'

const OUR_YEARS = 10
const DAY_MS = 86_400_000

/** A key pair of our own, made before anything is locked: it takes a while. 3072 bits are worth 128 (NIST SP 800-57). @returns its private half, PEM */
export async function makeServiceKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 3072 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
}

/** Stores a key of ours sealed, with a certificate of its own. @param key PEM, private @returns the certificate's SHA-256, in hex */
export async function storeServiceKey({ tx, tenantId, actor, now }: Work, connectionId: string, key: string, stage: 'current' | 'next'): Promise<string> {
  const credentialId = randomUUID()
  const [startsAt, expiresAt] = [new Date(now - DAY_MS), new Date(now + OUR_YEARS * 365 * DAY_MS)]
  const publicPart = makeCertificate({ privateKey: createPrivateKey(key), commonName: 'Castellan', startsAt, expiresAt })
  const { fingerprint } = readCertificate(publicPart)!
  await tx.ssoCredential.create({
    data: { tenantId, id: credentialId, connectionId, kind: 'service_key', stage, sealed: seal(key, credentialContext({ tenantId, connectionId, credentialId })), publicPart, fingerprint, startsAt, expiresAt, createdAt: new Date(now), createdById: actor.administratorId },
  })
  return fingerprint
}
