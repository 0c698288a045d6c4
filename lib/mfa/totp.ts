import 'server-only'
import { generateSecret, generateURI, verifySync } from 'otplib'
import { open, seal } from '@/lib/crypto/seal'

const PERIOD_SECONDS = 30
const SECRET_BYTES = 20
const CODE = /^\d{6}$/

/** Whose secret it is, and of which factor: sealed for one row it opens in no other. */
export interface SecretOf {
  tenantId: string
  administratorId: string
  factorId: string
}

/** What a sealed secret is bound to. */
export const factorContext = ({ tenantId, administratorId, factorId }: SecretOf) => `second-factor|${tenantId}|${administratorId}|${factorId}`

/** @returns a new secret, 160 random bits in base32, as authenticator apps take it */
export function newTotpSecret(): string {
  return generateSecret({ length: SECRET_BYTES })
}

/** What of the secret is stored. */
export function sealTotpSecret(secret: string, of: SecretOf): string {
  return seal(secret, factorContext(of))
}

/** @throws Error when it was sealed for another row, under a key that is not on the ring, or was changed */
export function openTotpSecret(sealed: string, of: SecretOf): string {
  return open(sealed, factorContext(of))
}

/** What an authenticator app reads from the picture. @param account how the person tells this account from their others */
export function totpUri(secret: string, { issuer, account }: { issuer: string; account: string }): string {
  return generateURI({ issuer, label: account, secret, algorithm: 'sha1', digits: 6, period: PERIOD_SECONDS })
}

/**
 * The time step a code belongs to (RFC 6238: SHA-1, six digits, 30 s): the present one or the one before, never the next.
 * @param code as it came from outside; anything but six ASCII digits is a wrong code
 * @param now epoch milliseconds of the database's clock
 * @returns the step, to be taken by a guarded update; null for a wrong code
 */
export function totpStepOf(secret: string, code: unknown, now: number): number | null {
  if (typeof code !== 'string' || !CODE.test(code)) return null
  // A whole period back is one step back whatever the second.
  const result = verifySync({ secret, token: code, epoch: Math.floor(now / 1000), epochTolerance: [PERIOD_SECONDS, 0], period: PERIOD_SECONDS })
  return result.valid && 'timeStep' in result ? result.timeStep : null
}
