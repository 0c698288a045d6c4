import 'server-only'
import { randomBytes } from 'node:crypto'
import { currentKeyId, ringHash, ringKeyIds } from '@/lib/crypto/seal'
import type { Tx } from '@/lib/db/client'
import { TAKES_RECOVERY } from './factor-ways'

/** How many a person has. */
const RECOVERY_CODES = 10

/** Crockford's: without I, L, O and U, which are read as something else. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 24
const TYPED = /^[0-9A-HJKMNP-TV-Z]{24}$/

interface Whose {
  tenantId: string
  administratorId: string
  /** epoch milliseconds */
  now: number
}

/** @returns 120 random bits, in groups of four as they are shown and typed */
function newRecoveryCode(): string {
  // 32 divides 256, so every character is as likely as any other.
  const text = Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('')
  return text.match(/.{4}/g)!.join('-')
}

/** @returns the code as it is hashed: case, spaces, dashes and look-alikes do not matter; null for what is none */
function canonicalRecoveryCode(typed: unknown): string | null {
  if (typeof typed !== 'string' || typed.length > 100) return null
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return TYPED.test(code) ? code : null
}

const hashOf = (keyId: string, { tenantId, administratorId }: Pick<Whose, 'tenantId' | 'administratorId'>, code: string) =>
  new Uint8Array(ringHash(keyId, 'recovery code', Buffer.from(`${tenantId}:${administratorId}:${code}`, 'utf8')))

async function store(tx: Tx, { tenantId, administratorId, now }: Whose, count: number): Promise<string[]> {
  const keyId = currentKeyId()
  const codes = Array.from({ length: count }, newRecoveryCode)
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ tenantId, administratorId, keyId, createdAt: new Date(now), codeHash: hashOf(keyId, { tenantId, administratorId }, canonicalRecoveryCode(code)!) })),
  })
  return codes
}

/** A new set; the old one is gone. @returns the codes, which nobody can read ever again */
export async function makeRecoveryCodes(tx: Tx, whose: Whose): Promise<string[]> {
  await tx.recoveryCode.deleteMany({ where: { tenantId: whose.tenantId, administratorId: whose.administratorId } })
  return store(tx, whose, RECOVERY_CODES)
}

/**
 * Uses a recovery code: one guarded update, so that of any number at once one wins. It is dead from then on, and another takes its place.
 * @returns the code that takes its place, to be shown once; null for one that is wrong or was used
 */
export async function spendRecoveryCode(tx: Tx, whose: Whose, typed: unknown): Promise<string | null> {
  const { tenantId, administratorId, now } = whose
  const code = canonicalRecoveryCode(typed)
  if (code === null) return null
  const hashes = ringKeyIds().map((keyId) => hashOf(keyId, whose, code))
  const used = await tx.$executeRaw`
    UPDATE recovery_code r SET used_at = ${new Date(now)} FROM administrator a
    WHERE r.tenant_id = ${tenantId}::uuid AND r.administrator_id = ${administratorId}::uuid AND r.code_hash = ANY (${hashes}::bytea[]) AND r.used_at IS NULL
      AND a.tenant_id = r.tenant_id AND a.id = r.administrator_id AND ${TAKES_RECOVERY}`
  if (used !== 1) return null
  const [replacement] = await store(tx, whose, 1)
  return replacement!
}

/** @returns how many of a person's codes are left */
export async function countRecoveryCodes(tx: Pick<Tx, 'recoveryCode'>, { tenantId, administratorId }: Pick<Whose, 'tenantId' | 'administratorId'>): Promise<number> {
  return tx.recoveryCode.count({ where: { tenantId, administratorId, usedAt: null } })
}
