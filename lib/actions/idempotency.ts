import 'server-only'
import { canonicalJson } from '@/lib/audit/canonical-json'
import { keyedHash, open, seal } from '@/lib/crypto/seal'
import { Prisma, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'

const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** @throws AppError invalid_input for anything but a UUID or nothing */
export function parseKey(key: unknown): string | undefined {
  if (key === undefined || key === null) return undefined
  if (typeof key !== 'string' || !KEY.test(key)) throw new AppError('invalid_input', { fields: { form: 'The request key is not valid.' } })
  return key
}

interface Submission {
  scope: string
  key: string
  action: string
  input: unknown
  /** what is answered is a secret, shown once: kept sealed */
  secret: boolean
}

/** What a kept secret is bound to. */
export const submissionContext = ({ scope, key }: Pick<Submission, 'scope' | 'key'>) => `submission|${scope}|${key}`

/**
 * Claims a submission inside its transaction. A second one with the same key waits for the first, then gets its result;
 * a first that failed leaves nothing behind.
 * @returns null when this is the first, else what the first one answered
 * @throws AppError conflict when the key was used for something else
 */
export async function claimSubmission(tx: Tx, submission: Submission): Promise<{ result: unknown } | null> {
  const { scope, key, action, input } = submission
  const claimed = await tx.$executeRaw`
    INSERT INTO idempotency_key (scope, key, action, input_hash) VALUES (${scope}, ${key}::uuid, ${action}, ${hashOf(input)}) ON CONFLICT DO NOTHING`
  return claimed === 1 ? null : findResult(tx, submission)
}

/**
 * @returns what the first submission of this key answered; null where there was none
 * @throws AppError conflict when the key was used for something else
 */
export async function findResult(tx: Pick<Tx, 'idempotencyKey'>, { scope, key, action, input, secret }: Submission): Promise<{ result: unknown } | null> {
  const first = await tx.idempotencyKey.findUnique({ where: { scope_key: { scope, key } } })
  if (!first) return null
  if (first.action !== action || !Buffer.from(first.inputHash).equals(hashOf(input))) throw new AppError('conflict', { sentence: 'This form was sent before with other contents. Reload the page and look before you send it again.' })
  return { result: secret ? JSON.parse(open((first.result as { sealed: string }).sealed, submissionContext({ scope, key }))) : first.result }
}

/** Keyed: an input may hold a password, and a bare hash of it could be guessed. */
const hashOf = (input: unknown) => keyedHash('submission', canonicalJson(plain(input)))

/** Keeps what was answered, for a second submission of the same key. */
export async function keepResult(tx: Tx, { scope, key, secret }: Submission, given: unknown): Promise<void> {
  const result = secret ? { sealed: seal(JSON.stringify(plain(given)), submissionContext({ scope, key })) } : given
  await tx.idempotencyKey.update({ where: { scope_key: { scope, key } }, data: { result: result === undefined ? Prisma.DbNull : (plain(result) as Prisma.InputJsonValue) } })
}

function plain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value))
}
