import 'server-only'
import { createHash, randomBytes } from 'node:crypto'

export type TokenPurpose = 'session' | 'activation' | 'password_reset' | 'address_change' | 'address_undo' | 'second_step' | 'email_code' | 'sso_state' | 'sso_trip' | 'sso_link' | 'sso_link_browser'

/** What of a token may be stored: SHA-256 over purpose and token, so that a token of one purpose is nothing for another. */
export function hashToken(purpose: TokenPurpose, token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(`${purpose}:${token}`).digest())
}

/** 256 random bits, base64url (43 characters). Only the hash is ever stored. */
export function newToken(purpose: TokenPurpose): { token: string; hash: Uint8Array<ArrayBuffer> } {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: hashToken(purpose, token) }
}
