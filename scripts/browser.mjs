/** A Chromium for the browser tests: the system's, else Debian's package when it may be installed, else Playwright's own. Best one that has no windows. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { runToEnd } from './child.mjs'

const root = path.resolve(import.meta.dirname, '..')
// The same engine with nothing around it. A whole browser draws its toolbar and keeps its own pages beside each of ours, unseen: twice the work.
const shells = ['chromium-headless-shell', 'chrome-headless-shell']
const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const macPrograms = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium']

/** @returns {string | null} the path of a browser that runs here, one without windows if there is one; CASTELLAN_BROWSER names one to use */
export function findBrowser() {
  return firstThatRuns([process.env.CASTELLAN_BROWSER, ...inPath(shells), playwrightsShell(), ...inPath(browsers), ...macPrograms, playwrightsOwn()])
}

const findShell = () => firstThatRuns([process.env.CASTELLAN_BROWSER, ...inPath(shells), playwrightsShell()])

function inPath(names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)))
}

function firstThatRuns(candidates) {
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

/** It lies in a folder beside the whole browser's: chromium-1255/chrome-linux64/chrome, chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell. */
function playwrightsShell() {
  const [, folder, revision] = /^(.*)[/\\]chromium-(\d+)[/\\]/.exec(playwrightsOwn() ?? '') ?? []
  const beside = path.join(folder ?? '', `chromium_headless_shell-${revision}`)
  if (!folder || !fs.existsSync(beside)) return null
  const files = fs.readdirSync(beside).flatMap((inner) => ['chrome-headless-shell', 'chrome-headless-shell.exe'].map((name) => path.join(beside, inner, name)))
  return files.find((file) => fs.existsSync(file)) ?? null
}

/** @returns {Promise<string>} what was done, for a person @throws {Error} with what a person can do */
export async function installBrowser() {
  if (findShell()) return 'there already'
  const debian = process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0
  if (findBrowser()) {
    // That will do. The shell is quicker, where it is to be had soon and without changing what is there.
    if (debian) await besideWhatIsThere().catch(() => undefined)
    return findShell() ? 'installed' : 'there already'
  }
  const attempts = [...(debian ? [async () => fromDebian('chromium-headless-shell'), async () => fromDebian('chromium')] : []), fromPlaywright]
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

const apt = (args, { seconds = 600 } = {}) => runToEnd('timeout', [String(seconds), 'apt-get', '-q', ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' } })
const install = ['install', '-y', '--no-install-recommends']

async function fromDebian(name) {
  await apt(['update'])
  await apt([...install, name])
}

/** Without a network nobody waits for it for long. */
async function besideWhatIsThere() {
  const shell = async () => apt([...install, '--no-upgrade', 'chromium-headless-shell'], { seconds: 120 })
  await shell().catch(async () => {
    await apt(['update'], { seconds: 30 })
    await shell()
  })
}

async function fromPlaywright() {
  const cli = createRequire(path.join(root, 'package.json')).resolve('@playwright/test/cli')
  await runToEnd(process.execPath, [cli, 'install', '--only-shell', 'chromium'], { cwd: root })
}
