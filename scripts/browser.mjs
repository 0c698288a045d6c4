/** A Chromium for the browser tests: the system's, else Debian's package when it may be installed, else Playwright's own. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { runToEnd } from './child.mjs'

const root = path.resolve(import.meta.dirname, '..')
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const macPrograms = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium']

/** @returns {string | null} the path of a browser that runs here; CASTELLAN_BROWSER names one to use */
export function findBrowser() {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const candidates = [process.env.CASTELLAN_BROWSER, ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...macPrograms, playwrightsOwn()]
  // A stub that only tells where to get the real one (Ubuntu's) exists, but does not run.
  return candidates.find((file) => file && fs.existsSync(file) && spawnSync(file, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0) ?? null
}

function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)('@playwright/test').chromium.executablePath()
  } catch {
    return null
  }
}

/** @returns {Promise<string>} what was done, for a person @throws {Error} with what a person can do */
export async function installBrowser() {
  if (findBrowser()) return 'there already'
  const debian = process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0
  const attempts = [...(debian ? [fromDebian] : []), fromPlaywright]
  const reasons = []
  for (const attempt of attempts) {
    try {
      await attempt()
      if (findBrowser()) return 'installed'
      reasons.push('What was installed does not run here.')
    } catch (error) {
      reasons.push(error.message.trim().split('\n').slice(0, 3).join('\n'))
    }
  }
  throw new Error(`The browser tests need a Chromium, and none could be installed:\n${reasons.join('\n')}\nInstall one (Debian: apt-get install chromium), or name one with CASTELLAN_BROWSER.`)
}

async function fromDebian() {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await runToEnd('apt-get', ['update', '-q'], { env })
  await runToEnd('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'], { env })
}

async function fromPlaywright() {
  const cli = createRequire(path.join(root, 'package.json')).resolve('@playwright/test/cli')
  await runToEnd(process.execPath, [cli, 'install', 'chromium'], { cwd: root })
}
