const MOST_BYTES = 256 * 1024
/** base64 of that many bytes, and the line ends that some put in. */
const MOST_CHARACTERS = Math.ceil(MOST_BYTES / 3) * 4 + 10_000

/** @param field SAMLResponse as a form carries it (SAML 2.0 Bindings 3.5.4) @returns its XML; null where it is too large, no base64, or no UTF-8 */
export function decodeMessage(field: unknown): string | null {
  if (typeof field !== 'string' || field.length === 0 || field.length > MOST_CHARACTERS) return null
  const base64 = field.replaceAll(/[\r\n\t ]/g, '')
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null
  const bytes = Buffer.from(base64, 'base64')
  try {
    return bytes.length > MOST_BYTES ? null : new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return null
  }
}
