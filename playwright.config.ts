import fs from 'node:fs'
import path from 'node:path'
import { defineConfig, devices } from '@playwright/test'
import { findBrowser } from './scripts/browser.mjs'

// Looked for once; the workers inherit it.
process.env.CASTELLAN_BROWSER ??= findBrowser() ?? ''

const folder = path.resolve(import.meta.dirname, 'e2e')
const closely = process.env.CASTELLAN_LOOK === 'closely'
/** The journeys that look at pages (helpers/check-page); what does nothing else is in looks/, for `npm run test:long` alone. */
const looking = () => fs.readdirSync(folder).filter((file) => file.endsWith('.spec.ts') && fs.readFileSync(path.join(folder, file), 'utf8').includes('checkPage('))
const report = closely ? 'looks' : 'journeys'

export default defineConfig({
  testDir: 'e2e',
  // What looks at pages is for the long suite; what it does not try at every door or with every string, it tries there too.
  // Plain requests keep the server busy and no browser: beside pages, not beside each other, both of two cores have work.
  projects: closely
    ? [{ name: 'looks', testMatch: [...looking(), 'looks/*.spec.ts', 'guards/naughty.spec.ts', 'guards/attacks.spec.ts'] }]
    : [
        { name: 'guards', testMatch: 'guards/*.spec.ts', workers: 1 },
        // By their whole path: the checkout itself may lie in a folder of such a name.
        { name: 'pages', testMatch: '*.spec.ts', testIgnore: [path.join(folder, 'guards/**'), path.join(folder, 'looks/**')] },
      ],
  globalSetup: './e2e/global-setup.ts',
  outputDir: `.data/test/${report}`,
  fullyParallel: true,
  workers: 2,
  // A journey that only passes the second time has found something.
  retries: 0,
  forbidOnly: true,
  // A busy machine takes its time; what is waited for is always something that happens.
  timeout: 120_000,
  expect: { timeout: 25_000 },
  reporter: [['list'], ['json', { outputFile: `.data/test/${report}.json` }]],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: process.env.CASTELLAN_E2E_ORIGIN,
    locale: 'en-GB',
    timezoneId: 'UTC',
    // Pictures of every step of every test cost a ninth of the run. A test that fails leaves its pages and its log (e2e/helpers/keep-evidence); `--trace on` shows all of it.
    trace: 'off',
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
