import 'server-only'
import { hashRaw } from '@node-rs/argon2'
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { currentKeyId, ringHash } from '@/lib/crypto/seal'
import { env } from '@/lib/env'
import { inHashQueue } from './hash-queue'

/** What is stored: a PHC string whose last part is the HMAC of the argon2id output, and the ring key it was made with. */
export interface StoredPassword {
  hash: string
  pepperKeyId: string
}

export interface Verdict {
  correct: boolean
  /** made at a lower cost or with an older key: store it anew */
  needsRehash: boolean
}

interface Cost { memoryKib: number; iterations: number; parallelism: number }

const MOST_BYTES = 1024
const SALT_BYTES = 16
const OUTPUT_BYTES = 32
const WRONG: Verdict = { correct: false, needsRehash: false }
const PHC = /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,4}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

const costNow = (): Cost => ({ memoryKib: env().HASH_MEMORY_KIB, iterations: env().HASH_ITERATIONS, parallelism: 1 })
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replaceAll('=', '')

/** NFC and nothing else: no trim, no case fold, no cut. @returns null for more than 1,024 bytes */
function bytesOf(password: string): Buffer | null {
  if (password.length > MOST_BYTES) return null
  const bytes = Buffer.from(password.normalize('NFC'), 'utf8')
  return bytes.length > MOST_BYTES ? null : bytes
}

// The pepper: argon2id's output goes through an HMAC under a key that is not in the database, so that a dump alone verifies nothing.
async function digest(bytes: Buffer, salt: Buffer, cost: Cost, keyId: string, address: string): Promise<Buffer> {
  // 2 is argon2id; the package declares its names as a const enum, which isolated modules cannot read.
  const options = { algorithm: 2, memoryCost: cost.memoryKib, timeCost: cost.iterations, parallelism: cost.parallelism, outputLen: OUTPUT_BYTES, salt }
  const raw = await inHashQueue(address, async () => hashRaw(bytes, options))
  return ringHash(keyId, 'password pepper', raw)
}

/**
 * Hashes a new password: argon2id at the configured cost, then HMAC with the current ring key. Call it outside transactions.
 * @param address whom the work is for (network address), so that nobody's burst starves others
 * @throws AppError `busy` when the queue is full, RangeError for more than 1,024 bytes (the policy stops far below)
 */
export async function hashPassword(password: string, address = ''): Promise<StoredPassword> {
  const bytes = bytesOf(password)
  if (!bytes) throw new RangeError('longer than any policy allows')
  const [cost, salt, pepperKeyId] = [costNow(), randomBytes(SALT_BYTES), currentKeyId()]
  const output = await digest(bytes, salt, cost, pepperKeyId, address)
  return { hash: `$argon2id$v=19$m=${cost.memoryKib},t=${cost.iterations},p=${cost.parallelism}$${base64(salt)}$${base64(output)}`, pepperKeyId }
}

/**
 * Compares in constant time. Without a credential the same work is done for nothing, so that an unknown person takes as long as a known one.
 * @throws AppError `busy` when the queue is full
 */
export async function verifyPassword(password: string, credential: StoredPassword | null, address = ''): Promise<Verdict> {
  const bytes = bytesOf(password)
  // A hash whose key was taken out of the ring verifies nothing any more: its owner resets it.
  const readable = env().ENCRYPTION_KEYS.some(({ id }) => id === credential?.pepperKeyId)
  const parsed = credential && readable ? PHC.exec(credential.hash) : null
  if (!bytes || !credential || !parsed) {
    await digest(bytes ?? Buffer.alloc(0), randomBytes(SALT_BYTES), costNow(), currentKeyId(), address)
    return WRONG
  }
  const [memoryKib, iterations, parallelism] = [Number(parsed[1]), Number(parsed[2]), Number(parsed[3])]
  const made = await digest(bytes, Buffer.from(parsed[4]!, 'base64'), { memoryKib, iterations, parallelism }, credential.pepperKeyId, address)
  const stored = Buffer.from(parsed[5]!, 'base64')
  const correct = stored.length === made.length && timingSafeEqual(stored, made)
  const now = costNow()
  return { correct, needsRehash: correct && (memoryKib < now.memoryKib || iterations < now.iterations || credential.pepperKeyId !== currentKeyId()) }
}
