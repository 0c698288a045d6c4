import 'server-only'
import { Prisma, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { PASSWORDS_OFF } from './methods'

/** SQL over `administrator a`: whether sign-in takes their password. */
export const TAKES_PASSWORD = Prisma.raw("(a.break_glass_at IS NOT NULL OR takes_method(a.tenant_id, 'password', 'first'))")

/** @returns whether sign-in takes this person's password: the tenant has it among its methods, or they have an account for the worst day */
export async function takesPasswordOf(tx: Pick<Tx, '$queryRaw'>, { tenantId, administratorId }: { tenantId: string; administratorId: string }): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ takes: boolean }[]>`
    SELECT ${TAKES_PASSWORD} AS takes FROM administrator a WHERE a.tenant_id = ${tenantId}::uuid AND a.id = ${administratorId}::uuid`
  return row?.takes === true
}

/** Whoever sets, proves or is mailed a password where none is taken. @param field where it was typed @param whose by whom it is asked for */
export function passwordsAreOff(field?: string, whose: keyof typeof PASSWORDS_OFF = 'own'): AppError {
  const sentence = PASSWORDS_OFF[whose]
  return new AppError('wrong_state', { reason: 'method_removed', sentence, ...(field === undefined ? {} : { fields: { [field]: sentence } }) })
}
