import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** All that a theme can change, and by far the slowest: asked once in each, the rest once for each width. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** axe finds nothing in light and in dark, and at 320 px nothing sticks out and axe still finds nothing. Leaves the page as it was. */
export async function checkPage(page: Page): Promise<void> {
  const size = page.viewportSize()
  await page.emulateMedia({ colorScheme: 'light' })
  await atRest(page)
  expect(await findings(axe(page)), `axe, light, ${page.url()}`).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  await atRest(page)
  expect(await findings(new AxeBuilder({ page }).withRules(COLOURS)), `axe, dark, ${page.url()}`).toEqual([])
  await page.setViewportSize({ width: 320, height: 700 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `sticks out at 320 px, ${page.url()}`).toBeLessThanOrEqual(0)
  expect(await findings(axe(page).disableRules(COLOURS)), `axe at 320 px, ${page.url()}`).toEqual([])
  await page.emulateMedia({ colorScheme: null })
  if (size) await page.setViewportSize(size)
}

const axe = (page: Page) => new AxeBuilder({ page }).withTags(TAGS)

/** What is still fading in has the colours of neither end. */
async function atRest(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== 'running' || animation.effect?.getComputedTiming().endTime === Infinity))
}

async function findings(builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze()
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`)
}
