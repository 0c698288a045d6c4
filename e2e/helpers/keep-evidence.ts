import fs from 'node:fs'
import type { BrowserContext, TestInfo } from '@playwright/test'

/** Whether a test has failed so far. */
export const hasFailed = ({ status, expectedStatus }: TestInfo): boolean => status !== expectedStatus

/** Keeps each open page of a test that failed: as it stood, and as it looked. */
export async function keepPages(context: BrowserContext, testInfo: TestInfo): Promise<void> {
  for (const page of context.pages()) {
    const name = `page-${testInfo.attachments.length + 1}`
    const html = await page.content().catch((error: Error) => error.message)
    keep(testInfo, { name: `${name}.html`, contentType: 'text/html', text: `<!-- ${page.url()} -->\n${html}` })
    const path = testInfo.outputPath(`${name}.png`)
    const drawn = await page.screenshot({ path, timeout: 5000 }).catch(() => null)
    if (drawn) testInfo.attachments.push({ name: page.url(), path, contentType: 'image/png' })
  }
}

/** Keeps what the browsers of a test asked for and said, one line each. */
export function keepLog(log: readonly string[], testInfo: TestInfo): void {
  keep(testInfo, { name: 'log.txt', contentType: 'text/plain', text: log.join('\n') })
}

function keep(testInfo: TestInfo, { name, contentType, text }: { name: string; contentType: string; text: string }): void {
  const path = testInfo.outputPath(name)
  fs.writeFileSync(path, text)
  testInfo.attachments.push({ name, path, contentType })
}
