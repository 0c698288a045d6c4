import type { Page } from '@playwright/test'

/** Signs in the way people do. Ends on the page that was asked for. */
export async function signInByHand(page: Page, { tenant, email, password }: { tenant: string; email: string; password: string }): Promise<void> {
  await page.goto(`/sign-in/${tenant}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}
