import type { AdministratorStatus, MfaPolicy, Person } from '@/lib/authz/grants'
import type { FailedAttempts } from '@/lib/authn/sign-in-attempts'

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
  /** sessions that run now */
  sessions: number
  attempts: readonly FailedAttempts[]
  person: Person
  mfa: MfaPolicy
  /** names of the places that the grants lie in, by place id */
  placeNames: Readonly<Record<string, string>>
  /** null for whoever does not own the tenant in a usable way; else how many others do */
  otherOwners: number | null
  /** how the audit goes on naming them once their data is erased */
  pseudonym: string
}

export type GrantSource = 'manual' | 'invitation' | 'operator' | 'seed'

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
  scope: 'tenant' | 'workspace' | 'organization'
  placeName: string | null
  startsAt: number
  /** when it stopped: taken away, or over by itself */
  endedAt: number
  revoked: boolean
}

export type SessionEnding = 'signed_out' | 'revoked' | 'replaced' | 'status_changed' | 'password_changed' | 'password_reset' | 'address_changed' | 'expired'

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
