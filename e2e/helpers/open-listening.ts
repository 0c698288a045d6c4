import type { Page } from '@playwright/test'

/** Opens a page and waits until it is alive: its scripts run, and its browser listens to the server. */
export async function openListening(page: Page, address = '/'): Promise<void> {
  const listening = page.waitForResponse((response) => response.url().endsWith('/api/live') && response.ok())
  await page.goto(address)
  await listening
}
