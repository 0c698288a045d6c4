import { ROLES } from '@/lib/authz/policy'
import { FACTOR_LABELS } from '@/lib/mfa-policy/policy-bounds'
import { type MfaPolicyValues } from '@/lib/mfa-policy/schema'

/** @returns the policy in a sentence or two */
export function whatPolicyMeans({ everyone, roles, graceDays, allowedFactors, stepUpMinutes }: MfaPolicyValues): string {
  const whom = everyone ? 'Everyone needs a second factor' : roles.length === 0 ? 'Nobody but Client Security Admin needs a second factor' : `A second factor is needed for ${roles.map((role) => ROLES[role].label).join(', ')}`
  const grace = graceDays === 0 ? 'without grace' : `with ${graceDays === 1 ? '1 day' : `${graceDays} days`} of grace`
  return `${whom}, ${grace}. ${allowedFactors.map((kind) => FACTOR_LABELS[kind]).join(' and ')} ${allowedFactors.length === 1 ? 'counts' : 'count'}. A proof of identity lasts ${stepUpMinutes === 1 ? '1 minute' : `${stepUpMinutes} minutes`}.`
}
