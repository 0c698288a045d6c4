// A page in Chromium, and what it took to show it.
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { findBrowser } from '../scripts/browser.mjs'

export async function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: findBrowser() ?? undefined, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
}

interface Seen { scriptBytes: number; largestPaint: number; shift: number }

/** Opens it in a tab of its own and follows what it loads, until nothing more comes. @param rate by which the processor is slowed down */
export async function openPage(context: BrowserContext, url: string, rate: number): Promise<{ page: Page; seen: () => Promise<Seen> }> {
  const page = await context.newPage()
  const client = await context.newCDPSession(page)
  let scriptBytes = 0
  const scripts = new Set<string>()
  client.on('Network.responseReceived', ({ requestId, type }) => type === 'Script' && scripts.add(requestId))
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => scripts.has(requestId) && (scriptBytes += encodedDataLength))
  await client.send('Network.enable')
  await client.send('Emulation.setCPUThrottlingRate', { rate })
  await page.addInitScript(() => {
    const seen = ((globalThis as unknown as { seen: object }).seen = { paint: 0, shift: 0, interaction: 0 })
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (seen.paint = entry.startTime))).observe({ type: 'largest-contentful-paint', buffered: true })
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { const { value, hadRecentInput } = entry as unknown as { value: number; hadRecentInput: boolean }; if (!hadRecentInput) seen.shift += value })).observe({ type: 'layout-shift', buffered: true })
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (seen.interaction = Math.max(seen.interaction, entry.duration)))).observe({ type: 'event', buffered: true, durationThreshold: 16 } as never)
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  return {
    page,
    seen: async () => {
      const { paint, shift } = await page.evaluate(() => (globalThis as unknown as { seen: { paint: number; shift: number } }).seen)
      return { scriptBytes, largestPaint: paint, shift }
    },
  }
}
