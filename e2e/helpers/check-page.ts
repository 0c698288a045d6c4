import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** axe finds nothing in light and in dark, and at 320 px nothing sticks out and axe still finds nothing. Leaves the page as it was. */
export async function checkPage(page: Page): Promise<void> {
  const size = page.viewportSize()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await axeFindings(page), `axe, ${colorScheme}, ${page.url()}`).toEqual([])
  }
  await page.setViewportSize({ width: 320, height: 700 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `sticks out at 320 px, ${page.url()}`).toBeLessThanOrEqual(0)
  expect(await axeFindings(page), `axe at 320 px, ${page.url()}`).toEqual([])
  await page.emulateMedia({ colorScheme: null })
  if (size) await page.setViewportSize(size)
}

async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`)
}
