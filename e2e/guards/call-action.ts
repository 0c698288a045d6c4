// Calls server actions as an attacker would: over plain HTTP, with nothing of React in between. The ids come from the manifest
// of the build that is being tested, the bodies are written by hand in the encoding that React's replies have.
import fs from 'node:fs'
import path from 'node:path'
import { sendRequest, type Answered, type Headers } from './send-request'

const MANIFEST = path.resolve(import.meta.dirname, '../../.next/server/server-reference-manifest.json')

/** An action as the build offers it to the world. */
export interface OfferedAction {
  id: string
  /** "lib/grants/actions.ts assignRole", as in lib/actions/expected/doors.txt */
  where: string
  /** address of a page that carries it */
  page: string
}

interface Manifest { node: Record<string, { workers: Record<string, unknown>; filename: string; exportedName: string }> }

/** Everything in the build that can be called from outside. */
export function offeredActions(): OfferedAction[] {
  const { node } = JSON.parse(fs.readFileSync(MANIFEST, 'utf8')) as Manifest
  return Object.entries(node).map(([id, { workers, filename, exportedName }]) => ({ id, where: `${filename} ${exportedName}`, page: addressOf(Object.keys(workers)[0]!) }))
}

/** "app/(console)/workspaces/[slug]/page" → "/workspaces/x" */
function addressOf(worker: string): string {
  return worker.replace(/^app/, '').replace(/\/page$/, '').replace(/\/\([^)]+\)/g, '').replace(/\[[^\]]+\]/g, 'x') || '/'
}

export interface ActionAnswer extends Answered {
  /** what the action returned; undefined when it was not run or ended in a redirect */
  result: ActionResult | undefined
}

interface ActionResult { ok?: boolean; data?: unknown; error?: { code: string; reason?: string }; failure?: { code: string } }

interface Call {
  action: OfferedAction
  /** what the function is called with: plain values, or one FormData as the last */
  args: readonly unknown[]
  cookie?: string | undefined
  headers?: Headers
  /** on a connection of its own, however many there are at once */
  crowding?: boolean
}

/** The headers of an honest browser on a page of ours. */
export const honest = (): Headers => ({ origin: process.env.CASTELLAN_E2E_ORIGIN!, 'sec-fetch-site': 'same-origin' })

export async function callAction({ action, args, cookie, headers = honest(), crowding = false }: Call): Promise<ActionAnswer> {
  const { body, contentType } = encodeReply(args)
  const answer = await sendRequest(action.page, { method: 'POST', crowding, body, headers: { accept: 'text/x-component', 'next-action': action.id, 'content-type': contentType, ...(cookie ? { cookie: `castellan=${cookie}` } : {}), ...headers } })
  return { ...answer, result: decodeResult(answer.text) }
}

/** A body that is no encoding of anything. On a connection of its own: the server may hang up, and nobody else is to find that out. */
export async function callActionRaw({ action, body, contentType, cookie }: { action: OfferedAction; body: string | Buffer; contentType: string; cookie?: string }): Promise<ActionAnswer> {
  const answer = await sendRequest(action.page, { method: 'POST', crowding: true, body, headers: { accept: 'text/x-component', 'next-action': action.id, 'content-type': contentType, ...(cookie ? { cookie: `castellan=${cookie}` } : {}), ...honest() } })
  return { ...answer, result: decodeResult(answer.text) }
}

const BOUNDARY = '----castellan-attack'

/** Plain values go as one text; with a form among them everything travels as multipart, the form's fields under its number. */
function encodeReply(args: readonly unknown[]): { body: string; contentType: string } {
  const form = args.find((arg) => arg instanceof FormData)
  if (!(form instanceof FormData)) return { body: JSON.stringify(args.map(encodeValue)), contentType: 'text/plain;charset=UTF-8' }
  const parts = [...form].map(([name, value]) => (typeof value === 'string' ? part(`_1_${name}`, value) : part(`_1_${name}`, 'a file', value.name)))
  const root = JSON.stringify(args.map((arg) => (arg === form ? '$K1' : encodeValue(arg))))
  return { body: `${parts.join('')}${part('0', root)}--${BOUNDARY}--\r\n`, contentType: `multipart/form-data; boundary=${BOUNDARY}` }
}

function part(name: string, value: string, file?: string): string {
  return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${file ? `; filename="${file}"\r\ncontent-type: text/plain` : ''}\r\n\r\n${value}\r\n`
}

/** JSON knows neither undefined nor NaN; a text that begins with a dollar would be taken for a reference. */
function encodeValue(value: unknown): unknown {
  if (value === undefined) return '$undefined'
  if (typeof value === 'string') return value.startsWith('$') ? `$${value}` : value
  if (typeof value === 'number' && Number.isNaN(value)) return '$NaN'
  if (value === Infinity) return '$Infinity'
  if (typeof value === 'bigint') return `$n${value}`
  if (value instanceof Date) return `$D${value.toJSON()}`
  if (Array.isArray(value)) return value.map(encodeValue)
  // Built from entries: a key called __proto__ stays a key.
  return value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encodeValue(inner)])) : value
}

/** The first row names the row in which the action's own result stands. */
function decodeResult(text: string): ActionResult | undefined {
  const rows = rowsOf(Buffer.from(text, 'utf8'))
  const named = /^\{"a":"\$@([0-9a-f]+)"/.exec(rows.get('0') ?? '')?.[1]
  const row = named && rows.get(named)
  return row && /^[{["n]/.test(row) ? (JSON.parse(row) as ActionResult | null) ?? undefined : undefined
}

/** Rows end with a line break, but for long texts, which say their length in bytes and are followed by the next row at once. */
function rowsOf(bytes: Buffer): Map<string, string> {
  const rows = new Map<string, string>()
  for (let at = 0; at < bytes.length; ) {
    const [, id, rest] = /^([0-9a-f]*):(T[0-9a-f]+,)?/.exec(bytes.subarray(at, at + 40).toString('latin1')) ?? []
    if (id === undefined) break
    const from = at + id.length + 1 + (rest?.length ?? 0)
    const line = bytes.indexOf(10, from)
    const to = rest ? from + Number.parseInt(rest.slice(1), 16) : line < 0 ? bytes.length : line
    rows.set(id, bytes.subarray(from, to).toString('utf8'))
    at = rest ? to : to + 1
  }
  return rows
}
