import 'server-only'
import { createPrivateKey, createPublicKey, hkdfSync, sign, verify, type KeyObject } from 'node:crypto'
import { env } from '@/lib/env'

/** What stands before the 32 bytes of a private key in PKCS #8 (RFC 8410). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** An Ed25519 key (RFC 8032) derived from a key of the ring for one purpose. @throws Error when the key is not on the ring */
function signingKey(keyId: string, purpose: string): KeyObject {
  const key = env().ENCRYPTION_KEYS.find(({ id }) => id === keyId)?.key
  if (!key) throw new Error('signed with an unknown key')
  const seed = Buffer.from(hkdfSync('sha256', key, '', `castellan ${purpose}`, 32))
  return createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' })
}

/** Signs with the current key of the ring. */
export function signWithRing(purpose: string, text: string): { keyId: string; signature: Uint8Array<ArrayBuffer> } {
  const { id } = env().ENCRYPTION_KEYS[0]!
  return { keyId: id, signature: new Uint8Array(sign(null, Buffer.from(text, 'utf8'), signingKey(id, purpose))) }
}

/** @returns whether the signature is of this text under that key of the ring @throws Error when the key is not on the ring */
export function verifyWithRing(purpose: string, text: string, { keyId, signature }: { keyId: string; signature: Uint8Array }): boolean {
  return verify(null, Buffer.from(text, 'utf8'), createPublicKey(signingKey(keyId, purpose)), signature)
}

/** What a verifier outside needs, in PEM; it outlives the key's time on the ring. */
export function publicKeyOf(purpose: string, keyId: string): string {
  return createPublicKey(signingKey(keyId, purpose)).export({ format: 'pem', type: 'spki' }).toString()
}
