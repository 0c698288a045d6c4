import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { checkPage } from './helpers/check-page'

const NEXT = 'new.address@elsewhere.example'
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Confirm that it is you' })
const cookieOf = async (page: Page) => (await page.context().cookies()).find(({ name }) => name === 'castellan')!

/** Begins something that needs a fresh proof, and stands before the question. */
async function askForAddress(page: Page): Promise<void> {
  await page.goto('/account')
  await page.getByRole('button', { name: 'Change address' }).click()
  await page.getByLabel('New address').fill(NEXT)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await expect(dialog(page)).toBeVisible()
}

test('[T26] an action that needs a fresh proof asks for the password in place, explains a wrong one, and then goes on with what was typed', async ({ as, tenant }) => {
  const rex = await as('rex', { fresh: false })
  await askForAddress(rex)
  await expect(dialog(rex).getByLabel('Password', { exact: true })).toBeFocused()
  await checkPage(rex)
  await rex.keyboard.type('not the password')
  await rex.keyboard.press('Enter')
  await expect(dialog(rex)).toContainText('This is not your password')
  await expect(dialog(rex).getByLabel('Password', { exact: true })).toBeFocused()
  await rex.keyboard.type(tenant.password)
  await rex.keyboard.press('Enter')
  await expect(dialog(rex)).toBeHidden()
  await expect(rex.getByText(`${NEXT} waits to be confirmed.`)).toBeVisible()
  // Within the window it is not asked again.
  await rex.getByRole('button', { name: 'Withdraw' }).click()
  await rex.getByRole('button', { name: 'Change address' }).click()
  await rex.getByLabel('New address').fill(`second.${NEXT}`)
  await rex.getByRole('button', { name: 'Send the link' }).click()
  await expect(rex.getByText(`second.${NEXT} waits to be confirmed.`)).toBeVisible()
})

test('closing the question cancels: nothing is done, what was typed is still there, and it can be tried again', async ({ as, tenant, backstage }) => {
  const rex = await as('rex', { fresh: false })
  await askForAddress(rex)
  await rex.keyboard.press('Escape')
  await expect(dialog(rex)).toBeHidden()
  const asking = rex.getByRole('dialog', { name: 'Change your e-mail address' })
  await expect(asking.getByRole('alert')).toHaveCount(0)
  await expect(rex.getByLabel('New address')).toHaveValue(NEXT)
  await asking.getByRole('button', { name: 'Send the link' }).click()
  await dialog(rex).getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog(rex)).toBeHidden()
  await asking.getByRole('button', { name: 'Cancel' }).click()
  await expect(rex.getByText('waits to be confirmed')).toBeHidden()
  expect((await backstage('eventsAbout', { email: tenant.people.rex!.email })).filter((event) => event.startsWith('address.'))).toEqual(['address.change_requested refused', 'address.change_requested refused'])
  await rex.getByRole('button', { name: 'Change address' }).click()
  await expect(rex.getByLabel('New address')).toHaveValue(NEXT)
})

test('[T22] [T24] confirming gives the session a new reference, which no script can read; the old one is dead', async ({ as, tenant, request }) => {
  const rex = await as('rex', { fresh: false })
  await askForAddress(rex)
  const before = await cookieOf(rex)
  await dialog(rex).getByLabel('Password', { exact: true }).fill(tenant.password)
  await dialog(rex).getByRole('button', { name: 'Confirm' }).click()
  await expect(dialog(rex)).toBeHidden()
  const after = await cookieOf(rex)
  expect(after.value).not.toBe(before.value)
  expect(after).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', expires: -1 })
  const replay = await request.get('/api/account/sessions', { headers: { cookie: `castellan=${before.value}` } })
  expect(replay.status()).toBe(401)
  const readable = await rex.evaluate(() => document.cookie + JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }) + document.documentElement.outerHTML)
  expect(readable).not.toContain(after.value)
})

test('[T05] five wrong passwords: after that even the right one is refused, in the same words', async ({ as, tenant }) => {
  const rex = await as('rex', { fresh: false })
  await askForAddress(rex)
  const field = dialog(rex).getByLabel('Password', { exact: true })
  for (const password of ['wrong 1', 'wrong 2', 'wrong 3', 'wrong 4', 'wrong 5', tenant.password]) {
    await field.fill(password)
    const answered = rex.waitForResponse((response) => response.request().method() === 'POST')
    await dialog(rex).getByRole('button', { name: 'Confirm' }).click()
    await answered
    // The words stand there from the time before already: what the page made of this answer is waited for by the button.
    await expect(dialog(rex).getByRole('button', { name: 'Confirm' })).not.toHaveAttribute('aria-busy')
    await expect(dialog(rex)).toContainText('This is not your password, or it was tried too often from here.')
  }
  await expect(dialog(rex)).toBeVisible()
})
