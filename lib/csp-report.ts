import 'server-only'
import { z } from 'zod'
import { linesAMinute } from './lines-a-minute'
import { log } from './log'

const LONGEST_BODY_BYTES = 16_384

const text = z.string().catch('')
const refusal = z.object({ 'effective-directive': text, 'violated-directive': text, 'blocked-uri': text, 'document-uri': text })
const report = z.object({ 'csp-report': refusal })

/** Anyone can post here. */
const mayWrite = linesAMinute(30)

/** Reads one report of a refusal by the content security policy and writes one line: which rule, on which path, from where; nothing that a person typed. */
export async function takeReport(request: Request): Promise<void> {
  const body = await readShort(request)
  const parsed = body === null ? null : report.safeParse(body)
  if (!parsed?.success || !mayWrite()) return
  const said = parsed.data['csp-report']
  log().warn({ directive: (said['effective-directive'] || said['violated-directive']).slice(0, 60), path: partOf(said['document-uri'], 'pathname'), blocked: partOf(said['blocked-uri'], 'origin') }, 'refused by the content security policy')
}

/** Without query and fragment, which may carry a search or a token. */
function partOf(address: string, part: 'pathname' | 'origin'): string {
  return (URL.canParse(address) ? new URL(address)[part] : address.replace(/[?#].*$/s, '')).slice(0, 200)
}

/** @returns the JSON of the body, or null when it is longer than a report can be, or none */
async function readShort(request: Request): Promise<unknown> {
  // What says that it is too long is not begun: a connection left in the middle of a body is lost.
  if (Number(request.headers.get('content-length')) > LONGEST_BODY_BYTES) return null
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength
    if (length > LONGEST_BODY_BYTES) return null
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return null
  }
}
