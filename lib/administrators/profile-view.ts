import type { AdministratorStatus, MfaPolicy, Person } from '@/lib/authz/grants'
import type { FailedAttempts } from '@/lib/authn/sign-in-attempts'
import type { RoleKey } from '@/lib/authz/policy'
import type { TermsByRole } from '@/lib/pim/assignment-terms'
import type { StatedPerson } from './state-person'

export type PasswordState = 'usable' | 'must_change' | 'must_reset' | 'switched_off'

/** A person as every tab of their page shows them. Times are epoch milliseconds; `person` is what the rules ask about. */
export interface ProfileView {
  id: string
  status: AdministratorStatus
  givenName: string
  familyName: string
  /** as shown: the address while there is no name */
  name: string
  email: string
  version: number
  addedAt: number
  activatedAt: number | null
  lastSignInAt: number | null
  deletedAt: number | null
  addressVerifiedAt: number | null
  /** a change of address that waits for its link */
  pendingAddress: { email: string; requestedAt: number; expiresAt: number } | null
  password: { state: PasswordState; changedAt: number } | null
  /** whether sign-in takes a password of theirs at all */
  takesPassword: boolean
  /** sessions that run now */
  sessions: number
  attempts: readonly FailedAttempts[]
  person: Person
  mfa: MfaPolicy
  /** until when what it asks is not held against them yet (graceUntil); null: no grace */
  mfaGraceUntil: number | null
  /** how each role may be held by its PIM settings */
  terms: TermsByRole
  /** what they have enrolled is of kinds that the MFA policy does not take: it counts for nothing */
  factorRefused: boolean
  /** one of the owners for the worst day */
  breakGlass: boolean
  /** names of the places that the grants lie in, by place id */
  placeNames: Readonly<Record<string, string>>
  /** null for whoever does not own the tenant in a usable way; else how many others do */
  otherOwners: number | null
  /** what the dialogs state, with what stands for it */
  stated: StatedPerson
  /** how the audit goes on naming them once their data is erased */
  pseudonym: string
}

/** One second factor of another person: what it is, never what it is called or made of. Times are epoch milliseconds. */
export interface FactorOfView {
  id: string
  kind: 'totp' | 'passkey'
  addedAt: number
  lastUsedAt: number | null
  /** too many wrong codes in a row */
  blocked: boolean
  /** false: the MFA policy no longer takes this kind */
  allowed: boolean
}

export interface FactorsOfView {
  factors: readonly FactorOfView[]
  codesLeft: number
  /** roles that count for nothing, since none is enrolled */
  waiting: readonly RoleKey[]
  /** roles that count without one for as long as their grace runs */
  inGrace: readonly RoleKey[]
  /** until when it runs; null: for a few days from their next sign-in on, or nothing is in grace */
  graceUntil: number | null
  /** since when they are one of the accounts for the worst day */
  breakGlassAt: number | null
}

export type GrantSource = 'manual' | 'invitation' | 'operator' | 'seed' | 'sso'

/** A grant with what is known about it beside what the rules need. Times are epoch milliseconds. */
export interface GrantDetail {
  id: string
  version: number
  source: GrantSource
  createdAt: number
  grantedBy: { id: string; name: string } | null
}

export interface EndedGrant extends GrantDetail {
  role: string
  kind: 'active' | 'eligible'
  scope: 'tenant' | 'workspace' | 'organization'
  placeName: string | null
  startsAt: number
  /** when it stopped: taken away, or over by itself */
  endedAt: number
  revoked: boolean
}

export type SessionEnding = 'signed_out' | 'revoked' | 'replaced' | 'status_changed' | 'password_changed' | 'password_reset' | 'address_changed' | 'factors_changed' | 'factors_reset' | 'expired'

/** A sign-in that worked, and what became of the session it began. */
export interface SignInView {
  id: string
  at: number
  address: string
  device: string
  /** null while the session runs */
  ended: SessionEnding | null
}

export interface SessionOfView {
  id: string
  createdAt: number
  lastSeenAt: number
  address: string
  /** "Firefox on Linux" */
  device: string
}
