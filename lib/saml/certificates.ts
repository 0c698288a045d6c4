import { createHash, X509Certificate } from 'node:crypto'

const LEAST_RSA_BITS = 2048
/** One in use, one to follow it, and room for a provider that has two of each: every one more costs each answer that is verified. */
export const MOST_CERTIFICATES = 4

export interface CertificateFacts {
  pem: string
  subject: string
  /** SHA-256 of the certificate, in hex */
  fingerprint: string
  startsAt: Date
  expiresAt: Date
}

/**
 * @param text a certificate as PEM, or as the base64 that metadata and forms carry
 * @returns null where it is none, or its key is not RSA of 2048 bits or more: nothing else is verified here
 */
export function readCertificate(text: string): CertificateFacts | null {
  const base64 = text.replaceAll(/-----(BEGIN|END) CERTIFICATE-----/g, '').replaceAll(/\s/g, '')
  if (base64 === '' || base64.length > 20_000 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null
  try {
    const certificate = new X509Certificate(Buffer.from(base64, 'base64'))
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
    if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_RSA_BITS) return null
    return {
      pem: certificate.toString(), subject: certificate.subject, fingerprint: createHash('sha256').update(certificate.raw).digest('hex'),
      startsAt: new Date(certificate.validFrom), expiresAt: new Date(certificate.validTo),
    }
  } catch {
    return null
  }
}

/**
 * @param text certificates as PEM, one after the other, or one as base64 alone
 * @returns each once; null where there is none, one cannot be verified with, or there are too many
 */
export function readCertificates(text: string): CertificateFacts[] | null {
  const blocks = text.split(/(?=-----BEGIN )/).map((block) => block.trim()).filter((block) => block !== '')
  if (blocks.length === 0 || blocks.length > 2 * MOST_CERTIFICATES) return null
  const facts = blocks.map(readCertificate)
  const once = [...new Map(facts.filter((one) => one !== null).map((one) => [one.fingerprint, one])).values()]
  return facts.includes(null) || once.length > MOST_CERTIFICATES ? null : once
}

/** @returns those of the certificates that count now, as PEM */
export function inForce(certificates: readonly string[], now: Date): string[] {
  return certificates.map(readCertificate).filter((facts) => facts !== null).filter(({ startsAt, expiresAt }) => startsAt <= now && now < expiresAt).map(({ pem }) => pem)
}
