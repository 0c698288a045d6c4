// The small world in which ways in are computed: everything that decides whether an owner gets in, and nothing else. Plain data, so that
// a change can be tried on it before it is made. Browser-safe; times are epoch milliseconds of the database's clock.
import type { PasswordState } from '@/lib/authn/find-account'
import type { AdministratorStatus } from '@/lib/authz/grants'
import type { FactorKind } from '@/lib/mfa-policy/policy-bounds'
import type { FirstMethod, SecondMethod } from '@/lib/sign-in-methods/methods'

export type SecondFactor = FactorKind | 'recovery_code'

/** What sign-in takes first, and what after it besides the kinds of factors that the MFA policy names (sign-in.md, "Sign-in and SSO"). */
export interface OpenMethods {
  first: readonly FirstMethod[]
  second: readonly Exclude<SecondMethod, FactorKind>[]
}

/** An identity provider, as far as it opens or closes ways in. */
export interface Connection {
  id: string
  name: string
  disabled: boolean
  /** somebody came through it since its issuer, keys and certificate are what they are */
  proven: boolean
  /** the certificate or secret runs out; null: it has none that does */
  expiresAt: number | null
  /** lower case */
  domains: readonly string[]
  /** SSO is required for the domains; until it is confirmed it reverts by itself (null: confirmed). null: not required */
  required: { revertsAt: number | null } | null
  /** a second factor given at the provider counts here */
  trustsFactor: boolean
}

/** How a person holds the role that owns the tenant; only the first makes an owner who stays. */
export type Hold = 'standing' | 'ends' | 'not_begun' | 'eligible' | 'unconfirmed' | 'none'

export interface EnrolledFactor {
  kind: FactorKind
  /** too many wrong codes: refused, and still enrolled */
  blocked: boolean
}

export interface Owner {
  id: string
  name: string
  email: string
  status: AdministratorStatus
  hold: Hold
  /** marked for the worst day (pim.md rule 8) */
  breakGlass: boolean
  /** null: none was ever set */
  password: PasswordState | null
  /** mail can reach an address that was verified */
  reachable: boolean
  /** of the address they sign in with, lower case */
  domain: string
  factors: readonly EnrolledFactor[]
  /** recovery codes that were not used */
  recoveryCodes: number
  /** their first sign-in under a policy that binds them: grace counts from it. null: not yet */
  boundAt: number | null
  /** they had their chance when they were activated */
  withoutGrace: boolean
  /** ids of connections at which they are linked */
  identities: readonly string[]
}

export interface World {
  now: number
  methods: OpenMethods
  /** `binds`: owners need a second factor */
  mfa: { binds: boolean; allowed: readonly FactorKind[]; graceSeconds: number }
  connections: readonly Connection[]
  owners: readonly Owner[]
}
