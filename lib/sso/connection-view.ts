// What of a connection may leave the server. Secrets never do. Browser-safe.

export interface ConnectionSummary {
  id: string
  protocol: 'oidc' | 'saml'
  name: string
  issuer: string
  hidden: boolean
  disabled: boolean
  version: number
  /** it has a picture that is shown, which a disabled one has not */
  logo: boolean
  domains: number
  people: number
  /** epoch milliseconds of the credential that ends first; null: none does */
  expiresAt: number | null
  required: boolean
}

export interface BoundDomain {
  domain: string
  /** what the TXT record has to say */
  challenge: string
  /** proved by DNS, confirmed by an owner and unproved, or only wished for */
  state: 'proved' | 'confirmed' | 'open'
}

export interface ProofView {
  at: number
  by: string
  /** whether it was of what the connection is made of now */
  current: boolean
  /** whether whoever looks, or the owner who was named for it, gave it */
  counts: boolean
}

export interface RequiredView {
  since: number
  /** epoch milliseconds at which it ends by itself; null once it is confirmed */
  until: number | null
  /** whether this session came through it, and may confirm */
  mayConfirm: boolean
}

interface AnyConnection {
  id: string
  name: string
  emailClaim: string
  givenNameClaim: string
  familyNameClaim: string
  groupsClaim: string
  trustedMfaValues: string[]
  hidden: boolean
  disabled: boolean
  /** makes administrators of people of its bound domains whom nobody invited */
  justInTime: boolean
  version: number
  people: number
  domains: BoundDomain[]
  proof: ProofView | null
  required: RequiredView | null
  /** epoch milliseconds at which it was required no more because nobody had confirmed it, where nothing came after that */
  lapsedAt: number | null
}

export interface OidcConnectionView extends AnyConnection {
  protocol: 'oidc'
  issuer: string
  clientId: string
  clientAuth: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt'
  scopes: string[]
  subject: 'sub' | 'tid,oid'
  /** of the secret or key in use; null: none is stored, and nobody can sign in */
  credential: { createdAt: number; expiresAt: number | null; publicKey: string | null } | null
  /** what is to follow it */
  staged: { expiresAt: number | null; publicKey: string | null } | null
}

export interface CertificateView {
  pem: string
  subject: string
  /** SHA-256, in hex */
  fingerprint: string
  startsAt: number
  expiresAt: number
}

export interface SamlConnectionView extends AnyConnection {
  protocol: 'saml'
  /** the provider's */
  entityId: string
  signOnUrl: string
  signOnBinding: 'redirect' | 'post'
  metadataUrl: string
  signRequests: boolean
  responseMustBeSigned: boolean
  /** of the provider: in use, and staged */
  certificates: CertificateView[]
  staged: CertificateView[]
  /** of ours: what requests are signed with, what is to follow it, and what still opens but signs no more */
  serviceKeys: { current: CertificateView; next: CertificateView | null; previous: CertificateView | null }
}

export type ConnectionView = OidcConnectionView | SamlConnectionView

/** What the provider's form wants of us. */
export interface ForTheirForm {
  redirectUri: string
  keysUrl: string
}

/** What a SAML provider's form wants of us. */
export interface ForTheirSamlForm {
  entityId: string
  acsUrl: string
  metadataUrl: string
}
