import 'server-only'
import { keyedHash } from '@/lib/crypto/seal'
import { newToken } from '@/lib/crypto/tokens'

/**
 * The reference a session gets where a submission renews it. It follows from the one before and the submission's key, and only we can say it: an
 * answer that was lost can be given again together with the cookie that was in it (F02), to whoever has both; the old reference alone is nobody's (T22).
 * @param before the token that the browser sent; @param key of the submission
 * @returns 256 bits, base64url (43 characters)
 */
export function nextReference(before: string | undefined, key: string | undefined): string {
  if (before === undefined || key === undefined) return newToken('session').token
  return Buffer.from(keyedHash('session reference', `${key}|${before}`)).toString('base64url')
}

/** For a browser: the next reference of its session (T22). */
export interface Renewal {
  /** what it would be */
  next: string
  /** the same, once the work in hand has given it to the session: to be kept as the cookie where that stands */
  token: string | null
}

/** @returns one that nobody waits for, where there is no browser or it sent no key */
export function newRenewal(before?: string, key?: string): Renewal {
  return { next: nextReference(before, key), token: null }
}
