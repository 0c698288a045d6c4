// What an MFA policy may say (sign-in.md, "MFA policy"). Browser-safe.

/** Second factors that count. */
export const FACTOR_KINDS = ['totp', 'passkey'] as const
export type FactorKind = (typeof FACTOR_KINDS)[number]

export const FACTOR_LABELS: Record<FactorKind, string> = { totp: 'Authenticator app', passkey: 'Passkey' }

export const GRACE_DAYS = { least: 0, most: 14 }
export const STEP_UP_MINUTES = { least: 1, most: 15 }
