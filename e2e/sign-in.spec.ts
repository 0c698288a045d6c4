import { alive, expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { letterTo } from './helpers/read-mailbox'
import { signInByHand } from './helpers/sign-in'

test('an administrator signs in: the address first, then the password, then the page they asked for', async ({ page, tenant }) => {
  await page.goto(`/sign-in/${tenant.slug}?next=%2Faccount`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${tenant.name}`)
  await checkPage(page)
  await page.getByLabel('E-mail').fill(tenant.people.olivia!.email)
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused()
  await checkPage(page)
  await page.getByLabel('Password', { exact: true }).fill(tenant.password)
  await page.keyboard.press('Enter')
  await page.waitForURL('/account')
})

test('signs in by hand and by a planted session', async ({ page, tenant, as }) => {
  await signInByHand(page, { tenant: tenant.slug, email: tenant.people.olivia!.email, password: tenant.password })
  const adam = await as('adam')
  await adam.goto(`/sign-in/${tenant.slug}`)
  await expect(adam).toHaveURL('/')
})

test('[T05] [T06] [T08] five wrong passwords, and the right one is refused with the same words; from another address it is let in', async ({ page, tenant, browser }) => {
  const { email } = tenant.people.sam!
  const answers: string[] = []
  const attempt = async (password: string) => {
    await page.getByLabel('Password', { exact: true }).fill(password)
    const asked = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await asked
    await expect(page.getByRole('button', { name: 'Sign in', exact: true })).not.toHaveAttribute('aria-busy')
    answers.push(await page.getByRole('main').innerText())
  }
  await page.goto(`/sign-in/${tenant.slug}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Continue' }).click()
  for (let round = 0; round < 5; round++) await attempt('not the password of anyone')
  await attempt(tenant.password)
  expect(new Set(answers).size).toBe(1)
  expect(answers[0]).toContain('The e-mail address or the password is wrong, or sign-in is not possible right now.')
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused()
  await checkPage(page)

  expect((await letterTo(email, /was blocked for a while/)).text).toContain('from elsewhere you can sign in as usual')

  const elsewhere = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': '198.51.100.7' } })
  const other = alive(await elsewhere.newPage())
  await signInByHand(other, { tenant: tenant.slug, email, password: tenant.password })
  await elsewhere.close()
})

test('[T08] nobody, somebody inactive and somebody invited get the answer of a wrong password', async ({ page, tenant }) => {
  const answers = new Set<string>()
  for (const [email, password] of [[tenant.people.olivia!.email, 'wrong and long enough'], [`nobody@${tenant.slug}.example`, tenant.password], [tenant.people.ines!.email, tenant.password], [tenant.people.noor!.email, tenant.password], ['olivia@acme.example', 'wrong and long enough']] as const) {
    await page.goto(`/sign-in/${tenant.slug}`)
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'password is wrong' })).toBeVisible()
    answers.add((await page.getByRole('main').innerText()).replaceAll(email, '…'))
  }
  expect([...answers]).toHaveLength(1)
})

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false })

  test('signing in works, a wrong password says so and keeps the address, a reset can be asked for', async ({ page, tenant }) => {
      const { email } = tenant.people.olivia!
    await page.goto(`/sign-in/${tenant.slug}?next=%2Faccount%3Fq%3D1`)
    await page.getByLabel('E-mail').fill('not an address')
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.getByText('Write one e-mail address, such as name@example.com.')).toBeVisible()
    await expect(page.getByLabel('E-mail')).toHaveValue('not an address')
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByLabel('Password', { exact: true }).fill('wrong and long enough')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByText('The e-mail address or the password is wrong')).toBeVisible()
    await expect(page.getByLabel('E-mail')).toHaveValue(email)
    await expect(page.getByLabel('Password', { exact: true })).toHaveValue('')
    await page.getByLabel('Password', { exact: true }).fill(tenant.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page).toHaveURL('/account?q=1')

    await page.context().clearCookies()
    await page.goto(`/forgot-password/${tenant.slug}`)
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look into your mail')
  })

  test('a page behind a mailed link says that it needs script, and why', async ({ request }) => {
    // What stands in <noscript> is not drawn by a browser whose script was switched off from outside.
    for (const address of ['/activate', '/reset-password', '/confirm-address', '/undo-address']) expect(await (await request.get(address)).text()).toMatch(/<noscript><p[^>]*>This page needs JavaScript/)
  })
})

test('[T70] after signing in one lands on a page of the console, whatever the address says', async ({ page, tenant, as, baseURL }) => {
  const olivia = await as('olivia')
  for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '%2F%2Fevil.example', ' /', '/\t/evil.example']) {
    await olivia.goto(`/sign-in/${tenant.slug}?next=${encodeURIComponent(next)}`)
    await expect(olivia).toHaveURL(({ origin, pathname }) => origin === baseURL && /^\/(%2F%2Fevil\.example)?$/.test(pathname))
  }
  await page.goto(`/sign-in/${tenant.slug}?next=${encodeURIComponent('//evil.example')}`)
  await page.getByLabel('E-mail').fill(tenant.people.olivia!.email)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password', { exact: true }).fill(tenant.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('/')
})

test('a session that rested too long leads to its own tenant, says so, and comes back to the page', async ({ page, tenant, backstage, baseURL }) => {
  const { email } = tenant.people.olivia!
  const token = await backstage('plantSession', { email })
  await page.context().addCookies([{ name: 'castellan', value: token, url: baseURL! }])
  await backstage('restSession', { token, seconds: 1801 })
  await page.goto('/account')
  await expect(page).toHaveURL(`/sign-in/${tenant.slug}?next=%2Faccount`)
  await expect(page.getByText('Your session has ended')).toBeVisible()
  await checkPage(page)
  await page.getByLabel('E-mail').fill(email)
  await page.keyboard.press('Enter')
  await page.getByLabel('Password', { exact: true }).fill(tenant.password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/account')
})

test('somebody signed in elsewhere is told so before they sign in to another tenant', async ({ as, tenant }) => {
  const olivia = await as('olivia')
  await olivia.goto('/sign-in/globex')
  await expect(olivia.getByText(`You are signed in to ${tenant.name}`)).toBeVisible()
  await checkPage(olivia)
})

test('a tenant that does not exist is not there', async ({ page, complaints }) => {
  complaints.allow(/status of 404/)
  for (const address of ['/sign-in/no-such-tenant', '/forgot-password/no-such-tenant', '/sign-in/A%00b', '/sign-in/..%2Facme']) {
    const response = await page.goto(address)
    expect(response?.status()).toBe(404)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no tenant at this address')
  }
  await checkPage(page)
  await page.goto('/sign-in?tenant=no-such')
  await expect(page.getByText('There is no tenant called “no-such” here.')).toBeVisible()
  await checkPage(page)
  await page.getByLabel('Tenant').fill('Acme ')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL('/sign-in/acme')
})

test('a lost connection keeps what was typed', async ({ page, tenant, complaints }) => {
  complaints.allow(/Failed to load resource|Failed to fetch/)
  await page.goto(`/sign-in/${tenant.slug}`)
  await page.getByLabel('E-mail').fill(tenant.people.olivia!.email)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password', { exact: true }).fill(tenant.password)
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'The server did not answer.' })).toBeVisible()
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue(tenant.password)
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('/')
})
