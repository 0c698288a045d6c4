/** `npm run pictures`: draws the pictures of the README anew, from the production build and the cast. */
import fs from 'node:fs'
import path from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { makeSamlKey } from '../prisma/factories/saml-peer'
import { findBrowser } from '../scripts/browser.mjs'
import { startTestStack } from '../scripts/test-stack.mjs'
import { signInByHand } from './helpers/sign-in'
import { startBackstage, type Backstage } from './helpers/start-backstage'

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

/** A page of somebody who has used their second factor. */
async function openPlanted(browser: Browser, origin: string, backstage: Backstage, email: string): Promise<Page> {
  const page = await open(browser, origin, null)
  await page.context().addCookies([{ name: 'castellan', value: await backstage('plantSession', { email, factor: true }), url: origin, httpOnly: true, sameSite: 'Lax' }])
  return page
}

/** Asks for roles as one does: ticks them, says why, gives the code of the app when it is asked for. */
async function askFor(page: Page, roles: string[], { why, code }: { why: string; code: () => Promise<string> }): Promise<void> {
  await page.goto('/pim')
  await page.getByRole('button', { name: roles.length > 1 ? 'Activate several' : `Activate ${roles[0]}` }).click()
  const asking = page.getByRole('dialog', { name: /^Activate/ })
  for (const role of roles.length > 1 ? roles : []) await asking.getByRole('checkbox', { name: role, exact: true }).check()
  await asking.getByRole('textbox', { name: 'Why' }).fill(why)
  await asking.locator('footer').getByRole('button').last().click()
  const confirming = page.getByRole('dialog', { name: 'Confirm that it is you' })
  await confirming.or(page.getByText('is asked for, and waits to be decided').first()).first().waitFor()
  if (await confirming.isVisible()) {
    await confirming.getByLabel('Code of your authenticator app').fill(await code())
    await confirming.getByRole('button', { name: 'Confirm' }).click()
  }
  await asking.waitFor({ state: 'detached' })
}

/** Somebody with a role that runs and one that waits, an owner with requests to decide, and people with second factors. */
async function takePim(browser: Browser, origin: string, backstage: Backstage): Promise<void> {
  const at = (name: string) => `${name}@acme.example`
  const withApp = async (name: string, passkey = false) => {
    const { secret } = await backstage('enrolFactors', { email: at(name), passkey })
    return { page: await openPlanted(browser, origin, backstage, at(name)), code: async () => backstage('codeOf', { secret }) }
  }
  await backstage('makeEligible', { email: at('adam'), role: 'client_admin' })
  await backstage('addEligible', { email: at('adam'), role: 'super_admin' })
  await backstage('addEligible', { email: at('audrey'), role: 'super_admin' })
  await backstage('setRoleSettings', { email: at('adam'), role: 'super_admin', approvals: 1, standing: 'time_bound' })
  const [adam, audrey, sonia] = [await withApp('adam'), await withApp('audrey'), await withApp('sonia', true)]
  const owner = await openPlanted(browser, origin, backstage, at('olivia'))
  await askFor(adam.page, ['Client Admin', 'Super Admin'], { why: 'The connector to the bank has failed since nine; set it up anew before the payment run.', code: adam.code })
  await askFor(audrey.page, ['Super Admin'], { why: 'Restore the sign-in settings that were changed by mistake on Friday.', code: audrey.code })
  await take(adam.page, '/pim', 'my-roles')
  await take(owner, '/pim/approvals', 'approvals')
  await take(sonia.page, '/account/factors', 'second-factors')
}

/** An identity provider as an owner adds it, so that the sign-in page has its button. */
async function takeSso(browser: Browser, origin: string, backstage: Backstage, nobody: Page): Promise<void> {
  const owner = await openPlanted(browser, origin, backstage, 'olivia@acme.example')
  await owner.goto('/sign-in-and-sso/new/saml')
  await owner.getByLabel('Name', { exact: true }).fill('Fabrikam Login')
  await owner.getByLabel('Entity id of the provider').fill('https://login.fabrikam.example/metadata')
  await owner.getByLabel('Sign-on address').fill('https://login.fabrikam.example/sso')
  await owner.getByLabel('Certificates of the provider').fill(makeSamlKey(new Date(), 'login.fabrikam.example').certificate)
  await owner.getByRole('button', { name: 'Add identity provider' }).click()
  await owner.waitForURL(/\/sign-in-and-sso\/[0-9a-f-]{36}$/)
  await take(owner, '/sign-in-and-sso', 'sign-in-and-sso')
  await take(nobody, '/sign-in/acme', 'sign-in')
}

fs.mkdirSync(folder, { recursive: true })
const stack = await startTestStack()
// What it starts knows the stack's database by the environment.
Object.assign(process.env, stack.environment)
const { backstage, stop: stopBackstage } = startBackstage()
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
  await takeSso(browser, stack.origin, backstage, nobody)
  await takePim(browser, stack.origin, backstage)
} finally {
  stopBackstage()
  await browser.close()
  await stack.stop()
}
