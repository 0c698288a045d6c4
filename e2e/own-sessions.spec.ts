import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { notice } from './helpers/notice'
import { openListening } from './helpers/open-listening'

test('[T25] two browsers: one ends the session of the other, whose next click leads to sign-in', async ({ as, tenant, complaints }) => {
  // The page of an ended session is told by its stream, and asks once more.
  complaints.allow(/status of 401/)
  const [here, there] = [await as('rex', { fresh: false }), await as('rex')]
  await openListening(there, '/account')
  await here.goto('/account/sessions')
  await expect(here.getByRole('listitem').filter({ hasText: 'This session' })).toHaveCount(1)
  await checkPage(here)
  await here.getByRole('button', { name: /^End the session of/ }).click()
  await expect(here.getByRole('alertdialog')).toContainText('is signed out at once')
  await checkPage(here)
  await here.getByRole('button', { name: 'End session', exact: true }).last().click()
  await here.getByLabel('Password', { exact: true }).fill(tenant.password)
  await here.keyboard.press('Enter')
  await expect(notice(here, 'is signed out.')).toBeVisible()
  await expect(here.getByRole('button', { name: /^End the session of/ })).toHaveCount(0)
  // Its open page knows without a click.
  await expect(there.getByRole('alertdialog', { name: 'You are signed out' })).toContainText('by yourself on another device')
  await there.goto('/account/sessions')
  await expect(there).toHaveURL(/\/sign-in.*\?next=/)
  await here.reload()
  await expect(here).toHaveURL('/account/sessions')
})

test('all others at once, with their number said before; a session that begins meanwhile appears by itself', async ({ as, complaints }) => {
  // The page of an ended session is told by its stream, and asks once more.
  complaints.allow(/status of 401/)
  const here = await as('gus')
  await here.goto('/account/sessions')
  await expect(here.getByRole('button', { name: 'End all others' })).toHaveAttribute('aria-disabled', 'true')
  const others = [await as('gus'), await as('gus')]
  await expect(here.getByRole('button', { name: /^End the session of/ })).toHaveCount(2, { timeout: 60_000 })
  await here.getByRole('button', { name: 'End all others' }).click()
  await expect(here.getByRole('alertdialog')).toContainText('2 sessions')
  await here.getByRole('button', { name: 'End 2 sessions' }).click()
  await expect(notice(here, '2 sessions ended.')).toBeVisible()
  for (const other of others) {
    await other.goto('/account')
    await expect(other).toHaveURL(/\/sign-in/)
  }
})

test('[T21] a page of sessions that stays open keeps nobody signed in', async ({ as, backstage, context }) => {
  const here = await as('april')
  const token = (await here.context().cookies()).find(({ name }) => name === 'castellan')!.value
  await here.goto('/account/sessions')
  await backstage('restSession', { token, seconds: 120 })
  const before = await backstage('lastSeen', { token })
  const answer = await here.waitForResponse((response) => response.url().endsWith('/api/account/sessions'), { timeout: 60_000 })
  expect(answer.status()).toBe(200)
  expect(await backstage('lastSeen', { token })).toBe(before)
  await context.close()
})

test('[T27] [T72] signed out: the cookie is gone, the browser is told to forget, and Back shows nothing', async ({ as, tenant }) => {
  const rex = await as('rex')
  await rex.goto('/')
  await rex.goto('/account')
  await expect(rex.getByRole('main')).toContainText(tenant.people.rex!.email)
  await rex.getByRole('button', { name: new RegExp(tenant.people.rex!.name) }).click()
  await rex.getByRole('button', { name: 'Sign out' }).click()
  await expect(rex).toHaveURL(`/sign-in/${tenant.slug}`)
  expect((await rex.context().cookies()).filter(({ name }) => name === 'castellan')).toEqual([])
  const cleaned = await rex.request.get(`/signed-out?tenant=${tenant.slug}`, { maxRedirects: 0 })
  expect(cleaned.headers()).toMatchObject({ 'clear-site-data': '"cache", "storage"', location: `/sign-in/${tenant.slug}`, 'cache-control': 'no-store' })
  await rex.goBack()
  await expect(rex).toHaveURL(/\/sign-in/)
  await expect(rex.getByText(tenant.people.rex!.email)).toHaveCount(0)
})
