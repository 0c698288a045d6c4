import type { BrowserContext, Page } from '@playwright/test'
import { alive, expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { openListening } from './helpers/open-listening'

/** What is promised; counted from the moment the change is committed. Of a few the quickest: in which the machine stood still is nothing of ours. */
const LONGEST_MS = 2000

const signedOut = (page: Page) => page.getByRole('alertdialog', { name: 'You are signed out' })

async function openAnother(context: BrowserContext, address = '/'): Promise<Page> {
  const page = alive(await context.newPage())
  await page.goto(address)
  return page
}

const tokenOf = async (page: Page) => (await page.context().cookies()).find(({ name }) => name === 'castellan')!.value

test('T20 a change of status ends the open tabs of that person within two seconds, says why and leads to signing in', async ({ as, tenant, backstage, complaints }) => {
  complaints.allow(/status of 401/)
  const by = tenant.people.olivia!.email
  const deactivated = async (name: string) => {
    const page = await as(name)
    await openListening(page)
    const second = await openAnother(page.context())
    await second.getByRole('heading', { level: 1 }).waitFor()
    const shown = Promise.all([page, second].map(async (tab) => signedOut(tab).waitFor()))
    await backstage('changeStatus', { by, email: tenant.people[name]!.email, status: 'inactive' })
    const committed = performance.now()
    await shown
    return { page, took: performance.now() - committed }
  }
  const { page: adam, took } = await deactivated('adam')
  if (took >= LONGEST_MS) expect(Math.min((await deactivated('gus')).took, (await deactivated('bea')).took)).toBeLessThan(LONGEST_MS)
  await expect(signedOut(adam)).toContainText('An administrator changed the status of your account.')
  await checkPage(adam)
  await adam.keyboard.press('Escape')
  await adam.keyboard.press('Escape')
  await expect(signedOut(adam)).toBeVisible()
  await signedOut(adam).getByRole('link', { name: 'Sign in', exact: true }).click()
  await expect(adam).toHaveURL(new RegExp(`/sign-in/${tenant.slug}$`))
})

test('eight tabs of one browser stay usable: they share one stream, and when its tab closes another takes it over', async ({ as, tenant, backstage }) => {
  const first = await as('olivia')
  const context = first.context()
  const asked: string[] = []
  context.on('request', (request) => request.url().endsWith('/api/live') && asked.push(request.url()))
  await openListening(first)
  const others: Page[] = []
  for (let tab = 2; tab <= 8; tab++) others.push(await openAnother(context))
  for (const page of [first, ...others]) {
    // Six connections would be all that one browser opens: each tab still gets answers.
    await page.getByRole('main').getByRole('link', { name: /^Roles/ }).click()
    await expect(page).toHaveURL('/roles')
    await page.goBack()
    await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible()
  }
  expect(asked).toHaveLength(1)
  const takenOver = context.waitForEvent('request', (request) => request.url().endsWith('/api/live'))
  await first.close()
  await (await (await takenOver).response())!.headerValue('content-type')
  await backstage('invite', { by: tenant.people.oscar!.email, email: `new@${tenant.slug}.example` })
  const looking = others.at(-1)!
  await looking.bringToFront()
  await expect(looking.getByText('1 invitation is not accepted yet.')).toBeVisible()
  expect(asked).toHaveLength(2)
})

test('a page is drawn anew when somebody else changes what it shows', async ({ as, tenant, backstage }) => {
  const olivia = await as('olivia')
  await openListening(olivia)
  await expect(olivia.getByText('Nothing waits for you.')).toBeVisible()
  await backstage('invite', { by: tenant.people.oscar!.email, email: `new@${tenant.slug}.example` })
  await expect(olivia.getByText('1 invitation is not accepted yet.')).toBeVisible()
})

test('where no stream gets through, the tabs ask from time to time and end all the same', async ({ as, tenant, backstage, complaints }) => {
  complaints.allow(/api\/live\b.*|ERR_FAILED|status of 401/)
  const adam = await as('adam')
  await adam.context().route('**/api/live', (route) => route.abort())
  let answers = 0
  adam.on('response', (response) => (answers += Number(response.url().endsWith('/api/live/state') && response.ok())))
  await adam.goto('/')
  // The first answer has the page drawn anew, once.
  await expect.poll(() => answers, { timeout: 60_000 }).toBeGreaterThan(3)
  await backstage('changeStatus', { by: tenant.people.olivia!.email, email: tenant.people.adam!.email, status: 'inactive' })
  await expect(signedOut(adam)).toBeVisible({ timeout: 60_000 })
})

test('whoever signs in again in another tab goes on where they were', async ({ as, tenant, backstage, complaints }) => {
  complaints.allow(/status of 40[14]/)
  const adam = await as('adam')
  await openListening(adam)
  await adam.getByRole('button', { name: /Go to or do/ }).click()
  await adam.getByRole('combobox', { name: 'Go to or do' }).fill('half a name')
  await backstage('changeStatus', { by: tenant.people.olivia!.email, email: tenant.people.adam!.email, status: 'inactive' })
  await expect(signedOut(adam)).toBeVisible()
  await backstage('changeStatus', { by: tenant.people.olivia!.email, email: tenant.people.adam!.email, status: 'active' })
  const token = await backstage('plantSession', { email: tenant.people.adam!.email })
  await adam.context().addCookies([{ name: 'castellan', value: token, url: adam.url(), httpOnly: true, sameSite: 'Lax' }])
  await openAnother(adam.context())
  await adam.bringToFront()
  await expect(signedOut(adam)).toBeHidden()
  await expect(adam.getByRole('combobox', { name: 'Go to or do' })).toHaveValue('half a name')
})

test('T21 an open tab is not activity: neither its stream, nor what it asks by itself, nor a page drawn anew while nobody is there', async ({ as, tenant, backstage }) => {
  const olivia = await as('olivia')
  await olivia.clock.install()
  await openListening(olivia)
  const token = await tokenOf(olivia)
  await backstage('restSession', { token, seconds: 600 })
  const rested = await backstage('lastSeen', { token })
  await olivia.clock.fastForward(120_000)
  await olivia.evaluate(async () => fetch('/api/live/state', { headers: { 'x-castellan-background': '1' } }))
  await backstage('invite', { by: tenant.people.oscar!.email, email: `new@${tenant.slug}.example` })
  await olivia.clock.runFor(5000)
  await expect(olivia.getByText('1 invitation is not accepted yet.')).toBeVisible()
  expect(await backstage('lastSeen', { token })).toBe(rested)
  // A page asked for while one is being drawn anew by itself still counts as that; the next one is hers.
  await expect(async () => {
    await olivia.reload()
    expect(await backstage('lastSeen', { token })).toBeGreaterThan(rested)
  }).toPass()
})

test('where somebody else signs in in the same browser, the pages of the one before say so and are covered', async ({ as, tenant, backstage }) => {
  const audrey = await as('audrey')
  await openListening(audrey, '/administrators')
  const token = await backstage('plantSession', { email: tenant.people.olivia!.email })
  await audrey.context().addCookies([{ name: 'castellan', value: token, url: audrey.url(), httpOnly: true, sameSite: 'Lax' }])
  const olivia = await openAnother(audrey.context())
  const notice = audrey.getByRole('alertdialog', { name: 'This page is somebody else’s now' })
  await expect(notice).toBeVisible()
  await audrey.bringToFront()
  await checkPage(audrey)
  await notice.getByRole('link', { name: 'Open the console as them' }).click()
  await expect(audrey.getByText(`Signed in to ${tenant.name} as Olivia Okafor`)).toBeVisible()
  await expect(olivia.getByRole('alertdialog')).toHaveCount(0)
})
