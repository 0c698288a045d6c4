import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from '../fixtures'
import { letterTo } from '../helpers/read-mailbox'
import { callAction, honest, offeredActions } from './call-action'
import { sendRequest } from './send-request'

const PASSWORD = 'a lantern, two boats and some rope'
const LOG = path.resolve(import.meta.dirname, '../../.data/test/server.log')
const tokenOf = (link: string) => new URL(link).hash.slice(1)
const formOf = (values: Record<string, string>) => Object.entries(values).reduce((form, [name, value]) => (form.set(name, value), form), new FormData())

/** Presses a public form's button as no browser would need to: straight at the action. */
async function press(name: string, values: Record<string, string>, from: string) {
  const action = offeredActions().find(({ where }) => where === `lib/sign-in/actions.ts ${name}`)
  if (!action) throw new Error(`The build offers no ${name}.`)
  return callAction({ action, args: [{}, formOf(values)], headers: { ...honest(), 'x-forwarded-for': from } })
}

test('[T31] whoever opens a link, however and however often, uses nothing up; only the button does', async ({ tenant, backstage, address }) => {
  const email = `scanned@${tenant.slug}.example`
  await backstage('invite', { by: tenant.people.olivia!.email, email })
  const token = tokenOf((await letterTo(email, /invitation/)).link)
  for (let round = 0; round < 17; round++) {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      // A scanner that rewrites links may even put the fragment where a server sees it.
      for (const where of ['/activate', `/activate?token=${token}`, `/activate/${token}`]) await sendRequest(where, { method, headers: { 'user-agent': 'scanner' } })
    }
  }
  expect(await backstage('eventsAbout', { email })).toEqual(['administrator.invited done', 'grant.created done'])
  const answer = await press('activate', { token, password: PASSWORD }, address)
  expect(answer.headers['set-cookie']?.join()).toMatch(/^castellan=[A-Za-z0-9_-]{43};/)
  expect(await backstage('eventsAbout', { email })).toContain('administrator.activated done')
})

test('[T29] [T77] once it is sent, a link’s token stands nowhere: no table, no log, no address a server was asked for', async ({ page, tenant, backstage }) => {
  const email = tenant.people.vera!.email
  const asked: string[] = []
  page.context().on('request', (request) => asked.push([request.url(), JSON.stringify(request.headers()), request.method() === 'GET' ? (request.postData() ?? '') : ''].join(' ')))
  await page.goto(`/forgot-password/${tenant.slug}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Send the link' }).click()
  const { link } = await letterTo(email, /Set a new password/)
  const token = tokenOf(link)
  expect(token).toHaveLength(43)
  await page.goto(link)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Set the new password' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your password is set')
  await page.getByRole('link', { name: 'Go to sign-in' }).click()
  await page.getByLabel('E-mail').waitFor()
  expect(asked.filter((text) => text.includes(token))).toEqual([])
  for (const secret of [token, PASSWORD]) {
    await expect.poll(async () => backstage('whereStands', { text: secret })).toEqual([])
    expect(fs.readFileSync(LOG, 'utf8')).not.toContain(secret)
  }
  // The search finds what there is.
  expect(await backstage('whereStands', { text: email })).toContain('administrator')
})

test('[T34] a form that names tenant, role or address is refused whole, and a token of one kind is nothing for another', async ({ tenant, backstage, address }) => {
  const email = `tampered@${tenant.slug}.example`
  await backstage('invite', { by: tenant.people.olivia!.email, email })
  const token = tokenOf((await letterTo(email, /invitation/)).link)
  for (const [field, value] of [['role', 'client_owner'], ['tenantId', tenant.id], ['email', 'eve@evil.example'], ['status', 'active'], ['__proto__', 'x'], ['constructor', 'x'], ['token[]', token]] as const) {
    const { result, headers } = await press('activate', Object.fromEntries([['token', token], ['password', PASSWORD], [field, value]]), address)
    expect([field, headers['set-cookie'], result?.failure?.code]).toEqual([field, undefined, 'invalid_input'])
  }
  for (const name of ['setPassword', 'confirmNewAddress', 'undoAddressChange']) {
    const { result } = await press(name, name === 'setPassword' ? { token, password: PASSWORD } : { token }, address)
    expect([name, result?.failure?.code]).toEqual([name, 'link_unusable'])
  }
  expect((await press('activate', { token, password: PASSWORD }, address)).headers['set-cookie']?.join()).toContain('castellan=')
})

test('[T30] sixteen at once over HTTP: one seat, one event, fifteen refusals', async ({ tenant, backstage }) => {
  const email = `raced@${tenant.slug}.example`
  await backstage('invite', { by: tenant.people.olivia!.email, email })
  const token = tokenOf((await letterTo(email, /invitation/)).link)
  const answers = await Promise.all(Array.from({ length: 16 }, async (_, n) => press('activate', { token, password: PASSWORD }, `198.51.100.${n + 1}`)))
  expect(answers.filter(({ headers }) => headers['set-cookie']?.join().includes('castellan='))).toHaveLength(1)
  for (const { result, headers } of answers) if (!headers['set-cookie']) expect(['link_unusable', 'busy']).toContain(result?.failure?.code)
  expect((await backstage('eventsAbout', { email })).filter((event) => event.startsWith('administrator.activated'))).toEqual(['administrator.activated done'])
})
