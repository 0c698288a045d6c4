// What a browser has to load, and how soon it shows and answers, against the floors in the same browser.
import { type Browser, type Page } from '@playwright/test'
import { type Finding, type Measure } from '../measure'
import { inPairs } from '../median'
import { launch, openPage } from '../open-page'

const SLOW_DOWN = 4

const interaction = async (page: Page): Promise<number> => {
  const menus = page.getByRole('button', { name: /^Actions for/ })
  for (let index = 0; index < 5; index += 1) {
    await menus.nth(index).click()
    // Escape before the menu is there closes nothing.
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'hidden' })
  }
  return page.evaluate(() => (globalThis as unknown as { seen: { interaction: number } }).seen.interaction)
}

export const browserWeight: Measure = {
  name: 'browser',
  run: async (rig) => {
    const database = await rig.database(rig.sizes[1]!)
    const [console_, floor] = [await rig.console(database), await rig.floor('next', database)]
    const browser: Browser = await launch()
    const fresh = async (signedIn: boolean) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
      if (signedIn) await context.addCookies([{ name: 'castellan', value: database.cookie.split('=')[1]!, url: console_.origin }])
      return context
    }
    const visit = async <T>(url: string, signedIn: boolean, rate: number, look: (opened: Awaited<ReturnType<typeof openPage>>) => Promise<T>): Promise<T> => {
      const context = await fresh(signedIn)
      try {
        return await look(await openPage(context, url, rate))
      } finally {
        await context.close()
      }
    }
    const scripts = async (url: string, signedIn: boolean) => visit(url, signedIn, 1, async ({ seen }) => (await seen()).scriptBytes)
    const found: Finding[] = []
    try {
      const empty = await scripts(`${floor.origin}/empty`, false)
      const person = await visit(`${console_.origin}/administrators`, true, 1, async ({ page }) => page.locator('a[href^="/administrators/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')!).find((href) => /[0-9a-f]{8}-/.test(href))!))
      const pages: [string, string, boolean, number][] = [
        ['sign-in', '/sign-in/crowd', false, 25], ['the list', '/administrators', true, 90], ['Home', '/', true, 130], ['a person’s roles', `${person}/roles`, true, 130],
        ['inviting', '/administrators/invite', true, 130], ['permissions', '/roles/permissions', true, 130], ['Can they?', '/roles/can-they', true, 130], ['the audit', '/audit', true, 130], ['My account', '/account', true, 130],
        ['the password policy', '/password-policy', true, 130],
      ]
      for (const [what, address, signedIn, atMost] of pages) {
        const bytes = await scripts(console_.origin + address, signedIn)
        found.push({ what: `script loaded first for ${what}, over an empty page (F4)`, reach: { atMost }, unit: 'kB', ratio: (bytes - empty) / 1000, seen: `${(bytes / 1000).toFixed(1)} and ${(empty / 1000).toFixed(1)} kB, compressed` })
      }
      const rounds = rig.quick ? 3 : 9
      const paint = (url: string, signedIn: boolean) => async () => visit(url, signedIn, SLOW_DOWN, async ({ seen }) => (await seen()).largestPaint)
      const react = (url: string, signedIn: boolean) => async () => visit(url, signedIn, SLOW_DOWN, async ({ page }) => interaction(page))
      const [list, bare] = [`${console_.origin}/administrators`, `${floor.origin}/list`]
      const lcp = await inPairs(rounds, paint(list, true), paint(bare, false))
      found.push({ what: 'largest contentful paint of the list at a quarter of the speed, against the bare page (F2)', reach: { atMost: 1.5 }, ratio: lcp.ratio, seen: `${lcp.ours.toFixed(0)} and ${lcp.floor.toFixed(0)} ms` })
      const inp = await inPairs(rounds, react(list, true), react(bare, false))
      found.push({ what: 'slowest of ten interactions with the list at a quarter of the speed, against the bare page (F2)', reach: { atMost: 2 }, ratio: inp.ratio, seen: `${inp.ours.toFixed(0)} and ${inp.floor.toFixed(0)} ms` })
      const shift = await visit(list, true, SLOW_DOWN, async ({ page, seen }) => {
        // Six pages of fifty, each scrolled from end to end.
        for (let turn = 0; turn < 6; turn += 1) {
          for (let step = 0; step < 12; step += 1) await page.mouse.wheel(0, 400)
          await page.getByRole('link', { name: 'Next' }).or(page.getByRole('button', { name: 'Next' })).first().click()
          await page.waitForLoadState('networkidle')
        }
        return (await seen()).shift
      })
      found.push({ what: 'layout shift over 300 rows scrolled', reach: { atMost: 0 }, unit: 'shift', ratio: shift, seen: 'cumulative, six pages of fifty' })
      return found
    } finally {
      await browser.close()
      await Promise.all([console_.stop(), floor.stop()])
    }
  },
}
