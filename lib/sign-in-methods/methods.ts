// What sign-in takes (sign-in.md, "Sign-in and SSO"). Browser-safe.

/** What somebody may begin with. */
export const FIRST_METHODS = ['password', 'passkey', 'email_code'] as const
export type FirstMethod = (typeof FIRST_METHODS)[number]

/** What is asked for after it. Which of app and passkey count is said by the MFA policy. */
export const SECOND_METHODS = ['totp', 'passkey', 'recovery_code', 'email_code'] as const
export type SecondMethod = (typeof SECOND_METHODS)[number]

export type Method = FirstMethod | SecondMethod

export const METHOD_LABELS: Record<Method, string> = { password: 'Password', passkey: 'Passkey', email_code: 'Code by mail', totp: 'Authenticator app', recovery_code: 'Recovery codes' }

/** Why nothing is to be done about a password that sign-in does not take: said by whatever refuses, and instead of the button. */
export const PASSWORDS_OFF = {
  own: 'Passwords are not used here any more. Sign in another way.',
  other: 'Passwords are not used here any more: a new one would let this person in no more than the one they have. They sign in another way.',
}

/** @param first in their order: the first one is preferred */
export interface Methods {
  first: readonly FirstMethod[]
  second: readonly SecondMethod[]
}
