import 'server-only'
import type { Work } from '@/lib/actions/work'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { endSessions } from '@/lib/authn/end-sessions'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { cutShort } from '@/lib/pim/cut-short'
import { makeRecoveryCodes } from './recovery-codes'
import { tellFactorChange } from './tell-factors'

const NONE = 'This second factor is not there any more.'

/** Another name for one of one's own factors. @throws AppError not_found */
export async function renameFactor({ tx, tenantId, actor: { administratorId }, now, record }: Work, { factorId, name }: { factorId: string; name: string }): Promise<void> {
  const { count } = await tx.secondFactor.updateMany({ where: { tenantId, id: factorId, administratorId, confirmedAt: { not: null } }, data: { name } })
  if (count !== 1) throw new AppError('not_found', { sentence: NONE })
  await tellFactorChange(tx, { tenantId, administratorId, now }, { what: 'renamed', factor: name })
  record({ target: { type: 'factor', id: factorId }, affectedId: administratorId })
}

/**
 * Removes one of one's own factors; every other session ends. With the last one the recovery codes go too: they stand for a factor.
 * Call it under the tenant's lock: who only has a blocked one left may be the last owner who could get in.
 * @throws AppError not_found, last_owner
 */
export async function removeFactor(work: Work, factorId: string): Promise<{ left: number }> {
  const { tx, tenantId, actor: { administratorId, sessionId }, now, record } = work
  const factor = await tx.secondFactor.findFirst({ where: { tenantId, id: factorId, administratorId, confirmedAt: { not: null } }, select: { name: true, kind: true } })
  const { count } = await tx.secondFactor.deleteMany({ where: { tenantId, id: factorId, administratorId, confirmedAt: { not: null } } })
  if (!factor || count !== 1) throw new AppError('not_found', { sentence: NONE })
  const left = await tx.secondFactor.count({ where: { tenantId, administratorId, confirmedAt: { not: null } } })
  if (left === 0) await tx.recoveryCode.deleteMany({ where: { tenantId, administratorId } })
  if (!(await hasCountingFactor(tx, tenantId, administratorId))) await cutShort(work, { factorOf: administratorId }, 'factors_removed')
  await refuseLosingLastOwner(tx, tenantId)
  await endSessions(tx, { tenantId, administratorId, reason: 'factors_changed', now, except: sessionId })
  await tellFactorChange(tx, { tenantId, administratorId, now }, { what: 'removed', factor: factor.name })
  await announce(tx, { tenantId, topic: 'administrators', administratorId })
  record({ target: { type: 'factor', id: factorId }, affectedId: administratorId, before: { kind: factor.kind }, after: { left } })
  return { left }
}

/** What is left may be of a kind that the policy does not take: that counts at break-glass accounts alone (pim.md rule 8). */
async function hasCountingFactor(tx: Tx, tenantId: string, administratorId: string): Promise<boolean> {
  const [{ counts } = { counts: false }] = await tx.$queryRaw<{ counts: boolean }[]>`
    SELECT a.factor_kinds && t.mfa_allowed_factors OR (a.factor_kinds <> '{}' AND a.break_glass_at IS NOT NULL) AS counts
    FROM administrator a JOIN tenant t ON t.id = a.tenant_id WHERE a.tenant_id = ${tenantId}::uuid AND a.id = ${administratorId}::uuid`
  return counts
}

/** New recovery codes; the old ones are dead, and every other session ends. @throws AppError wrong_state without a factor they could stand for */
export async function renewRecoveryCodes({ tx, tenantId, actor: { administratorId, sessionId, factorEnrolledAt }, now, record }: Work): Promise<{ recoveryCodes: string[] }> {
  // One of a kind that the policy does not take is none that they could stand for.
  if (factorEnrolledAt === null) throw new AppError('wrong_state', { sentence: 'Recovery codes stand in for a second factor that counts. Add one first.' })
  const recoveryCodes = await makeRecoveryCodes(tx, { tenantId, administratorId, now })
  await endSessions(tx, { tenantId, administratorId, reason: 'factors_changed', now, except: sessionId })
  await tellFactorChange(tx, { tenantId, administratorId, now }, { what: 'codes_made' })
  record({ target: { type: 'administrator', id: administratorId }, affectedId: administratorId, after: { count: recoveryCodes.length } })
  return { recoveryCodes }
}
