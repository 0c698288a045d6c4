import { type RoleKey } from '@/lib/authz/policy'
import { GRACE_DAYS, STEP_UP_MINUTES, type FactorKind } from '@/lib/mfa-policy/policy-bounds'
import { type MfaPolicyValues } from '@/lib/mfa-policy/schema'

/** The policy while it is typed: numbers are text, and roles are kept while everyone or nobody is chosen. */
export interface TypedPolicy {
  whom: 'nobody' | 'roles' | 'everyone'
  roles: readonly RoleKey[]
  graceDays: string
  allowedFactors: FactorKind[]
  stepUpMinutes: string
}

export function typedOf({ everyone, roles, graceDays, allowedFactors, stepUpMinutes }: MfaPolicyValues): TypedPolicy {
  return { whom: everyone ? 'everyone' : roles.length > 0 ? 'roles' : 'nobody', roles, graceDays: String(graceDays), allowedFactors: [...allowedFactors], stepUpMinutes: String(stepUpMinutes) }
}

const whole = (text: string, { least, most }: { least: number; most: number }) => (/^\d{1,3}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most ? Number(text) : null)

/** @returns what would be saved, or null while something of it is not valid: the server says what */
export function policyOf({ whom, roles, graceDays, allowedFactors, stepUpMinutes }: TypedPolicy): MfaPolicyValues | null {
  const [days, minutes] = [whole(graceDays, GRACE_DAYS), whole(stepUpMinutes, STEP_UP_MINUTES)]
  if (days === null || minutes === null || allowedFactors.length === 0) return null
  return { everyone: whom === 'everyone', roles: whom === 'nobody' ? [] : [...roles], graceDays: days, allowedFactors, stepUpMinutes: minutes }
}
