import 'server-only'
import type { Work } from '@/lib/actions/work'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { cutShort } from '@/lib/pim/cut-short'
import { refuseOtherPreview } from '@/lib/preview/refuse-other-preview'
import { aboutPolicy, asColumns, getMfaImpact, getMfaPolicyForChange } from './data'
import type { FactorKind } from './policy-bounds'
import type { MfaPolicyValues } from './schema'

const NO_OWNER_LEFT = 'This would leave no Client Owner with a way in. Mark one as a break-glass account first, which may be yourself: of those every kind of second factor counts.'

/**
 * Changes what is asked of whom; it counts from everybody's next request. Call it under the tenant's lock.
 * @returns the version after it, and how many usable owners are left (below two is worth a warning)
 * @param previewed what stands for the preview of exactly this policy; null where it is part of another change, whose preview says it
 * @throws AppError conflict with what stands there now, or with what the policy would mean now; wrong_state when it is so already; last_owner
 */
export async function setMfaPolicy(work: Work, { version, previewed }: { version: number; previewed: string | null }, values: MfaPolicyValues): Promise<{ version: number; owners: number }> {
  const { tx, tenantId, now, record } = work
  const before = await getMfaPolicyForChange(tx, tenantId, version)
  const after: MfaPolicyValues = { ...values, roles: before.roles.length === values.roles.length && values.roles.every((role) => before.roles.includes(role)) ? before.roles : values.roles }
  const [was, is] = [aboutPolicy(before), aboutPolicy(after)]
  if (JSON.stringify(was) === JSON.stringify(is)) throw new AppError('wrong_state', { sentence: 'The policy says so already.', reason: 'unchanged' })
  if (previewed !== null) refuseOtherPreview(previewed, is, await getMfaImpact(tx, { tenantId, now }, values))
  await tx.tenant.update({ where: { id: tenantId }, data: { ...asColumns(after), mfaVersion: version + 1 } })
  await forgetProofs(tx, tenantId, after.allowedFactors.filter((kind) => !before.allowedFactors.includes(kind)))
  const owners = await refuseLosingLastOwner(tx, tenantId, NO_OWNER_LEFT)
  if (before.allowedFactors.some((kind) => !after.allowedFactors.includes(kind))) await cutShort(work, { requestIds: await findBereft(work) }, 'factors_removed')
  record({ action: 'mfa_policy.changed', target: { type: 'tenant', id: tenantId }, before: was, after: is })
  await announce(tx, { tenantId, topic: 'roles' })
  return { version: version + 1, owners }
}

/**
 * Requests for which a factor was given by people who have none left that counts: they stand on nothing any more, as where somebody removes
 * their last one (pim.md rule 2).
 */
async function findBereft({ tx, tenantId }: Work): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT r.id FROM pim_request r
    JOIN administrator a ON a.tenant_id = r.tenant_id AND a.id = r.administrator_id JOIN tenant t ON t.id = a.tenant_id
    WHERE r.tenant_id = ${tenantId}::uuid AND r.state IN ('pending_approval', 'approved') AND r.factor_given_at IS NOT NULL
      AND NOT a.factor_kinds && t.mfa_allowed_factors AND a.break_glass_at IS NULL`
  return rows.map(({ id }) => id)
}

/** Whose factor is taken again proves themselves with it: the password was enough only while it was not. */
async function forgetProofs(tx: Tx, tenantId: string, kinds: readonly FactorKind[]): Promise<void> {
  if (kinds.length === 0) return
  await tx.$executeRaw`
    UPDATE session s SET fresh_factor_at = NULL FROM administrator a
    WHERE s.tenant_id = ${tenantId}::uuid AND s.ended_at IS NULL AND s.factor_used_at IS NULL AND s.fresh_factor_at IS NOT NULL
      AND a.tenant_id = s.tenant_id AND a.id = s.administrator_id AND a.factor_kinds && ${[...kinds]}::factor_kind[]`
}
