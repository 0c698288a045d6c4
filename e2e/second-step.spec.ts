import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { letterTo } from './helpers/read-mailbox'

const PASSWORD = 'a lantern, two boats and some rope'

/** Address and password, as people type them. */
async function typePassword(page: Page, { tenant, email, password, next = '' }: { tenant: string; email: string; password: string; next?: string }): Promise<void> {
  await page.goto(`/sign-in/${tenant}${next ? `?next=${encodeURIComponent(next)}` : ''}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Confirm that it is you')
}

test('[T18] [T22] the second step: a wrong code, the right one, a recovery code, a passkey with the password and alone', async ({ page, tenant, backstage, complaints }) => {
  // The open page's live stream, whose cookie was thrown away.
  complaints.allow(/status of 401/)
  const { email } = tenant.people.rex!
  const { secret, codes, passkey } = await backstage('enrolFactors', { email, passkey: true })
  const who = { tenant: tenant.slug, email, password: tenant.password, next: '/account?q=1' }
  const cookie = async (name: string) => (await page.context().cookies()).find((each) => each.name === name)

  await test.step('by code', async () => {
    await typePassword(page, who)
    expect([await cookie('castellan'), (await cookie('castellan-step'))?.httpOnly]).toEqual([undefined, true])
    await checkPage(page)
    await page.getByLabel('Code of your authenticator app').fill('000000')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByText('This code is wrong, was used already, or codes were tried too often.')).toBeVisible()
    await expect(page.getByLabel('Code of your authenticator app')).toBeFocused()
    await page.getByLabel('Code of your authenticator app').fill(await backstage('codeOf', { secret }))
    await page.keyboard.press('Enter')
    await page.waitForURL('/account?q=1')
    expect(await cookie('castellan-step')).toBeUndefined()
  })

  await test.step('by recovery code', async () => {
    await page.context().clearCookies()
    await typePassword(page, who)
    await page.getByRole('link', { name: 'Use a recovery code' }).click()
    await page.getByLabel('Recovery code').fill(codes[0]!)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByText('this one takes its place')).toBeVisible()
    await checkPage(page)
    await page.getByRole('link', { name: 'I have kept it' }).click()
    await page.waitForURL('/account?q=1')
  })

  await test.step('by passkey, as the second step and alone', async () => {
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: false } })
    const present = async (enabled: boolean) => cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
    await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: { ...passkey!, isResidentCredential: true, rpId: 'localhost', signCount: 1 } })
    await page.context().clearCookies()
    await typePassword(page, who)
    await page.getByRole('link', { name: 'Use a passkey' }).click()
    await expect(page).toHaveURL(/by=passkey/)
    await present(true)
    await page.getByRole('button', { name: 'Use a passkey' }).click()
    await page.waitForURL('/account?q=1')

    await present(false)
    await page.context().clearCookies()
    await page.goto(`/sign-in/${tenant.slug}?next=%2Faccount`)
    const button = page.getByRole('button', { name: 'Use a passkey instead' })
    await button.waitFor()
    await present(true)
    await button.click()
    await page.waitForURL('/account')

    // Offered to fill in at the address, and picked there: nothing is pressed on the page.
    await page.context().clearCookies()
    await page.goto(`/sign-in/${tenant.slug}?next=%2Faccount%3Fq%3D2`)
    await page.waitForURL('/account?q=2')
  })
})

test('[T26] confirming in place takes a code or a recovery code, and goes on where it was', async ({ as, tenant, backstage }) => {
  const { email } = tenant.people.rex!
  const { secret, codes } = await backstage('enrolFactors', { email })
  const rex = await as('rex', { fresh: false })
  await rex.goto('/account')
  await rex.getByRole('button', { name: 'Change address' }).click()
  await rex.getByLabel('New address').fill(`rex.next@${tenant.slug}.example`)
  await rex.getByRole('button', { name: 'Send the link' }).click()
  const dialog = rex.getByRole('dialog', { name: 'Confirm that it is you' })
  const code = dialog.getByLabel('Code of your authenticator app')
  await expect(code).toBeFocused()
  await checkPage(rex)
  await code.fill('000000')
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await expect(dialog).toContainText('This code is wrong, was used already')
  await dialog.getByRole('button', { name: 'Use a recovery code' }).click()
  await expect(dialog.getByLabel('Recovery code')).toBeFocused()
  await dialog.getByLabel('Recovery code').fill(codes[0]!)
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await rex.getByRole('button', { name: 'I have kept it, go on' }).click()
  await expect(rex.getByText('waits to be confirmed')).toBeVisible()
  expect(secret).toHaveLength(32)
})

test('[T16] an invited Client Admin enrols an authenticator app with the activation, and the role is in force at once', async ({ page, tenant, backstage }) => {
  const email = `ida@${tenant.slug}.example`
  await backstage('invite', { by: tenant.people.olivia!.email, email, role: 'client_admin' })
  await page.goto((await letterTo(email, /invitation/)).link)
  await page.getByLabel('Choose a password').fill(PASSWORD)
  await expect(page.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible()
  await checkPage(page)
  const secret = (await page.getByRole('group', { name: 'Set up your authenticator app' }).locator('code').innerText()).replaceAll(' ', '')
  await page.getByLabel('Code of the app').fill('000000')
  await page.getByRole('button', { name: 'Activate and sign in' }).click()
  await expect(page.getByText('This is not the code that the app shows now.').first()).toBeVisible()
  await expect(page.getByLabel('Choose a password')).toHaveValue(PASSWORD)
  await page.getByLabel('Code of the app').fill(await backstage('codeOf', { secret }))
  await page.getByRole('button', { name: 'Activate and sign in' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Keep your recovery codes')
  await expect(page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')).toHaveCount(10)
  await checkPage(page)
  await page.getByRole('link', { name: 'I have kept them' }).click()
  await page.waitForURL('/')
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Administrators' })).toBeVisible()
})

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false })

  test('a code and a recovery code sign in; the page that was asked for comes after them', async ({ page, tenant, backstage }) => {
    const { email } = tenant.people.vera!
    const { secret, codes } = await backstage('enrolFactors', { email })
    const who = { tenant: tenant.slug, email, password: tenant.password, next: '/account?q=1' }
    await typePassword(page, who)
    await page.getByLabel('Code of your authenticator app').fill(await backstage('codeOf', { secret }))
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page).toHaveURL('/account?q=1')
    await page.context().clearCookies()
    await typePassword(page, who)
    await page.getByRole('link', { name: 'Use a recovery code' }).click()
    await page.getByLabel('Recovery code').fill('wrong')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByText('This code is wrong, was used already')).toBeVisible()
    await page.getByLabel('Recovery code').fill(codes[0]!)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByText('this one takes its place')).toBeVisible()
    await page.getByRole('link', { name: 'I have kept it' }).click()
    await expect(page).toHaveURL('/account?q=1')
  })
})
