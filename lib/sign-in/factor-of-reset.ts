import 'server-only'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import type { AuditOrigin } from '@/lib/audit/record'
import { unusableLink } from '@/lib/authn/explain-link'
import { peekLink, type Link } from '@/lib/authn/link-tokens'
import type { Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { acceptFactor, type AcceptedFactor, type GivenFactor } from '@/lib/mfa/accept-factor'
import { reserveFactorTry } from '@/lib/mfa/factor-attempts'
import { findFactorWays } from '@/lib/mfa/factor-ways'
import { askForPasskey, type Asked } from '@/lib/mfa/passkeys'
import { limitSignIns } from './limit-sign-ins'
import type { ResetValues } from './schema'

type Typed = Omit<ResetValues, 'token' | 'password'>

/** A reset's challenge is bound to its link, as a second step's is to its pending sign-in. */
const boundTo = ({ tenantId, administratorId, id }: Link) => ({ tenantId, administratorId, purpose: 'second_step', boundTo: id }) as const

/** What a browser is asked whose reset has to be confirmed with a passkey. @throws AppError link_unusable · too_many */
export async function askForReset(token: string, origin: AuditOrigin): Promise<Asked<PublicKeyCredentialRequestOptionsJSON>> {
  await limitSignIns(origin)
  const link = await peekLink('password_reset', token)
  if (!link) throw await unusableLink('password_reset', token)
  return transaction(async (tx) => askForPasskey(tx, { ...boundTo(link), now: await readClock(tx) }))
}

/**
 * Counts the code that came with a new password, as everywhere.
 * @returns null where nothing is enrolled that could be asked for
 * @throws AppError wrong_code, in the same words whatever is wrong; with the reason `factor_needed` where none came
 */
export async function countForReset({ tenantId, administratorId }: Link, { by, factorId, code, challengeId, answer }: Typed, origin: AuditOrigin): Promise<GivenFactor | null> {
  if (!(await findFactorWays(tenantId, administratorId))) return null
  if (by === 'passkey' && challengeId && answer) return { kind: 'passkey', challengeId, response: answer }
  if (by === 'app' && factorId && code !== undefined) return { kind: 'totp', factorId, code, counted: await reserveFactorTry({ tenantId, administratorId, factorId, origin }).catch(atField) }
  if (by === 'recovery-code' && code !== undefined) return { kind: 'recovery_code', code, counted: await reserveFactorTry({ tenantId, administratorId, factorId: null, origin }).catch(atField) }
  throw factorNeeded()
}

/** Accepts it in the transaction of the reset. @throws AppError wrong_code, also where a factor was enrolled since the page was drawn */
export async function acceptForReset(tx: Tx, link: Link, given: GivenFactor | null, now: number): Promise<Pick<AcceptedFactor, 'entries' | 'replacement'>> {
  const { tenantId, administratorId, id } = link
  if (given) return acceptFactor(tx, { tenantId, administratorId, given, now, bound: { purpose: 'second_step', id } }).catch(atField)
  if (await findFactorWays(tenantId, administratorId, tx)) throw factorNeeded()
  return { entries: [], replacement: null }
}

const factorNeeded = () => new AppError('wrong_code', { reason: 'factor_needed', sentence: 'You have a second factor: confirm the new password with it. Open the link again.' })

/** A wrong code is said where it was typed. */
function atField(error: unknown): never {
  if (error instanceof AppError && error.code === 'wrong_code') throw new AppError('wrong_code', { ...error.failure, fields: { code: error.failure.sentence } })
  throw error
}
