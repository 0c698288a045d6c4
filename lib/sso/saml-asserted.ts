import type { SamlIdentity } from '@/lib/saml/read-assertion'
import { readClaims, type Asserted, type ClaimNames, type Claims } from './asserted'

/** The name that stands for the NameID itself where an attribute is asked for: many providers send the address there. */
const NAME_ID = 'NameID'

/** All that was said of somebody, as it is shown to whoever proves a connection. What SAML names itself no attribute can speak for. */
export function samlClaims({ subject, nameIdFormat, authnContexts, attributes }: Pick<SamlIdentity, 'subject' | 'nameIdFormat' | 'authnContexts' | 'attributes'>): Claims {
  return { ...attributes, [NAME_ID]: subject, 'NameID Format': nameIdFormat ?? 'unspecified', AuthnContextClassRef: authnContexts }
}

/**
 * Reads what a verified assertion says, in the words of the connection. An address is one only where exactly one was given; nobody is
 * anybody for having it: a link is mailed there first.
 * @returns null where the NameID says nobody
 */
export function readSamlClaims(issuer: string, identity: Pick<SamlIdentity, 'subject' | 'nameIdFormat' | 'authnContexts' | 'attributes'>, names: ClaimNames): Asserted | null {
  const claims = samlClaims(identity)
  const one = (name: string) => {
    const value = claims[name]
    return Array.isArray(value) ? (value.length === 1 ? value[0] as unknown : undefined) : value
  }
  const [emailClaim, givenNameClaim, familyNameClaim] = ['email', 'given', 'family'] as const
  return readClaims(issuer, {
    [NAME_ID]: identity.subject, [emailClaim]: one(names.emailClaim), email_verified: true, [givenNameClaim]: one(names.givenNameClaim), [familyNameClaim]: one(names.familyNameClaim),
    groups: claims[names.groupsClaim], acr: identity.authnContexts,
  }, { subjectClaims: [NAME_ID], emailClaim, givenNameClaim, familyNameClaim, groupsClaim: 'groups', trustedMfaValues: names.trustedMfaValues })
}
