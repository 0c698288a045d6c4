import { defineConfig, devices } from '@playwright/test'
import { findBrowser } from './scripts/browser.mjs'

// Looked for once; the workers inherit it.
process.env.CASTELLAN_BROWSER ??= findBrowser() ?? ''

export default defineConfig({
  testDir: 'e2e',
  testMatch: ['*.spec.ts', 'guards/*.spec.ts'],
  globalSetup: './e2e/global-setup.ts',
  outputDir: '.data/test/journeys',
  fullyParallel: true,
  workers: 2,
  // A journey that only passes the second time has found something.
  retries: 0,
  forbidOnly: true,
  // A busy machine takes its time; what is waited for is always something that happens.
  timeout: 120_000,
  expect: { timeout: 25_000 },
  reporter: [['list'], ['json', { outputFile: '.data/test/journeys.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: process.env.CASTELLAN_E2E_ORIGIN,
    locale: 'en-GB',
    timezoneId: 'UTC',
    // Films cost a fifth of the run on two cores; what the page was and what was asked of it tells as much.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: false },
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env.CASTELLAN_BROWSER || undefined,
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
        '--no-first-run',
      ],
    },
  },
})
