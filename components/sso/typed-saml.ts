import { type SamlConnectionView } from '@/lib/sso/connection-view'

/** The form of a SAML connection as it is typed. */
export interface TypedSaml {
  name: string
  entityId: string
  signOnUrl: string
  signOnBinding: SamlConnectionView['signOnBinding']
  certificates: string
  metadataUrl: string
  signRequests: boolean
  responseMustBeSigned: boolean
  emailClaim: string
  givenNameClaim: string
  familyNameClaim: string
  groupsClaim: string
  trustedMfaValues: string
}

/** Names of attributes as most providers have them. */
export const NOTHING_TYPED: TypedSaml = {
  name: '', entityId: '', signOnUrl: '', signOnBinding: 'redirect', certificates: '', metadataUrl: '', signRequests: false, responseMustBeSigned: false,
  emailClaim: 'email', givenNameClaim: 'firstName', familyNameClaim: 'lastName', groupsClaim: 'groups', trustedMfaValues: '',
}

export function typedOf({ name, entityId, signOnUrl, signOnBinding, certificates, metadataUrl, signRequests, responseMustBeSigned, emailClaim, givenNameClaim, familyNameClaim, groupsClaim, trustedMfaValues }: SamlConnectionView): TypedSaml {
  return {
    name, entityId, signOnUrl, signOnBinding, certificates: certificates.map(({ pem }) => pem).join('\n'), metadataUrl, signRequests, responseMustBeSigned,
    emailClaim, givenNameClaim, familyNameClaim, groupsClaim, trustedMfaValues: trustedMfaValues.join(' '),
  }
}

/** @returns what the action takes; it judges */
export function settingsOf({ trustedMfaValues, ...typed }: TypedSaml) {
  return { ...typed, trustedMfaValues: trustedMfaValues.split(/[\s,]+/).filter(Boolean) }
}
