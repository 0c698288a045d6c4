import 'server-only'

/** Why single sign-on came to nothing, in words that may travel in an address. None of them says whether anybody is known here. */
const SSO_FAILURES = {
  over: 'This sign-in is over: it took too long, was used already, or belongs to another browser. Start again.',
  unavailable: 'This way to sign in is not available. Use another one.',
  not_asked: 'Signing in begins here, not at the identity provider. Start again.',
  refused_there: 'The identity provider did not sign you in.',
  unreachable: 'The identity provider could not be reached. Try again in a moment, or use another way to sign in.',
  not_valid: 'The answer of the identity provider could not be trusted, and was not used.',
  no_address: 'The identity provider did not say that your e-mail address is verified.',
  no_name: 'The identity provider did not say your first and last name, and without them no account can be made for you. Ask an administrator to invite you.',
  not_possible: 'Sign-in is not possible right now.',
} as const

export type SsoFailureReason = keyof typeof SSO_FAILURES

/** @param reason as it came with the address @returns what the sign-in page says; null where nothing happened */
export function ssoFailureSentence(reason: unknown): string | null {
  return typeof reason === 'string' && Object.hasOwn(SSO_FAILURES, reason) ? SSO_FAILURES[reason as SsoFailureReason] : null
}

export class SsoFailure extends Error {
  readonly reason: SsoFailureReason
  /** what the trip was for: whoever proves or links is signed in, and is told where they set out */
  readonly purpose: 'sign_in' | 'link' | 'prove'
  constructor(reason: SsoFailureReason, cause?: unknown, purpose: SsoFailure['purpose'] = 'sign_in') {
    super(`sso: ${reason}`, { cause })
    this.reason = reason
    this.purpose = purpose
  }
}
