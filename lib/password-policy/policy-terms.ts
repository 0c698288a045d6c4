// What a tenant asks of a password, and the words a password must not be. Browser-safe.
/** In code points, counted after NFC. */
export const MAXIMUM_LENGTH = 128
/** Below this only while a second factor is required of everyone (NIST SP 800-63B-4, 3.1.1.2). */
const LENGTH_WITHOUT_SECOND_FACTOR = 15

export interface PasswordPolicy {
  /** code points after NFC */
  minimumLength: number
  /** zxcvbn: 0 any, 1 weak, 2 fair, 3 strong, 4 very strong */
  minimumStrength: number
  /** not one of the last so many */
  historyLength: number
}

/** Whose password it is: names, address and tenant may not be the password. */
export interface PasswordContext {
  givenName: string
  familyName: string
  email: string
  tenantName: string
}

interface TenantSettings { passwordMinimumLength: number; passwordMinimumStrength: number; passwordHistoryLength: number; mfaRequiredForEveryone: boolean }

/** @returns the policy in force for a tenant */
export function passwordPolicyOf(tenant: TenantSettings): PasswordPolicy {
  const floor = tenant.mfaRequiredForEveryone ? 8 : LENGTH_WITHOUT_SECOND_FACTOR
  return { minimumLength: Math.max(floor, tenant.passwordMinimumLength), minimumStrength: tenant.passwordMinimumStrength, historyLength: tenant.passwordHistoryLength }
}
