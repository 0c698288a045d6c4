import 'server-only'
import type { Work } from '@/lib/actions/work'
import { OWNER_ROLE, type RoleKey } from '@/lib/authz/policy'
import { AppError } from '@/lib/errors/app-error'
import { latestEnd, whyNotKind, type GrantKind } from '@/lib/pim/assignment-terms'
import { getRoleSettings } from '@/lib/pim/role-settings-data'

interface Given {
  /** null: somebody who is not there yet */
  administratorId: string | null
  role: RoleKey
  kind: GrantKind
  /** epoch milliseconds, no earlier than now */
  from: number
  /** left out: until it is ended, or as long as the role's settings let an eligible grant last */
  endsAt: number | null | undefined
}

/**
 * The PIM settings of a role bind whoever gives it or changes how it is held (pim.md, "Role settings").
 * @returns the end it gets
 * @throws AppError invalid_input at the kind or the end
 */
export async function refuseAgainstSettings({ tx, tenantId }: Pick<Work, 'tx' | 'tenantId'>, { administratorId, role, kind, from, endsAt }: Given): Promise<number | null> {
  const { settings } = await getRoleSettings(tx, tenantId, role)
  const end = endsAt !== undefined ? endsAt : kind === 'eligible' ? latestEnd(settings, from) : null
  const refusal = whyNotKind({ role, kind, from, endsAt: end }, settings)
  if (refusal && !(await isExempt({ tx, tenantId }, administratorId, role, kind))) throw new AppError('invalid_input', { fields: { [refusal.field]: refusal.sentence } })
  return end
}

/** An owner for the worst day holds their role standing, whatever is set (pim.md rule 8). */
async function isExempt({ tx, tenantId }: Pick<Work, 'tx' | 'tenantId'>, administratorId: string | null, role: RoleKey, kind: GrantKind): Promise<boolean> {
  if (administratorId === null || role !== OWNER_ROLE || kind !== 'active') return false
  const marked = await tx.administrator.findUnique({ where: { tenantId_id: { tenantId, id: administratorId } }, select: { breakGlassAt: true } })
  return marked?.breakGlassAt != null
}
