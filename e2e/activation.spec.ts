import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { letterTo } from './helpers/read-mailbox'

const PASSWORD = 'a lantern, two boats and some rope'

test('an invited person opens the mail, sees who invites them to what, chooses a password and is in', async ({ page, browser, tenant, backstage }) => {
  const email = `ingrid@${tenant.slug}.example`
  await backstage('invite', { by: tenant.people.olivia!.email, email })
  const { link, text } = await letterTo(email, /invitation/)
  expect(text).toContain('Olivia Okafor invites you')
  // As somebody who tries the demo does: from the mailbox in the browser, by the letter's button. A window of its own: the mailbox does not keep our laws.
  const mailbox = await browser.newPage()
  await mailbox.goto(process.env.MAIL_ORIGIN!)
  await mailbox.getByText(email).first().click()
  const opened = mailbox.waitForEvent('popup')
  await mailbox.frameLocator('iframe').getByRole('link', { name: 'Activate my account' }).click()
  await expect(await opened).toHaveURL(link)
  await mailbox.close()
  await page.goto(link)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome, Ingrid')
  await expect(page.getByText(`Olivia Okafor invites you to administer ${tenant.name}.`)).toBeVisible()
  await expect(page.getByRole('definition').filter({ hasText: 'Auditor' })).toBeVisible()
  await checkPage(page)
  // Too short: the button says why, the server was not asked.
  await page.getByLabel('Choose a password').fill('too short')
  await expect(page.getByText('Use at least 15 characters.').first()).toBeVisible()
  await page.getByLabel('Choose a password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Activate and sign in' }).click()
  await page.waitForURL('/')
  expect(await backstage('eventsAbout', { email })).toEqual(['administrator.invited done', 'grant.created done', 'administrator.activated done', 'session.started done'])

  await page.goto('about:blank')
  await page.context().clearCookies()
  await page.goto(link)
  await expect(page.getByText('This invitation was accepted already.')).toBeVisible()
  await checkPage(page)
  await page.getByRole('link', { name: 'Go to sign-in' }).click()
  await expect(page).toHaveURL(`/sign-in/${tenant.slug}`)
})

test('an invitation that ran out says so; asking for a new one tells the inviter', async ({ page, tenant, backstage }) => {
  const email = `late@${tenant.slug}.example`
  const { email: inviter } = tenant.people.olivia!
  await backstage('invite', { by: inviter, email })
  const { link } = await letterTo(email, /invitation/)
  await backstage('expireLinks', { email })
  await page.goto(link)
  await expect(page.getByText('This invitation has expired.')).toBeVisible()
  await checkPage(page)
  await page.getByRole('button', { name: 'Ask for a new one' }).click()
  await expect(page.getByText('Your question is on its way')).toBeVisible()
  const told = await letterTo(inviter, /asks for a new invitation/)
  expect(told.subject).toContain(email)
})

test('a link that never was, and none at all, are explained with the same words', async ({ page }) => {
  for (const fragment of ['', '#', '#nonsense', `#${'A'.repeat(43)}`]) {
    await page.goto('about:blank')
    await page.goto(`/activate${fragment}`)
    await expect(page.getByText('There is no such link.')).toBeVisible()
  }
  await expect(page.getByText('ask whoever invited you')).toBeVisible()
  for (const address of ['/reset-password', '/confirm-address', '/undo-address']) {
    await page.goto(`${address}#${'A'.repeat(43)}`)
    await expect(page.getByText('There is no such link.')).toBeVisible()
    await checkPage(page)
  }
})

test('[T33] an invitation is not for whoever is signed in here', async ({ as, tenant, backstage }) => {
  const email = `other@${tenant.slug}.example`
  await backstage('invite', { by: tenant.people.olivia!.email, email })
  const { link } = await letterTo(email, /invitation/)
  const adam = await as('adam')
  await adam.goto(link)
  await expect(adam.getByText(`This browser is signed in as ${tenant.people.adam!.email}.`)).toBeVisible()
  await expect(adam.getByRole('button', { name: 'Activate and sign in' })).toHaveCount(0)
  await checkPage(adam)
})

test('[T68] names that try something are shown as they were typed and run nothing', async ({ page, tenant, backstage }) => {
  page.on('dialog', (dialog) => expect(dialog.message()).toBe('there is no dialog'))
  const names = [['<img src=x onerror=alert(1)>', '"><script>alert(2)</script>'], ['{{7*7}}${7*7}', "';alert(3)//"], ['‮gnaw', 'مريم'], ['👩🏽‍🚀 Zoë', 'Ångström'], ['x'.repeat(100), 'W'.repeat(100)]] as const
  for (const [index, [givenName, familyName]] of names.entries()) {
    const email = `naughty${index}@${tenant.slug}.example`
    await backstage('invite', { by: tenant.people.olivia!.email, email, givenName, familyName })
    await page.goto('about:blank')
    await page.goto((await letterTo(email, /invitation/)).link)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Welcome, ${givenName}`)
    await expect(page.getByRole('definition').filter({ hasText: familyName })).toBeVisible()
    await page.setViewportSize({ width: 320, height: 700 })
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  }
})

test('a first owner, and whoever was invited by address alone, gives their names here', async ({ page, tenant, backstage }) => {
  const email = `nameless@${tenant.slug}.example`
  await backstage('invite', { by: tenant.people.olivia!.email, email, givenName: '', familyName: '' })
  await page.goto((await letterTo(email, /invitation/)).link)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Activate your account')
  await checkPage(page)
  await page.getByLabel('Choose a password').fill(PASSWORD)
  await page.getByLabel('First name').fill('Grace')
  await page.getByRole('button', { name: 'Activate and sign in' }).click()
  // What is missing is said at the field and in a summary that takes focus; nothing that was typed is lost.
  await expect(page.getByRole('alert').filter({ hasText: 'Your account is not active yet' })).toBeFocused()
  await checkPage(page)
  await expect(page.getByLabel('Choose a password')).toHaveValue(PASSWORD)
  await expect(page.getByLabel('First name')).toHaveValue('Grace')
  await page.getByLabel('Last name').fill('Hopper')
  await page.getByRole('button', { name: 'Activate and sign in' }).click()
  await page.waitForURL('/')
  await expect(page.getByText('Grace Hopper').first()).toBeVisible()
})

test('[T34] an inviter who may no longer give the role gives none: said when the button is pressed, with the way on', async ({ page, tenant, backstage }) => {
  const email = `orphan@${tenant.slug}.example`
  await backstage('invite', { by: tenant.people.adam!.email, email })
  const { link } = await letterTo(email, /invitation/)
  await backstage('changeStatus', { by: tenant.people.olivia!.email, email: tenant.people.adam!.email, status: 'inactive' })
  await page.goto(link)
  await page.getByLabel('Choose a password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Activate and sign in' }).click()
  await expect(page.getByText('Whoever invited you can no longer give you this role.')).toBeVisible()
  await checkPage(page)
  await page.getByRole('button', { name: 'Ask for a new one' }).click()
  await letterTo(tenant.people.olivia!.email, /asks for a new invitation/)
})
