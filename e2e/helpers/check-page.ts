import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** All that a theme can change, and by far the slowest: asked once in each, the rest once for each width. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** `npm run test:long` looks closely: at colours too, in both themes, and with axe at 320 px. It takes four times as long. */
const closely = process.env.CASTELLAN_LOOK === 'closely'

/** axe finds nothing (colours apart), and at 320 px nothing sticks out. Looked at closely: axe finds nothing in light, in the dark and at 320 px. Leaves the page as it was. */
export async function checkPage(page: Page): Promise<void> {
  const size = page.viewportSize()
  await page.emulateMedia({ colorScheme: 'light' })
  await atRest(page)
  await hasNoFindings(page, 'axe, light', (axe) => (closely ? axe.withTags(TAGS) : axe.withTags(TAGS).disableRules(COLOURS)))
  if (closely) {
    await page.emulateMedia({ colorScheme: 'dark' })
    await atRest(page)
    await hasNoFindings(page, 'axe, dark', (axe) => axe.withRules(COLOURS))
  }
  await page.setViewportSize({ width: 320, height: 700 })
  await expect.poll(() => sticksOut(page), { message: `sticks out at 320 px, ${page.url()}` }).toBeLessThanOrEqual(0)
  if (closely) await hasNoFindings(page, 'axe at 320 px', (axe) => axe.withTags(TAGS).disableRules(COLOURS))
  await page.emulateMedia({ colorScheme: null })
  if (size) await page.setViewportSize(size)
}

/** @returns how many pixels the page is wider than its window; what follows the width by script follows it with the next frame, for which a page may wait until somebody looks */
async function sticksOut(page: Page): Promise<number> {
  const pixels = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  if (pixels > 0) await page.screenshot()
  return pixels
}

/** A page that was being drawn anew while it was looked at is looked at once more. */
async function hasNoFindings(page: Page, what: string, which: (axe: AxeBuilder) => AxeBuilder): Promise<void> {
  const clean = await findings(page, which).then((found) => found.length === 0, () => false)
  if (!clean) expect(await findings(page, which), `${what}, ${page.url()}`).toEqual([])
}

/** What is still fading in has the colours of neither end. It is brought to its end, not waited for: a page that draws no frames has no time in which to come there. */
async function atRest(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish()
  })
}

/**
 * What axe finds on a page as it is now. There are no frames, so axe runs in the page alone ("legacy mode"): otherwise it opens a blank page
 * for its summary each time, and carries there what it found in order too, which costs several times the looking.
 * @param which the rules, all of WCAG 2.2 AA and of good practice unless it says otherwise
 */
export async function findings(page: Page, which = (axe: AxeBuilder) => axe.withTags(TAGS)): Promise<string[]> {
  expect(page.frames()).toHaveLength(1)
  const { violations } = await which(new AxeBuilder({ page }).options({ resultTypes: ['violations'] })).setLegacyMode().analyze()
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`)
}
