import 'server-only'
import { randomInt, randomUUID } from 'node:crypto'
import { keyedHash } from '@/lib/crypto/seal'
import { hashToken, newToken } from '@/lib/crypto/tokens'
import type { Tx } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'

/** How long a code that was mailed works. */
export const EMAIL_CODE_SECONDS = 300
/** Codes that may be tried against one that was mailed. */
const MOST_TRIES_MAILED = 5

const TOKEN = /^[A-Za-z0-9_-]{43}$/
const NONE = '00000000-0000-0000-0000-000000000000'

const hashOf = (tenantId: string, id: string, code: string) => keyedHash('email code', `${tenantId}:${id}:${code}`)

interface Made {
  id: string
  code: string
}

/**
 * A code for whoever asks at the sign-in page, whether anybody has the address or not.
 * @param account accountKey()
 * @returns the code to be mailed, and the token for the browser that asked; null where the tenant takes no codes by mail
 */
export async function makeFirstCode(tx: Tx, { tenantId, account }: { tenantId: string; account: Uint8Array<ArrayBuffer> }): Promise<(Made & { token: string }) | null> {
  const { token, hash } = newToken('email_code')
  const made = newCode()
  const rows = await tx.$executeRaw`/* prepared */
    INSERT INTO email_code (tenant_id, id, step, token_hash, account_key, code_hash, created_at, expires_at)
    SELECT ${tenantId}::uuid, ${made.id}::uuid, 'first', ${hash}::bytea, ${account}::bytea, ${hashOf(tenantId, made.id, made.code)}::bytea, now, now + make_interval(secs => ${EMAIL_CODE_SECONDS}::float8)
    FROM castellan_now() AS now WHERE takes_method(${tenantId}::uuid, 'email_code', 'first')`
  return rows === 1 ? { ...made, token } : null
}

/** The same for a sign-in that owes its second step. An earlier one of it stops working. @returns null where the tenant takes none, or the sign-in is over */
export async function makeSecondCode(tx: Tx, { tenantId, pendingId, account }: { tenantId: string; pendingId: string; account: Uint8Array<ArrayBuffer> }): Promise<Made | null> {
  const made = newCode()
  await tx.$executeRaw`DELETE FROM email_code WHERE tenant_id = ${tenantId}::uuid AND pending_id = ${pendingId}::uuid`
  const rows = await tx.$executeRaw`
    INSERT INTO email_code (tenant_id, id, step, pending_id, account_key, code_hash, created_at, expires_at)
    SELECT p.tenant_id, ${made.id}::uuid, 'second', p.id, ${account}::bytea, ${hashOf(tenantId, made.id, made.code)}::bytea, now, now + make_interval(secs => ${EMAIL_CODE_SECONDS}::float8)
    FROM castellan_now() AS now, pending_sign_in p
    WHERE p.tenant_id = ${tenantId}::uuid AND p.id = ${pendingId}::uuid AND p.first_factor = 'password' AND p.ended_at IS NULL AND p.expires_at > now AND takes_method(p.tenant_id, 'email_code', 'second')`
  return rows === 1 ? made : null
}

function newCode(): Made {
  return { id: randomUUID(), code: randomInt(1_000_000).toString().padStart(6, '0') }
}

/** Which code a try is counted against: the one that this browser asked for, or the newest of a pending sign-in. */
export type CodeOf = { token: string | undefined; account: Uint8Array<ArrayBuffer> } | { pendingId: string }

/**
 * Counts a try before anything is compared, in a transaction of its own: of any number at once five get as far as a comparison.
 * @returns the id of what to compare with; of nothing where there is none, or it was tried too often
 */
export async function countCodeTry(tenantId: string, of: CodeOf): Promise<string> {
  const [tokenHash, account, pendingId] = 'pendingId' in of ? [null, null, of.pendingId] : [hashToken('email_code', of.token !== undefined && TOKEN.test(of.token) ? of.token : ''), of.account, null]
  const rows = await transaction(async (tx) => tx.$queryRaw<{ id: string }[]>`/* prepared */
    UPDATE email_code SET tries = tries + 1
    WHERE tenant_id = ${tenantId}::uuid AND (token_hash = ${tokenHash}::bytea AND account_key = ${account}::bytea OR pending_id = ${pendingId}::uuid)
      AND tries < ${MOST_TRIES_MAILED}
    RETURNING id`)
  return rows[0]?.id ?? NONE
}

/** Uses a code that was counted, by one guarded update: once, while it has not run out. @returns whether it was the right one */
export async function takeCode(tx: Tx, { tenantId, id, code }: { tenantId: string; id: string; code: string }): Promise<boolean> {
  const taken = await tx.$executeRaw`/* prepared */
    UPDATE email_code SET used_at = castellan_now()
    WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid AND code_hash = ${hashOf(tenantId, id, code)}::bytea AND used_at IS NULL AND expires_at > castellan_now()`
  return taken === 1
}

/** @returns whether a code still works, so that none is mailed that does not */
export async function isCodeOpen(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ open: boolean }[]>`
    SELECT EXISTS (SELECT FROM email_code WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid AND used_at IS NULL AND expires_at > castellan_now() AND takes_method(tenant_id, 'email_code', step)) AS open`
  return row!.open
}
