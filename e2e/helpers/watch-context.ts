import type { BrowserContext } from '@playwright/test'

/** What a browser complained about, and what a test knows will be complained about. */
export interface Complaints {
  found: string[]
  /** For the test that provokes it: `complaints.allow(/status of 404/)`. */
  allow: (pattern: RegExp) => void
}

/** Collects errors of the console and of scripts, reports of the content security policy, and pages that came without one. */
export function watchContext(context: BrowserContext, { found }: Complaints): void {
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') found.push(`console ${message.type()}: ${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => found.push(`uncaught: ${error.error().stack ?? error.error().message}`))
  context.on('request', (request) => {
    if (request.url().endsWith('/api/csp-report')) found.push(`policy violated: ${request.postData() ?? ''}`)
  })
  context.on('response', (response) => {
    if (response.request().resourceType() !== 'document' || response.status() >= 300 && response.status() < 400) return
    if (!/script-src 'nonce-[A-Za-z0-9+/=]+' 'strict-dynamic'/.test(response.headers()['content-security-policy'] ?? '')) found.push(`without a page's policy: ${response.url()}`)
  })
}
