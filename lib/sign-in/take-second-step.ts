import 'server-only'
import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { eventOf } from '@/lib/actions/work'
import { noteStranger } from '@/lib/audit/note-stranger'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import { completeSignIn, type SignedInSession } from '@/lib/authn/complete-sign-in'
import { addressKey } from '@/lib/authn/rate-limits'
import { accountKey } from '@/lib/authn/sign-in-attempts'
import { readClock, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { acceptFactor, type GivenFactor } from '@/lib/mfa/accept-factor'
import { reserveFactorTry } from '@/lib/mfa/factor-attempts'
import { connectionOfPending, finishElsewhere } from '@/lib/sso/open-link'
import { limitSignIns } from './limit-sign-ins'
import { consumePending, getPending, startOver, type PendingSignIn } from './pending-sign-in'

/** What somebody gave as their second factor, as it came. */
export type TypedFactor =
  | { kind: 'totp'; factorId: string; code: string }
  | { kind: 'recovery_code'; code: string }
  | { kind: 'passkey'; challengeId: string; response: AuthenticationResponseJSON }

interface SecondStep {
  /** of the pending sign-in's cookie, as this browser sent it */
  token: string | undefined
  given: TypedFactor
  origin: AuditOrigin
  /** the session this browser had before */
  replaces?: string | undefined
}

export interface SecondStepTaken {
  session: SignedInSession
  /** as it came with the address; to be judged before it is gone to */
  next: string
  /** the recovery code that takes the place of the one used: shown once */
  replacement: string | null
}

/** What is shown once a recovery code was used: the one that takes its place. */
export interface UsedCode {
  replacement: string
  goOnTo: string
}

/**
 * The second step of signing in. The pending sign-in is used up, the factor accepted and the session begun in one transaction, or
 * nothing of it; the password that was right must still stand.
 * @throws AppError signed_out with the reason `start_over` · wrong_code, in the same words whatever was wrong · too_many · busy
 */
export async function takeSecondStep({ token, given, origin, replaces }: SecondStep): Promise<SecondStepTaken> {
  await limitSignIns(origin)
  const pending = await getPending(token)
  try {
    return await accept(pending, await count(pending, given, origin), origin, replaces)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'wrong_code') await note(pending, origin)
    // Whoever was deactivated, or whose password was changed meanwhile, begins anew, as everybody whose time is over.
    throw error.code === 'wrong_credentials' || error.failure.reason === 'start_over' ? startOver(pending.tenantSlug) : error
  }
}

async function accept(pending: PendingSignIn, given: GivenFactor, origin: AuditOrigin, replaces: string | undefined): Promise<SecondStepTaken> {
  const { tenantId, administratorId, id, first, comparedHash, sso, next } = pending
  return transaction(async (tx) => {
    await consumePending(tx, pending)
    const accepted = await acceptFactor(tx, { tenantId, administratorId, given, now: await readClock(tx), bound: { purpose: 'second_step', id } })
    const ssoConnectionId = sso && (await connectionOfPending(tx, tenantId, sso))
    const behind = { ...(comparedHash === null ? {} : { proof: { comparedHash } }), ...(ssoConnectionId ? { ssoConnectionId } : {}) }
    const session = await completeSignIn(tx, { tenantId, administratorId, origin, first, ...behind, factor: accepted.kind, replaces })
    if (!session) throw new Error('a factor was accepted and is still owed')
    const linked = sso && ssoConnectionId ? await finishElsewhere(tx, { tenantId, pendingId: id, sso, connectionId: ssoConnectionId, session, origin }) : []
    await recordAudit(tx, [...linked, ...accepted.entries.map((entry) => eventOf(session.facts.actor, origin, 'session.started', entry)), session.event])
    return { session, next, replacement: accepted.replacement }
  })
}

/** Codes are counted before they are compared; nobody guesses the signature of a passkey. */
async function count({ tenantId, administratorId, id: pendingId }: PendingSignIn, given: TypedFactor, origin: AuditOrigin): Promise<GivenFactor> {
  if (given.kind === 'passkey') return given
  return { ...given, counted: await reserveFactorTry({ tenantId, administratorId, factorId: given.kind === 'totp' ? given.factorId : null, pendingId, origin }) }
}

async function note({ tenantId, emailKey }: PendingSignIn, { address }: AuditOrigin): Promise<void> {
  await noteStranger({ tenantId, action: 'session.refused', address: addressKey(address), account: accountKey(tenantId, emailKey), reason: 'wrong_code' })
}
