import 'server-only'
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import type { Work } from '@/lib/actions/work'
import { keyedHash, seal } from '@/lib/crypto/seal'
import { credentialContext } from './sealed-places'

interface ClientCredential {
  connectionId: string
  kind: 'client_secret' | 'client_key'
  stage: 'current' | 'next'
  /** of a key of our own nothing: it is made here */
  secret: string
  /** the day it ends, as YYYY-MM-DD; empty: never */
  ends: string
}

/** Tells a secret from another one, and nobody what it is. */
export const fingerprintOf = (secret: string): string => Buffer.from(keyedHash('sso secret', secret)).toString('hex')

/** @returns the day as it is stored; null: never */
export const endOf = (ends: string): Date | null => (ends === '' ? null : new Date(`${ends}T00:00:00Z`))

/** Stores a secret, or a new key of our own, sealed. */
export async function storeClientCredential({ tx, tenantId, actor, now }: Work, { connectionId, kind, stage, secret, ends }: ClientCredential): Promise<void> {
  const made = kind === 'client_key' ? newKey() : { plain: secret, publicPart: null }
  const [of, id] = [{ tenantId, connectionId }, randomUUID()]
  await tx.ssoCredential.create({
    data: {
      ...of, id, kind, stage, sealed: seal(made.plain, credentialContext({ ...of, credentialId: id })), publicPart: made.publicPart, fingerprint: fingerprintOf(made.plain),
      expiresAt: kind === 'client_secret' ? endOf(ends) : null, createdAt: new Date(now), createdById: actor.administratorId,
    },
  })
}

/** A key pair of our own (P-256): the private half never leaves the server. */
function newKey(): { plain: string; publicPart: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const kid = randomBytes(12).toString('base64url')
  return { plain: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid }), publicPart: JSON.stringify({ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' }) }
}
