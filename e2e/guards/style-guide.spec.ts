import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { pagePolicy } from '../../lib/headers'
import { findings } from '../helpers/check-page'

const root = path.resolve(import.meta.dirname, '../..')
const ADDRESS = '/style-guide-that-exists-only-here'

let drawing: string | undefined
const draw = () => (drawing ??= execFileSync(process.execPath, ['--import', 'tsx', 'e2e/draw-style-guide.tsx'], { cwd: root, encoding: 'utf8' }))

/** The page of all components with the stylesheets and the content security policy of the build that is being tested. */
async function openStyleGuide(page: Page): Promise<string[]> {
  const real = await (await page.request.get('/nothing-here')).text()
  const sheets = [...real.matchAll(/<link rel="stylesheet"[^>]*>/g)].map(([link]) => link.replace(/nonce="[^"]*"/, ''))
  expect(sheets.length).toBeGreaterThan(0)
  const font = /<html[^>]*class="([^"]*)"/.exec(real)?.[1] ?? ''

  const refused: string[] = []
  await page.exposeFunction('cspRefused', (what: string) => refused.push(what))
  await page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) => cspRefused(event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample))`)
  await page.route(`**${ADDRESS}`, (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: { 'content-security-policy': pagePolicy('only-for-this-page') },
      body: `<!doctype html><html lang="en" class="${font}"><head><title>Style guide</title><meta name="viewport" content="width=device-width">${sheets.join('')}</head><body>${draw()}</body></html>`,
    }),
  )
  await page.goto(ADDRESS)
  return refused
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 320]) {
    test(`every component, ${colorScheme}, ${width} px: axe finds nothing, the policy refuses nothing, nothing sticks out`, async ({ page }) => {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 800 })
      const refused = await openStyleGuide(page)
      expect(await findings(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
      expect(refused).toEqual([])
    })
  }
}

test('T68 the policy that guards the style guide is awake: a style attribute and a handler are refused', async ({ page }) => {
  const refused = await openStyleGuide(page)
  await page.evaluate(() => document.querySelector('main')?.insertAdjacentHTML('beforeend', '<p style="color: red">red</p><img src="data:," onerror="document.title = \'run\'" alt="">'))
  await expect.poll(() => refused.map((what) => what.split(' ')[0]).sort()).toEqual(expect.arrayContaining(['script-src-attr', 'style-src-attr']))
  expect(await page.title()).toBe('Style guide')
})
