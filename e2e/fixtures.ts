/**
 * What every journey begins with: `import { expect, test } from './fixtures'` (from `e2e/guards`: `'../fixtures'`).
 *
 *   test('an owner sees everyone', async ({ as, tenant }) => {
 *     const olivia = await as('olivia')                  // a page of her own, signed in by a planted session
 *     await olivia.goto('/administrators')
 *     await expect(olivia.getByText(tenant.people.adam.email)).toBeVisible()
 *     await checkPage(olivia)                            // helpers/check-page: axe in both themes, 320 px
 *   })
 *
 * - `tenant`: made for this test alone, with the whole cast of Acme: `tenant.people.olivia.email`, `tenant.workspaces.payments` (ids).
 * - `as(name, { fresh, factor, owes })`: a new browser context with a page; `fresh: false` when step-up must ask.
 * - `backstage(verb, …)`: the database, by verbs of backstage/verbs.ts (invite, plantSession, restSession, expireLinks, eventsAbout …).
 * - `page`: signed in as nobody. helpers/sign-in `signInByHand` goes through the real page.
 * - helpers/read-mailbox: `await letterTo(address, /invitation/)` waits for the mail; `.link` is what its button opens.
 * - `complaints`: every test fails when a browser logged an error or a warning, a script threw, the content security policy was violated or a
 *   page came without one. A test that provokes one says so first: `complaints.allow(/status of 404/)`.
 * - Each test has a network address of its own, so that one test's failures lock no other out.
 */
import { randomBytes } from 'node:crypto'
import { expect as baseExpect, test as base, type BrowserContext, type Page } from '@playwright/test'
import type { DisposableTenant } from '../prisma/factories/disposable-tenant'
import { startBackstage, type Backstage } from './helpers/start-backstage'
import { watchContext, type Complaints } from './helpers/watch-context'

interface SignedInAs {
  fresh?: boolean
  factor?: boolean
  owes?: 'new_password' | null
}

interface Fixtures {
  address: string
  complaints: Complaints
  tenant: DisposableTenant
  as: (who: string, session?: SignedInAs) => Promise<Page>
}

const SESSION_COOKIE = 'castellan'

export const test = base.extend<Fixtures, { backstage: Backstage }>({
  backstage: [
    async ({}, provide) => {
      const { backstage, stop } = startBackstage()
      await provide(backstage)
      stop()
    },
    { scope: 'worker' },
  ],
  address: async ({}, provide) => provide(`10.${[...randomBytes(3)].join('.')}`),
  extraHTTPHeaders: async ({ address }, provide) => provide({ 'x-forwarded-for': address }),
  complaints: [
    async ({}, provide) => {
      const allowed: RegExp[] = []
      const complaints: Complaints = { found: [], allow: (pattern) => void allowed.push(pattern) }
      await provide(complaints)
      baseExpect(complaints.found.filter((text) => !allowed.some((pattern) => pattern.test(text)))).toEqual([])
    },
    { auto: true },
  ],
  context: async ({ context, complaints }, provide) => {
    watchContext(context, complaints)
    await provide(context)
  },
  tenant: async ({ backstage }, provide) => provide(await backstage('newTenant')),
  as: async ({ browser, backstage, tenant, complaints, baseURL }, provide) => {
    const opened: BrowserContext[] = []
    await provide(async (who, session = {}) => {
      const email = tenant.people[who]?.email ?? who
      const token = await backstage('plantSession', { email, ...session })
      const context = await browser.newContext()
      opened.push(context)
      watchContext(context, complaints)
      await context.addCookies([{ name: SESSION_COOKIE, value: token, url: baseURL!, httpOnly: true, sameSite: 'Lax' }])
      return context.newPage()
    })
    for (const context of opened) await context.close()
  },
})

export const expect = baseExpect
