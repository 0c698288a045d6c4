import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'
import { notice } from './helpers/notice'
import { openListening } from './helpers/open-listening'
import { letterTo } from './helpers/read-mailbox'

/** A laptop that knows its user: what it makes and signs, it does at once. */
async function withAuthenticator(page: Page): Promise<void> {
  const device = await page.context().newCDPSession(page)
  await device.send('WebAuthn.enable')
  await device.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } })
}

test('[T16] the first authenticator app: a picture, a key to type, a code from the mail; recovery codes are shown once; a passkey comes beside', async ({ as, tenant, backstage }) => {
  const { email } = tenant.people.adam!
  const [adam, elsewhere] = [await as('adam'), await as('adam')]
  await adam.goto('/account/factors')
  await expect(adam.getByText('No second factor yet')).toBeVisible()
  await expect(adam.getByText(/Client Admin needs one/)).toBeVisible()
  await checkPage(adam)

  await adam.getByRole('button', { name: 'Add authenticator app' }).click()
  const dialog = adam.getByRole('dialog', { name: 'Add an authenticator app' })
  await expect(dialog.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible()
  const key = await dialog.locator('[data-secret]').innerText()
  expect(key).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/)
  await expect(dialog.getByText(`sent to ${email}`)).toBeVisible()
  await checkPage(adam)
  const code = /^\d{6}/.exec((await letterTo(email, /is your code/)).subject)![0]
  await dialog.getByLabel('Code of the app').fill('000 000')
  await dialog.getByLabel('Code from the mail').fill(code)
  await adam.keyboard.press('Enter')
  await expect(dialog.getByText('This is not the code that the app shows now.').first()).toBeVisible()
  await dialog.getByLabel('Code of the app').fill(await backstage('codeOf', { secret: key.replaceAll(' ', '') }))
  await adam.keyboard.press('Enter')

  const shown = adam.getByRole('dialog', { name: 'Keep these recovery codes' })
  await expect(shown.getByRole('listitem')).toHaveCount(10)
  const codes = await shown.getByRole('listitem').allInnerTexts()
  const [file] = await Promise.all([adam.waitForEvent('download'), shown.getByRole('link', { name: 'Download' }).click()])
  expect(file.suggestedFilename()).toBe(`recovery-codes-${email}.txt`)
  await checkPage(adam)
  await shown.getByRole('button', { name: 'I have kept them' }).click()
  await expect(adam.getByRole('listitem').filter({ hasText: 'Phone' })).toContainText('Authenticator app')
  await expect(adam.getByText('10 of 10')).toBeVisible()
  await elsewhere.goto('/account')
  await expect(elsewhere).toHaveURL(/\/sign-in/)
  await adam.reload()
  expect(await adam.content()).not.toContain(codes[0]!)

  await withAuthenticator(adam)
  await adam.getByRole('button', { name: 'Add passkey' }).click()
  await adam.getByLabel('Name').fill('Laptop')
  await adam.getByRole('button', { name: 'Create passkey' }).click()
  await expect(notice(adam, '“Laptop” is a second factor of yours now.')).toBeVisible()
  await expect(adam.getByRole('listitem').filter({ hasText: 'Laptop' })).toContainText('Passkey')
  await checkPage(adam)

  await adam.getByRole('button', { name: 'Actions for Phone' }).click()
  await adam.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(adam.getByRole('alertdialog')).toContainText('Your other sessions end.')
  await adam.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(adam.getByRole('listitem').filter({ hasText: 'Phone' })).toHaveCount(0)
  await letterTo(email, /A second factor was removed/)
})

test('an owner resets the second factors of somebody, who is signed out and told', async ({ as, tenant, complaints }) => {
  // The page of an ended session is told by its stream, and asks once more.
  complaints.allow(/status of 401/)
  const { id, email, name } = tenant.people.sam!
  const [sam, olivia] = [await as('sam', { factor: true }), await as('olivia', { factor: true })]
  await openListening(sam, '/account')
  await olivia.goto(`/administrators/${id}/security`)
  await olivia.getByRole('button', { name: 'Reset second factors' }).click()
  const dialog = olivia.getByRole('alertdialog', { name: `Reset the second factors of ${name}?` })
  await expect(dialog).toContainText('1 session ends at once')
  await checkPage(olivia)
  await dialog.getByRole('button', { name: 'Reset second factors' }).click()
  await expect(notice(olivia, 'has no second factor any more')).toBeVisible()
  await expect(sam.getByRole('alertdialog', { name: 'You are signed out' })).toBeVisible()
  await letterTo(email, /were reset/)
})
