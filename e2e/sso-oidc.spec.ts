import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'

test('the domain of an address leads to its OpenID provider and that to its own login: refused in words where it vouches for nobody, on to the factor that is owed, in with the role of a group', async ({ page, tenant, backstage, baseURL, complaints }) => {
  // The pages of the provider are its own.
  complaints.allow(/without a page's policy: http:\/\/127\.0\.0\.1:/)
  const { olivia, rex } = tenant.people
  const said = (name: string, more: object) => ({ email: `${name}@${tenant.slug}.example`, email_verified: true, given_name: name, family_name: 'Hopper', groups: [], ...more })
  await backstage('startProvider', {
    tenantId: tenant.id, slug: tenant.slug, origin: baseURL!, name: 'Contoso', linked: { rex: rex!.id }, line: { groupValue: 'staff', role: 'auditor', authorId: olivia!.id },
    people: { mallory: said('olivia', { email_verified: false }), rex: said('rex', {}), grace: said('grace', { groups: ['staff'] }) },
  })
  const { secret } = await backstage('enrolFactors', { email: rex!.email })
  const through = async (account: string) => {
    await page.goto(`/sign-in/${tenant.slug}?next=%2Faccount%2Froles`)
    await page.getByLabel('E-mail').fill(`${account}@${tenant.slug}.example`)
    await page.getByRole('button', { name: 'Continue' }).click()
    const way = page.getByRole('link', { name: 'Sign in with Contoso' })
    await expect(way).toBeVisible()
    if (account === 'mallory') await checkPage(page)
    await way.click()
    await page.getByLabel('Account').fill(account)
    await page.getByRole('button', { name: 'Log in there' }).click()
  }

  await through('mallory')
  await expect(page.getByText('The identity provider did not say that your e-mail address is verified.')).toBeVisible()
  await checkPage(page)
  await page.context().clearCookies()

  await through('rex')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Confirm that it is you')
  await checkPage(page)
  await page.getByLabel('Code of your authenticator app').fill(await backstage('codeOf', { secret }))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('/account/roles')
  await expect(page.getByRole('link', { name: 'Requester', exact: true })).toBeVisible()

  // A page that stays open would ask in vain for what goes on.
  await page.goto('about:blank')
  await page.context().clearCookies()
  await through('grace')
  await page.waitForURL('/account/roles')
  await expect(page.getByRole('link', { name: 'Member', exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Auditor', exact: true })).toBeVisible()
  await checkPage(page)
})
