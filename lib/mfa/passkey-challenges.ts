import 'server-only'
import { randomBytes } from 'node:crypto'
import type { Tx } from '@/lib/db/client'

/** What a passkey is asked to sign for. */
export type PasskeyPurpose = 'enrol' | 'sign_in' | 'second_step' | 'step_up'

/** What a challenge counts for: who signs, and in which session, pending sign-in or sign-in page. */
export interface ChallengeFor {
  tenantId: string
  purpose: PasskeyPurpose
  /** null on the sign-in page, where nobody is known yet */
  administratorId: string | null
  /** the id of the session, the pending sign-in or the visit */
  boundTo: string | null
}

export interface Challenge {
  id: string
  challenge: Uint8Array<ArrayBuffer>
}

const LIFETIME_SECONDS = 300

/** Makes what a passkey is to sign: 32 random bytes, good once and for five minutes. @param now epoch milliseconds */
export async function makeChallenge(tx: Tx, { tenantId, purpose, administratorId, boundTo, now }: ChallengeFor & { now: number }): Promise<Challenge> {
  const challenge = new Uint8Array(randomBytes(32))
  const { id } = await tx.passkeyChallenge.create({
    data: { tenantId, purpose, administratorId, boundTo, challenge, createdAt: new Date(now), expiresAt: new Date(now + LIFETIME_SECONDS * 1000) },
    select: { id: true },
  })
  return { id, challenge }
}

/**
 * Takes a challenge: one guarded update, so that it is good for one answer, of the one it was made for.
 * @returns what had to be signed; null for one that was used, has run out or was made for something else
 */
export async function takeChallenge(tx: Tx, challengeId: string, { tenantId, purpose, administratorId, boundTo, now }: ChallengeFor & { now: number }): Promise<Uint8Array<ArrayBuffer> | null> {
  const rows = await tx.$queryRaw<{ challenge: Uint8Array<ArrayBuffer> }[]>`
    UPDATE passkey_challenge SET used_at = ${new Date(now)}
    WHERE tenant_id = ${tenantId}::uuid AND id = ${challengeId}::uuid AND purpose = ${purpose} AND administrator_id IS NOT DISTINCT FROM ${administratorId}::uuid
      AND bound_to IS NOT DISTINCT FROM ${boundTo}::uuid AND used_at IS NULL AND expires_at > ${new Date(now)}
    RETURNING challenge`
  return rows[0]?.challenge ?? null
}
