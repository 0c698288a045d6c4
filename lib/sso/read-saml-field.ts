import 'server-only'
import { SamlRefused } from '@/lib/saml/saml-refused'
import { SsoFailure } from './sso-failure'

/** A message of 256 KiB in base64, its signs spelled as forms spell them, and what else a provider sends along. */
const MOST_BYTES = 512 * 1024

/**
 * Reads SAMLResponse out of a form that was posted, and no more of it than a message can be long: what is too long is given up where it is seen to be,
 * not kept.
 * @returns null where it is not there exactly once
 * @throws SsoFailure not_valid
 */
export async function readSamlField(request: Request): Promise<string | null> {
  if (!(request.headers.get('content-type') ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded')) return null
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    // Leaving the loop gives the rest of the body up.
    if (size > MOST_BYTES) throw new SsoFailure('not_valid', new SamlRefused('too_large'))
    chunks.push(chunk)
  }
  const [field, ...more] = new URLSearchParams(Buffer.concat(chunks).toString('latin1')).getAll('SAMLResponse')
  return field === undefined || more.length > 0 ? null : field
}
