import 'server-only'
import { z } from 'zod'
import { canonicalEmail } from '@/lib/authn/canonical-email'

const MOST_GROUPS = 500
const LONGEST_GROUP = 500
const LONGEST_NAME = 100
const LONGEST_SUBJECT = 1000

/** What a provider said of somebody, once all of it was verified. It is kept sealed between two steps of one sign-in. */
export const Asserted = z.object({
  issuer: z.string(),
  /** what the provider calls them; with the issuer the only thing that says who they are */
  subject: z.string(),
  /** canonical; null unless the provider says that it verified the address */
  emailKey: z.string().nullable(),
  /** as it came, to be shown */
  shownEmail: z.string().nullable(),
  givenName: z.string(),
  familyName: z.string(),
  groups: z.array(z.string()),
  /** the values by which it vouches for a second factor, of those that the connection trusts; none: it does not */
  vouchedBy: z.array(z.string()).default([]),
})
export type Asserted = z.output<typeof Asserted>

/** Which claims say what, as the connection was set up. */
export interface ClaimNames {
  subjectClaims: readonly string[]
  emailClaim: string
  givenNameClaim: string
  familyNameClaim: string
  groupsClaim: string
  trustedMfaValues: readonly string[]
}

export type Claims = Readonly<Record<string, unknown>>

const text = (value: unknown) => (typeof value === 'string' ? value : '')
const list = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : typeof value === 'string' ? [value] : [])

/**
 * Reads verified claims of OpenID Connect. An address counts only when the provider says `email_verified: true` itself (absent is no).
 * @returns null where the subject is missing: then nobody is meant
 */
export function readClaims(issuer: string, claims: Claims, names: ClaimNames): Asserted | null {
  const parts = names.subjectClaims.map((name) => text(claims[name]))
  const subject = parts.join('+')
  if (parts.some((part) => part === '') || subject.length > LONGEST_SUBJECT) return null
  const email = canonicalEmail(text(claims[names.emailClaim]))
  return {
    issuer, subject,
    // `email_verified` speaks of the claim `email` (OpenID Connect Core 5.1); another claim with another address is not what was verified.
    emailKey: email && claims.email_verified === true && canonicalEmail(text(claims.email))?.key === email.key ? email.key : null,
    shownEmail: email?.shown ?? null,
    givenName: nameOf(claims[names.givenNameClaim]), familyName: nameOf(claims[names.familyNameClaim]),
    groups: [...new Set(list(claims[names.groupsClaim]).filter((group) => group !== '' && group.length <= LONGEST_GROUP))].slice(0, MOST_GROUPS),
    vouchedBy: [...new Set([...list(claims.amr), ...list(claims.acr)])].filter((value) => names.trustedMfaValues.includes(value)),
  }
}

const nameOf = (value: unknown) => Array.from(text(value).replaceAll(/\p{Cc}/gu, ' ').trim()).slice(0, LONGEST_NAME).join('')
