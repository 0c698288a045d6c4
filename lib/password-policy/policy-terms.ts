// What a tenant asks of a password, and the words a password must not be. Browser-safe.
/** In code points, counted after NFC. */
export const MAXIMUM_LENGTH = 128
/** Below this only while a second factor is required of everyone (NIST SP 800-63B-4, 3.1.1.2). */
export const LENGTH_WITHOUT_SECOND_FACTOR = 15

/** What a new password is judged by, in the browser and on the server. */
export interface PasswordPolicy {
  /** code points after NFC */
  minimumLength: number
  /** zxcvbn: 0 any, 1 weak, 2 fair, 3 strong, 4 very strong */
  minimumStrength: number
  /** so many of each kind at least */
  capitals: number
  lowercase: number
  digits: number
  /** neither letters nor digits; a space is one */
  specials: number
  /** not one of the last so many */
  historyLength: number
  /** not one that attackers try first */
  refuseCommon: boolean
  /** not the names, the address, the tenant or the product */
  refuseOwnWords: boolean
}

/** Whose password it is: names, address and tenant may not be the password. */
export interface PasswordContext {
  givenName: string
  familyName: string
  email: string
  tenantName: string
}

/** The columns of a tenant's row that the policy is made of. */
export const POLICY_COLUMNS = {
  passwordMinimumLength: true, passwordMinimumStrength: true, passwordCapitals: true, passwordLowercase: true, passwordDigits: true, passwordSpecials: true,
  passwordHistoryLength: true, passwordRefuseCommon: true, passwordRefuseOwnWords: true, mfaRequiredForEveryone: true,
} as const

type PolicyRow = { [Column in keyof typeof POLICY_COLUMNS]: Column extends `passwordRefuse${string}` | 'mfaRequiredForEveryone' ? boolean : number }

/** @returns how short a password may be made at all while this holds */
export function shortestAllowed(mfaRequiredForEveryone: boolean): number {
  return mfaRequiredForEveryone ? 8 : LENGTH_WITHOUT_SECOND_FACTOR
}

/** @returns the policy in force for a tenant: what it says, and never a length that only a second factor for everyone would allow */
export function passwordPolicyOf(tenant: PolicyRow): PasswordPolicy {
  return {
    minimumLength: Math.max(shortestAllowed(tenant.mfaRequiredForEveryone), tenant.passwordMinimumLength), minimumStrength: tenant.passwordMinimumStrength,
    capitals: tenant.passwordCapitals, lowercase: tenant.passwordLowercase, digits: tenant.passwordDigits, specials: tenant.passwordSpecials,
    historyLength: tenant.passwordHistoryLength, refuseCommon: tenant.passwordRefuseCommon, refuseOwnWords: tenant.passwordRefuseOwnWords,
  }
}
