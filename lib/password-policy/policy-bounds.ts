// What a password policy may say (sign-in.md, "Password Policy"). Browser-safe.

/** In code points after NFC. Below 15 only while a second factor is required of everyone. */
export const MINIMUM_LENGTH = { least: 8, most: 64 }
/** Of each kind of characters. */
export const MINIMUM_COUNT = { least: 0, most: 10 }
export const HISTORY_LENGTH = { least: 0, most: 24 }
export const EXPIRY_DAYS = { least: 1, most: 730 }

/** What zxcvbn makes of a password, from 0 on. */
export const STRENGTHS = ['Any', 'Weak', 'Fair', 'Strong', 'Very strong'] as const
