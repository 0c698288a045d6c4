import type { Locator, Page } from '@playwright/test'
import type { DisposableTenant } from '../../prisma/factories/disposable-tenant'
import { expect } from '../fixtures'

type Tab = 'Overview' | 'Roles' | 'Security' | 'Activity'

/** Opens the page of somebody of the cast. */
export async function openPerson(page: Page, tenant: DisposableTenant, who: string, tab: Tab = 'Overview'): Promise<void> {
  await page.goto(`/administrators/${tenant.people[who]!.id}${tab === 'Overview' ? '' : `/${tab.toLowerCase()}`}`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(tenant.people[who]!.name)
  await expect(page).toHaveTitle(`${tenant.people[who]!.name} · ${tab} · Castellan`)
}

/** Chooses what to do to the person from the menu at the top. @returns the dialog that asks */
export async function chooseAct(page: Page, act: string): Promise<Locator> {
  await page.getByRole('button', { name: /^Actions for / }).click()
  await page.getByRole('menuitem', { name: act }).click()
  // Its code comes when it is first wanted: what is pressed before it stands there is not for it.
  const asked = askedIn(page)
  await asked.waitFor()
  return asked
}

/** The dialog that is open. */
export function askedIn(page: Page): Locator {
  return page.locator('dialog[open]').last()
}

/** What the page says was just done. */
export async function expectDone(page: Page, words: string | RegExp): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: words }).first()).toBeVisible()
  await expect(page.locator('dialog[open]')).toHaveCount(0)
}

/** Proves with the password who is there, in the dialog that step-up opens over the one at hand. */
export async function confirmIdentity(page: Page, password: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: /confirm/i })
  await dialog.getByLabel('Password', { exact: true }).fill(password)
  await dialog.getByRole('button', { name: /confirm/i }).click()
}
