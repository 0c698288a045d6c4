// Forms as a browser without script posts them: the page is read, the fields in it are sent along with what was typed.
import { sendRequest, type Answered, type Headers } from './send-request'

export interface Visit {
  /** Cookie header to send */
  cookie?: string | undefined
  /** sent with the form, beside what an honest browser sends; `undefined` takes one of those away */
  headers?: Record<string, string | undefined>
  /** another server than the one of the journeys */
  server?: string | undefined
  /** what that server is configured to be, where it is not its address */
  origin?: string
  /** network address the request seems to come from */
  from?: string
  /** on a connection of its own */
  crowding?: boolean
}

const BOUNDARY = '----castellan-form'
const ENTITIES: Record<string, string> = { '&quot;': '"', '&#x27;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' }
const unescape = (text: string) => text.replace(/&(quot|#x27|lt|gt|amp);/g, (entity) => ENTITIES[entity]!)

/** The fields of the first form on a drawn page, as they were drawn. @throws when there is none */
function drawnFields(html: string): [string, string][] {
  const form = /<form[^>]*>(.*?)<\/form>/s.exec(html)?.[1]
  if (form === undefined) throw new Error(`There is no form on this page:\n${html.slice(0, 500)}`)
  const attribute = (input: string, name: string) => unescape(new RegExp(` ${name}="([^"]*)"`).exec(input)?.[1] ?? '')
  return [...form.matchAll(/<input[^>]*>/g)].map(([input]): [string, string] => [attribute(input, 'name'), attribute(input, 'value')]).filter(([name]) => name !== '')
}

/** Posts the form that a page has, with these fields instead of or beside the drawn ones. */
export async function postForm(address: string, html: string, typed: Record<string, string>, { cookie, headers = {}, server, origin = server ?? process.env.CASTELLAN_E2E_ORIGIN!, from = '192.0.2.1', crowding }: Visit = {}): Promise<Answered> {
  const fields = [...drawnFields(html).filter(([name]) => !(name in typed)), ...Object.entries(typed)]
  const body = `${fields.map(([name, value]) => `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--${BOUNDARY}--\r\n`
  const sent = { origin, 'sec-fetch-site': 'same-origin', 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'x-forwarded-for': from, cookie, ...headers }
  return sendRequest(address, { method: 'POST', server, crowding, body, headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)) as Headers })
}

export interface Credentials {
  tenant: string
  email: string
  password: string
}

/** Both steps of signing in; cookie and odd headers come with the second. @returns the answer to it */
export async function postSignIn({ tenant, email, password }: Credentials, visit: Visit = {}): Promise<Answered> {
  const address = `/sign-in/${tenant}`
  const page = await sendRequest(address, { server: visit.server })
  const second = await postForm(address, page.text, { email }, { ...visit, headers: {}, cookie: undefined })
  return postForm(address, second.text, { password }, visit)
}

/** @returns the value of the session's cookie that an answer sets, or undefined */
export function sessionSet({ headers }: Answered): string | undefined {
  return headers['set-cookie']?.map((line) => /^(?:__Host-)?castellan=([^;]*)/.exec(line)?.[1]).find((value) => value !== undefined)
}
