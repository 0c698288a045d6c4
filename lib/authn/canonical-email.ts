// One spelling of an address for looking people up and for counting failures. Browser-safe.
import { z } from 'zod'

export interface CanonicalEmail {
  /** what is compared, stored as key and counted by */
  key: string
  /** what is shown and written to: as typed, without compatibility characters */
  shown: string
}

// Longer than any address with its white space; a text of megabytes is refused before it is looked at.
const LONGEST_INPUT = 1000
const LONGEST_LOCAL = 64
const LONGEST = 254
// RFC 5322 atext, and letters of any script (RFC 6531). No quotes, commas or brackets: a header cannot be broken out of.
const LOCAL = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const LETTERS_OF_A_DOMAIN = /^[\p{L}\p{M}\p{N}.-]+$/u
const bytes = (text: string) => new TextEncoder().encode(text).length

/**
 * Trim, NFKC, lower case, exactly one `@` and that an ASCII one; the domain in its ASCII form, so that a punycode spelling
 * and its Unicode twin are one address. Idempotent.
 * @returns null for whatever is not one address: never guess what somebody may have meant
 */
export function canonicalEmail(text: string): CanonicalEmail | null {
  if (typeof text !== 'string' || text.length > LONGEST_INPUT) return null
  const typed = text.trim()
  const shown = typed.normalize('NFKC')
  // A full-width @ becomes an ASCII one by NFKC: what was typed must have had the same single one.
  if (typed.split('@').length !== 2 || shown.split('@').length !== 2) return null
  const [local, domain] = shown.split('@') as [string, string]
  const key = keyOf(local, domain)
  if (key === null || bytes(shown) > LONGEST || bytes(key) > LONGEST) return null
  const [keyLocal, keyDomain] = key.split('@') as [string, string]
  // Lower case and normal form do not commute for every letter; what does not settle is no address.
  return keyOf(keyLocal, keyDomain) === key ? { key, shown } : null
}

function keyOf(local: string, domain: string): string | null {
  const lower = local.normalize('NFKC').toLowerCase().normalize('NFKC')
  if (!LOCAL.test(lower) || bytes(lower) > LONGEST_LOCAL || bytes(local) > LONGEST_LOCAL) return null
  const ascii = asciiDomain(domain)
  return ascii === null ? null : `${lower}@${ascii}`
}

function asciiDomain(domain: string): string | null {
  if (!LETTERS_OF_A_DOMAIN.test(domain)) return null
  const labels = domain.toLowerCase().split('.')
  // A name that ends in a number would be read as an IP address below.
  if (labels.some((label) => label === '') || /^(0x)?[0-9a-f]*$/.test(labels.at(-1)!) && /^[0-9]/.test(labels.at(-1)!)) return null
  const address = `http://${domain}`
  const host = URL.canParse(address) ? new URL(address).hostname : ''
  return host.split('.').every((label) => LABEL.test(label)) ? host : null
}

/** An address in a form; becomes its two spellings. */
export const EmailInput = z.string().max(LONGEST_INPUT, 'This is too long for an e-mail address.').transform((text, context) => {
  const email = canonicalEmail(text)
  if (email) return email
  context.addIssue({ code: 'custom', message: text.trim() === '' ? 'Write an e-mail address.' : 'Write one e-mail address, such as name@example.com.' })
  return z.NEVER
})
