import { alive, expect, test } from './fixtures'

test('somebody signs in at a SAML provider of another site, and by its form without a script', async ({ page, browser, tenant, address, backstage, complaints }) => {
  // The provider's pages are its own; ours that holds the form has a policy of its own.
  complaints.allow(/without a page's policy: .*\/(sso|start)\b/)
  const { email, id: administratorId } = tenant.people.vera!
  const of = { tenantId: tenant.id, administratorId, email }
  await backstage('startSaml', { ...of, name: 'Fabrikam', host: '127.0.0.1' })
  await backstage('startSaml', { ...of, name: 'Northwind', binding: 'post' })
  await page.goto(`/sign-in/${tenant.slug}?next=%2Faudit`)
  await page.getByRole('link', { name: 'Sign in with Fabrikam' }).click()
  await expect(page).toHaveURL(/\/audit/)
  const visitor = { extraHTTPHeaders: { 'x-forwarded-for': address } }
  const other = await browser.newContext(visitor)
  const second = alive(await other.newPage())
  await second.goto(`/sign-in/${tenant.slug}`)
  await second.getByRole('link', { name: 'Sign in with Northwind' }).click()
  await second.waitForURL('/')
  await other.close()
  const plain = await browser.newContext({ ...visitor, javaScriptEnabled: false })
  const still = await plain.newPage()
  await still.goto(`/sign-in/${tenant.slug}`)
  await still.getByRole('link', { name: 'Sign in with Northwind' }).click()
  await still.getByRole('button', { name: 'Continue to Northwind' }).click()
  await still.getByRole('button', { name: 'Submit' }).click()
  await still.waitForURL('/')
  await plain.close()
})
