import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { signInByHand } from './helpers/sign-in'

test('an administrator signs in: the address first, then the password, then the page they asked for', async ({ page, tenant, complaints }) => {
  complaints.allow(/status of 404/)
  await page.goto(`/sign-in/${tenant.slug}?next=%2Froles`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${tenant.name}`)
  await checkPage(page)
  await page.getByLabel('Email').fill(tenant.people.olivia!.email)
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused()
  await checkPage(page)
  await page.getByLabel('Password', { exact: true }).fill(tenant.password)
  await page.keyboard.press('Enter')
  await page.waitForURL('/roles')
})

test('signs in by hand and by a planted session', async ({ page, tenant, as, complaints }) => {
  complaints.allow(/status of 404/)
  await signInByHand(page, { tenant: tenant.slug, email: tenant.people.olivia!.email, password: tenant.password })
  const adam = await as('adam')
  await adam.goto(`/sign-in/${tenant.slug}`)
  await expect(adam).toHaveURL('/')
})
