import 'server-only'
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { env } from '@/lib/env'

/**
 * Seals a secret at rest: AES-256-GCM, random 96-bit nonce, the context (tenant and row) and key id as additional data,
 * so a ciphertext moved to another row does not open. @returns `keyId.nonce.ciphertext.tag`
 */
export function seal(plain: string, context: string): string {
  const { id, key } = env().ENCRYPTION_KEYS[0]!
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`${context}|${id}`))
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return [id, ...[nonce, body, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.')
}

/** @throws Error when the key is not on the ring, the context differs, or a single bit was changed */
export function open(sealed: string, context: string): string {
  const [id, nonce, body, tag] = sealed.split('.')
  const key = env().ENCRYPTION_KEYS.find((entry) => entry.id === id)?.key
  if (!key || !nonce || body === undefined || !tag) throw new Error('sealed with an unknown key')
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 }).setAAD(Buffer.from(`${context}|${id}`))
  decipher.setAuthTag(Buffer.from(tag, 'base64url'))
  return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString('utf8')
}

/** The same secret under the first key of the ring. @throws Error as open() does */
export function reseal(sealed: string, context: string): string {
  return seal(open(sealed, context), context)
}

const subkeys = new Map<string, Buffer>()

function subkey(purpose: string): Buffer {
  let key = subkeys.get(purpose)
  if (!key) subkeys.set(purpose, (key = Buffer.from(hkdfSync('sha256', env().AUTH_SECRET, '', `castellan ${purpose}`, 32))))
  return key
}

/** HMAC-SHA-256 under a key derived from AUTH_SECRET for one purpose. */
export function keyedHash(purpose: string, text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHmac('sha256', subkey(purpose)).update(text).digest())
}

/** HMAC-SHA-256 under a key of the ring (the password "pepper"). @throws Error when the key is not on the ring */
export function ringHash(keyId: string, purpose: string, bytes: Uint8Array): Buffer {
  const key = env().ENCRYPTION_KEYS.find((entry) => entry.id === keyId)?.key
  if (!key) throw new Error('unknown key')
  return createHmac('sha256', Buffer.from(hkdfSync('sha256', key, '', `castellan ${purpose}`, 32))).update(bytes).digest()
}

/** The id of the key that new secrets are made with. */
export function currentKeyId(): string {
  return env().ENCRYPTION_KEYS[0]!.id
}

/** Every key of the ring, the current one first. */
export function ringKeyIds(): string[] {
  return env().ENCRYPTION_KEYS.map(({ id }) => id)
}
