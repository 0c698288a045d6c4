/** `npm run pictures`: draws the pictures of the README anew, from the production build and the cast. */
import fs from 'node:fs'
import path from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { findBrowser } from '../scripts/browser.mjs'
import { startTestStack } from '../scripts/test-stack.mjs'
import { signInByHand } from './helpers/sign-in'

const folder = path.resolve(import.meta.dirname, '../docs/pictures')
const PASSWORD = 'correct-horse-castle-42'
const DESK = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 800 }

async function open(browser: Browser, origin: string, who: string | null, { dark = false, viewport = DESK } = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: origin, viewport, colorScheme: dark ? 'dark' : 'light', locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' })
  const page = await context.newPage()
  if (who) await signInByHand(page, { tenant: 'acme', email: `${who}@acme.example`, password: PASSWORD })
  return page
}

async function take(page: Page, address: string, name: string): Promise<void> {
  await page.goto(address)
  await page.waitForLoadState('load')
  await page.evaluate(() => document.fonts.ready)
  // What is still being read stands there as bars.
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
  await page.screenshot({ path: path.join(folder, `${name}.png`) })
}

/** Something for the audit to tell. */
async function doThings(page: Page, person: string): Promise<void> {
  await page.goto('/workspaces/new')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Treasury')
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await page.waitForURL('**/workspaces/treasury')
  for (const act of ['Set to Inactive', 'Set to Active']) {
    await page.goto(person)
    await page.getByRole('button', { name: /^Actions for / }).click()
    await page.getByRole('menuitem', { name: act }).click()
    await page.locator('dialog[open]').getByRole('button', { name: act }).click()
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
  }
}

fs.mkdirSync(folder, { recursive: true })
const stack = await startTestStack()
const browser = await chromium.launch({ executablePath: findBrowser() ?? undefined, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
try {
  const light = await open(browser, stack.origin, 'olivia')
  const dark = await open(browser, stack.origin, 'olivia', { dark: true })
  const phone = await open(browser, stack.origin, 'olivia', { viewport: PHONE })
  const nobody = await open(browser, stack.origin, null)
  await take(light, '/administrators', 'administrators')
  await take(dark, '/administrators', 'administrators-dark')
  await take(phone, '/administrators', 'administrators-phone')
  await light.goto('/administrators')
  const person = await light.getByRole('link', { name: 'Max Moreau' }).first().getAttribute('href')
  await take(light, `${person}/roles`, 'person-roles')
  await take(light, '/administrators/invite', 'invite')
  await take(light, '/', 'home')
  await take(dark, '/roles', 'roles-dark')
  await take(light, `/roles/can-they?person=${person?.split('/').pop() ?? ''}&permission=${encodeURIComponent('role:assign')}`, 'can-they')
  await doThings(light, person!)
  const adam = await open(browser, stack.origin, 'adam')
  await adam.goto('/settings')
  await take(dark, '/audit', 'audit-dark')
  await take(nobody, '/sign-in/acme', 'sign-in')
} finally {
  await browser.close()
  await stack.stop()
}
