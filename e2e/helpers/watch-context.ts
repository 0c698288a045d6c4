import type { BrowserContext } from '@playwright/test'

/** What a browser complained about, and what a test knows will be complained about. */
export interface Complaints {
  found: string[]
  /** everything that was asked for and said, in order */
  log: string[]
  /** For the test that provokes it: `complaints.allow(/status of 404/)`. */
  allow: (pattern: RegExp) => void
}

/**
 * What a browser says of how slow the machine is, and not of the page: that a font or a style that was fetched ahead was first used seconds
 * after the page had loaded; that a page was left while it was being drawn anew.
 */
const OF_THE_MACHINE = /was preloaded using link preload but not used within a few seconds|^Failed to fetch RSC payload for \S+ Falling back to browser navigation\. TypeError: (network error|Failed to fetch)/

/**
 * Notices go by themselves after six seconds (components/ui/toaster.tsx): a test process that stood still for so long would never see one. In
 * tests they stay, and are no obstacle to what is pressed meanwhile.
 */
function keepNotices(): void {
  const every = window.setInterval.bind(window)
  window.setInterval = ((work: TimerHandler, pause?: number, ...given: unknown[]) => every(work, pause === 6000 ? 100_000 : pause, ...given)) as typeof window.setInterval
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('section[aria-label="Notices"] { pointer-events: none }')
  document.adoptedStyleSheets.push(sheet)
}

/** Collects errors of the console and of scripts, reports of the content security policy, and pages that came without one. */
export function watchContext(context: BrowserContext, { found, log }: Complaints): void {
  // Sent before anything that is asked of the context later. One that is closed by then has no notices.
  void context.addInitScript(keepNotices).catch(() => undefined)
  context.on('console', (message) => {
    log.push(`console ${message.type()}: ${message.text()}`)
    if ((message.type() === 'error' || message.type() === 'warning') && !OF_THE_MACHINE.test(message.text())) found.push(`console ${message.type()}: ${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => found.push(`uncaught: ${error.error().stack ?? error.error().message}`))
  context.on('request', (request) => {
    if (request.url().endsWith('/api/csp-report')) found.push(`policy violated: ${request.postData() ?? ''}`)
  })
  context.on('requestfailed', (request) => log.push(`${request.method()} ${request.url()}: ${request.failure()?.errorText}`))
  context.on('response', (response) => {
    log.push(`${response.request().method()} ${response.url()}: ${response.status()}`)
    if (response.request().resourceType() !== 'document' || response.status() >= 300 && response.status() < 400) return
    if (!/script-src 'nonce-[A-Za-z0-9+/=]+' 'strict-dynamic'/.test(response.headers()['content-security-policy'] ?? '')) found.push(`without a page's policy: ${response.url()}`)
  })
}
