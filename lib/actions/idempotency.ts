import 'server-only'
import { canonicalJson } from '@/lib/audit/canonical-json'
import { keyedHash } from '@/lib/crypto/seal'
import { Prisma, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'

const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** @throws AppError invalid_input for anything but a UUID or nothing */
export function parseKey(key: unknown): string | undefined {
  if (key === undefined || key === null) return undefined
  if (typeof key !== 'string' || !KEY.test(key)) throw new AppError('invalid_input', { fields: { form: 'The request key is not valid.' } })
  return key
}

interface Submission { scope: string; key: string; action: string; input: unknown }

/**
 * Claims a submission inside its transaction. A second one with the same key waits for the first, then gets its result;
 * a first that failed leaves nothing behind.
 * @returns null when this is the first, else what the first one answered
 * @throws AppError conflict when the key was used for something else
 */
export async function claimSubmission(tx: Tx, { scope, key, action, input }: Submission): Promise<{ result: unknown } | null> {
  // Keyed: an input may hold a password, and a bare hash of it could be guessed.
  const hash = keyedHash('submission', canonicalJson(plain(input)))
  const claimed = await tx.$executeRaw`
    INSERT INTO idempotency_key (scope, key, action, input_hash) VALUES (${scope}, ${key}::uuid, ${action}, ${hash}) ON CONFLICT DO NOTHING`
  if (claimed === 1) return null
  const first = await tx.idempotencyKey.findUnique({ where: { scope_key: { scope, key } } })
  if (!first || first.action !== action || !Buffer.from(first.inputHash).equals(hash)) throw new AppError('conflict', { sentence: 'This form was sent before with other contents. Reload the page and look before you send it again.' })
  return { result: first.result }
}

/** Keeps what was answered, for a second submission of the same key. */
export async function keepResult(tx: Tx, { scope, key }: Submission, result: unknown): Promise<void> {
  await tx.idempotencyKey.update({ where: { scope_key: { scope, key } }, data: { result: result === undefined ? Prisma.DbNull : (plain(result) as Prisma.InputJsonValue) } })
}

function plain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value))
}
