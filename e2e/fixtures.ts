/**
 * What every journey begins with: `import { expect, test } from './fixtures'` (from `e2e/guards`: `'../fixtures'`).
 *
 *   test('an owner sees everyone', async ({ as, tenant }) => {
 *     const olivia = await as('olivia')                  // a page of her own, signed in by a planted session
 *     await olivia.goto('/administrators')
 *     await expect(olivia.getByText(tenant.people.adam.email)).toBeVisible()
 *     await checkPage(olivia)                            // helpers/check-page: axe, 320 px; both themes in the long suite
 *   })
 *
 * - `tenant`: made for this test alone, with the whole cast of Acme: `tenant.people.olivia.email`, `tenant.workspaces.payments` (ids).
 * - `as(name, { fresh, factor, owes })`: a new browser context with a page; `fresh: false` when step-up must ask.
 * - `backstage(verb, …)`: the database, by verbs of backstage/verbs.ts (invite, plantSession, restSession, expireLinks, eventsAbout …).
 * - `page`: signed in as nobody. helpers/sign-in `signInByHand` goes through the real page.
 * - helpers/read-mailbox: `await letterTo(address, /invitation/)` waits for the mail; `.link` is what its button opens.
 * - `complaints`: every test fails when a browser logged an error or a warning, a script threw, the content security policy was violated or a
 *   page came without one. A test that provokes one says so first: `complaints.allow(/status of 404/)`.
 * - A test that fails leaves its pages, and what they asked for and said in the console, in .data/test/journeys (helpers/keep-evidence).
 * - Each test has a network address of its own, so that one test's failures lock no other out.
 */
import { randomBytes } from 'node:crypto'
import { expect as baseExpect, test as base, type BrowserContext, type Page } from '@playwright/test'
import type { DisposableTenant } from '../prisma/factories/disposable-tenant'
import { startBackstage, type Backstage } from './helpers/start-backstage'
import { hasFailed, keepLog, keepPages } from './helpers/keep-evidence'
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

/**
 * What is typed, ticked or pressed before React has taken a page over may be lost on a machine that is busy: each visit ends when it has every
 * control. Pages of `as` and `page` are so already; one that a test opens in another way is made so by this.
 */
export function alive(page: Page): Page {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)]
  const taken = async () => {
    // A page of which nothing comes to life (a download, a plain answer) has no script of ours.
    if (!(await page.locator('script[src*="/_next/"]').count())) return
    await page.waitForFunction(
      () => {
        const marked = (element: object, mark: string) => Object.keys(element).some((key) => key.startsWith(mark))
        return marked(document, '__reactContainer$') && [...document.querySelectorAll('button, input:not([type=hidden]), select, textarea')].every((control) => marked(control, '__reactFiber$'))
      },
      undefined,
      // By the clock: a page that draws nothing has no frames to wait for.
      { polling: 50 },
    )
  }
  page.goto = async (...visit) => {
    const answer = await goto(...visit)
    await taken()
    return answer
  }
  page.reload = async (...visit) => {
    const answer = await reload(...visit)
    await taken()
    return answer
  }
  return page
}

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
    async ({}, provide, testInfo) => {
      const allowed: RegExp[] = []
      const complaints: Complaints = { found: [], log: [], allow: (pattern) => void allowed.push(pattern) }
      await provide(complaints)
      const heard = complaints.found.filter((text) => !allowed.some((pattern) => pattern.test(text)))
      if (heard.length > 0 || hasFailed(testInfo)) keepLog(complaints.log, testInfo)
      baseExpect(heard).toEqual([])
    },
    { auto: true },
  ],
  context: async ({ context, complaints }, provide, testInfo) => {
    watchContext(context, complaints)
    await provide(context)
    if (hasFailed(testInfo)) await keepPages(context, testInfo)
  },
  // Where no script runs nothing comes to life.
  page: async ({ page, javaScriptEnabled }, provide) => provide(javaScriptEnabled === false ? page : alive(page)),
  tenant: async ({ backstage }, provide) => provide(await backstage('newTenant')),
  as: async ({ browser, backstage, tenant, complaints, baseURL, javaScriptEnabled }, provide, testInfo) => {
    const opened: BrowserContext[] = []
    await provide(async (who, session = {}) => {
      const email = tenant.people[who]?.email ?? who
      const token = await backstage('plantSession', { email, ...session })
      const context = await browser.newContext()
      opened.push(context)
      watchContext(context, complaints)
      await context.addCookies([{ name: SESSION_COOKIE, value: token, url: baseURL!, httpOnly: true, sameSite: 'Lax' }])
      const page = await context.newPage()
      return javaScriptEnabled === false ? page : alive(page)
    })
    for (const context of opened) {
      if (hasFailed(testInfo)) await keepPages(context, testInfo)
      await context.close()
    }
  },
})

export const expect = baseExpect
