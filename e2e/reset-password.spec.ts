import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { letterTo, lettersTo } from './helpers/read-mailbox'
import { signInByHand } from './helpers/sign-in'

const NEXT_PASSWORD = 'seven gulls above a quiet harbour'

test('[T38] forgotten: the mailed link sets a new password, signs nobody in, ends every session and works once', async ({ page, as, tenant, backstage, complaints }) => {
  const { email } = tenant.people.adam!
  const elsewhere = await as('adam')
  await elsewhere.goto('/')
  await expect(elsewhere).toHaveURL('/')

  await page.goto(`/sign-in/${tenant.slug}`)
  await page.getByLabel('E-mail').fill(email)
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reset your password')
  await checkPage(page)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Look into your mail')
  await checkPage(page)

  const { link } = await letterTo(email, /Set a new password/)
  await page.goto(link)
  await expect(page.getByText(email)).toBeVisible()
  await page.getByLabel('New password').fill('castellan castellan')
  await expect(page.getByText(/little more than a name/).first()).toBeVisible()
  await checkPage(page)
  await page.getByLabel('New password').fill(NEXT_PASSWORD)
  await expect(page.getByText('It meets the policy.')).toBeVisible()
  await page.getByRole('button', { name: 'Set the new password' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your password is set')
  expect(await page.context().cookies()).toEqual([])

  await elsewhere.goto('/account')
  await expect(elsewhere).toHaveURL(`/sign-in/${tenant.slug}?next=%2Faccount`)
  await expect(elsewhere.getByText('Your session has ended')).toBeVisible()

  await page.goto('about:blank')
  await page.goto(link)
  await expect(page.getByText('This link was used already. It works once.')).toBeVisible()
  await checkPage(page)
  await signInByHand(page, { tenant: tenant.slug, email, password: NEXT_PASSWORD })
  expect(await backstage('eventsAbout', { email })).toEqual(expect.arrayContaining(['password.reset_requested done', 'password.reset done', 'session.started done']))
  await letterTo(email, /was reset/)
  // The page of the session that ended asks how things stand, and is told that it is over.
  complaints.allow(/status of 401 .*api\/live/)
})

test('[T08] [T36] whoever asks for a link gets one answer, and one mailbox at most three links an hour', async ({ page, tenant, backstage }) => {
  const answers = new Set<string>()
  const ask = async (email: string) => {
    await page.goto(`/forgot-password/${tenant.slug}`)
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('button', { name: 'Send the link' }).click()
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor()
    answers.add((await page.getByRole('main').innerText()).replaceAll(email, '…'))
  }
  const { email } = tenant.people.vera!
  for (let round = 0; round < 4; round++) await ask(email)
  for (const other of [`nobody@${tenant.slug}.example`, tenant.people.ines!.email, tenant.people.noor!.email]) await ask(other)
  await expect.poll(async () => (await backstage('eventsAbout', { email })).length).toBe(3)
  await expect.poll(async () => (await lettersTo(email)).length).toBe(3)
  expect([...answers]).toHaveLength(1)
  for (const other of [`nobody@${tenant.slug}.example`, tenant.people.ines!.email, tenant.people.noor!.email]) expect(await lettersTo(other)).toEqual([])
})

test('a link that ran out says so and leads to a new one', async ({ page, tenant, backstage }) => {
  const { email } = tenant.people.rex!
  await page.goto(`/forgot-password/${tenant.slug}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Send the link' }).click()
  const { link } = await letterTo(email, /Set a new password/)
  await backstage('expireLinks', { email })
  await page.goto(link)
  await expect(page.getByText('This link has expired.')).toBeVisible()
  await page.getByRole('link', { name: 'Send a new link' }).click()
  await expect(page).toHaveURL(`/forgot-password/${tenant.slug}`)
})
