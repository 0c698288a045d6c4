import 'server-only'
import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { WorkEntry } from '@/lib/actions/work'
import { forgetFailures } from '@/lib/authn/sign-in-attempts'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import type { FactorTry } from './factor-attempts'
import { IS_ASKED } from './factor-ways'
import { takePasskey } from './passkeys'
import type { PasskeyPurpose } from './passkey-challenges'
import { spendRecoveryCode } from './recovery-codes'
import { tellFactorChange } from './tell-factors'
import { openTotpSecret, totpStepOf } from './totp'

/** A code with the try that was counted for it, or the answer of a passkey. */
export type GivenFactor =
  | { kind: 'totp'; factorId: string; code: string; counted: FactorTry }
  | { kind: 'recovery_code'; code: string; counted: FactorTry }
  | { kind: 'passkey'; challengeId: string; response: AuthenticationResponseJSON }

export interface Accepting {
  tenantId: string
  administratorId: string
  given: GivenFactor
  /** epoch milliseconds, read in this transaction */
  now: number
  /** what a passkey's challenge was made for: the session of a step-up, the pending sign-in of a second step */
  bound: { purpose: Extract<PasskeyPurpose, 'second_step' | 'step_up'>; id: string }
}

export interface AcceptedFactor {
  kind: GivenFactor['kind']
  /** null for a recovery code */
  factorId: string | null
  /** the recovery code that takes the place of the one used; to be shown once, nobody can read it again */
  replacement: string | null
  /** what came with it, to be recorded by whoever asked: a recovery code used, a blocked factor freed */
  entries: WorkEntry[]
}

/**
 * Accepts a second factor in the transaction of what it was asked for, by guarded updates: a time step, a recovery code and a challenge
 * count once, however many ask at the same time. Failures in a row are forgotten and what they blocked is free again.
 * @throws AppError wrong_code, undoing everything
 */
export async function acceptFactor(tx: Tx, accepting: Accepting): Promise<AcceptedFactor> {
  const { tenantId, administratorId, given, now } = accepting
  if (given.kind !== 'passkey' && (given.counted.administratorId !== administratorId || given.counted.attempt.tenantId !== tenantId)) throw new AppError('wrong_code')
  const accepted = await take(tx, accepting)
  if (given.kind !== 'passkey') await forgetFailures(tx, given.counted.attempt)
  const entries: WorkEntry[] = []
  if (given.kind === 'recovery_code') {
    entries.push({ action: 'recovery_code.used', target: { type: 'administrator', id: administratorId }, affectedId: administratorId })
    await tellFactorChange(tx, { tenantId, administratorId, now }, { what: 'code_used' })
  }
  for (const id of await freeFactors(tx, { tenantId, administratorId, but: accepted.factorId })) {
    entries.push({ action: 'factor.unblocked', target: { type: 'factor', id }, affectedId: administratorId })
  }
  return { ...accepted, entries }
}

async function take(tx: Tx, { tenantId, administratorId, given, now, bound }: Accepting): Promise<Omit<AcceptedFactor, 'entries'>> {
  if (given.kind === 'totp') {
    if (given.counted.factorId !== given.factorId || !(await takeCode(tx, { tenantId, administratorId, now }, given))) throw new AppError('wrong_code')
    return { kind: 'totp', factorId: given.factorId, replacement: null }
  }
  if (given.kind === 'recovery_code') {
    const replacement = await spendRecoveryCode(tx, { tenantId, administratorId, now }, given.code)
    if (replacement === null) throw new AppError('wrong_code')
    return { kind: 'recovery_code', factorId: null, replacement }
  }
  const passkey = await takePasskey(tx, { tenantId, administratorId, purpose: bound.purpose, boundTo: bound.id, now }, given)
  if (!passkey) throw new AppError('wrong_code')
  return { kind: 'passkey', factorId: passkey.factorId, replacement: null }
}

/** The step of a right code is taken by one guarded update: one row is success, none is a code that was used. */
async function takeCode(tx: Tx, { tenantId, administratorId, now }: { tenantId: string; administratorId: string; now: number }, { factorId, code }: { factorId: string; code: string }): Promise<boolean> {
  const [factor] = await tx.$queryRaw<{ secret_sealed: string }[]>`
    SELECT f.secret_sealed FROM second_factor f JOIN tenant t ON t.id = f.tenant_id JOIN administrator a ON a.tenant_id = f.tenant_id AND a.id = f.administrator_id
    WHERE f.tenant_id = ${tenantId}::uuid AND f.id = ${factorId}::uuid AND f.administrator_id = ${administratorId}::uuid AND f.kind = 'totp' AND f.confirmed_at IS NOT NULL
      AND ${IS_ASKED}`
  if (!factor) return false
  const step = totpStepOf(openTotpSecret(factor.secret_sealed, { tenantId, administratorId, factorId }), code, now)
  if (step === null) return false
  const taken = await tx.$executeRaw`
    UPDATE second_factor SET last_step = ${step}, last_used_at = ${new Date(now)}, failures = 0, blocked_at = NULL
    WHERE tenant_id = ${tenantId}::uuid AND id = ${factorId}::uuid AND (last_step IS NULL OR last_step < ${step})`
  return taken === 1
}

/** @returns what was blocked and is free again */
async function freeFactors(tx: Tx, { tenantId, administratorId, but }: { tenantId: string; administratorId: string; but: string | null }): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string; blocked: boolean }[]>`
    WITH was AS (SELECT id, blocked_at IS NOT NULL AS blocked FROM second_factor WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ${administratorId}::uuid AND id IS DISTINCT FROM ${but}::uuid AND failures > 0)
    UPDATE second_factor f SET failures = 0, blocked_at = NULL FROM was WHERE f.tenant_id = ${tenantId}::uuid AND f.id = was.id RETURNING f.id, was.blocked`
  return rows.filter(({ blocked }) => blocked).map(({ id }) => id)
}
