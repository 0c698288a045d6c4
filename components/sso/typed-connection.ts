import { type OidcConnectionView } from '@/lib/sso/connection-view'

/** The form of a connection as it is typed: every field a text. */
export interface TypedConnection {
  name: string
  issuer: string
  clientId: string
  clientAuth: OidcConnectionView['clientAuth']
  secret: string
  secretExpires: string
  scopes: string
  subject: OidcConnectionView['subject']
  emailClaim: string
  givenNameClaim: string
  familyNameClaim: string
  groupsClaim: string
  trustedMfaValues: string
}

export const NOTHING_TYPED: TypedConnection = {
  name: '', issuer: '', clientId: '', clientAuth: 'client_secret_basic', secret: '', secretExpires: '', scopes: 'openid profile email', subject: 'sub',
  emailClaim: 'email', givenNameClaim: 'given_name', familyNameClaim: 'family_name', groupsClaim: 'groups', trustedMfaValues: '',
}

export function typedOf({ name, issuer, clientId, clientAuth, scopes, subject, emailClaim, givenNameClaim, familyNameClaim, groupsClaim, trustedMfaValues, credential }: OidcConnectionView): TypedConnection {
  return {
    name, issuer, clientId, clientAuth, secret: '', secretExpires: credential?.expiresAt ? new Date(credential.expiresAt).toISOString().slice(0, 10) : '', scopes: scopes.join(' '), subject,
    emailClaim, givenNameClaim, familyNameClaim, groupsClaim, trustedMfaValues: trustedMfaValues.join(' '),
  }
}

const words = (text: string) => text.split(/[\s,]+/).filter(Boolean)

/** @returns what the action takes; it judges */
export function settingsOf({ scopes, trustedMfaValues, ...typed }: TypedConnection) {
  return { ...typed, scopes: words(scopes), trustedMfaValues: words(trustedMfaValues) }
}
