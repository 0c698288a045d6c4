/**
 * `npm test`: everything that proves Castellan, on a machine with nothing but Node and npm. Ends with one line, `N passed, N failed`;
 * each step and each test counts as one. `--long` runs what takes its time instead: kills, restarts, long property runs, pages looked at closely.
 */
import fs from 'node:fs'
import path from 'node:path'
import { runToEnd, stopChildren } from './child.mjs'
import { installPackages } from './install.mjs'
import { playwrightCounts, vitestCounts } from './test-counts.mjs'

const root = path.resolve(import.meta.dirname, '..')
const results = path.join(root, '.data/test')
/** How long all of it may take on two cores; whoever is interrupted for longer stops running them. */
const longestMinutes = 15
/**
 * What types, lint and dead code take at most on two cores that nobody else uses. They are the floor of the same run: where they take longer,
 * a shared machine gives less of its cores than that, and all the rest has longer in proportion.
 */
const floorMilliseconds = 20_000
const slowestFloor = 3
const started = performance.now()
const totals = { passed: 0, failed: 0 }
const failures = []
/** What the failed tests said: once more at the end, where whoever reads the log looks first. */
const said = []
const long = process.argv.includes('--long')
let ended = false

const bin = (file) => path.join(root, 'node_modules', file)
const node = (args, show = false, env = {}) => runToEnd(process.execPath, args, { cwd: root, show, env: { CI: 'true', NODE_ENV: undefined, NO_COLOR: '1', ...env } })

/**
 * Runs one step. What it returns are the counts of the tests in it; the step itself counts only when it has none.
 * @param beside it runs beside others and is announced with its end
 */
async function step(label, work, beside = false) {
  if (ended) return false
  const from = performance.now()
  if (!beside) console.log(`\n— ${label}`)
  let counts
  let problem
  try {
    counts = await work()
  } catch (error) {
    problem = error
    counts = error.counts
  }
  if (ended) return false
  if (beside) console.log(`\n— ${label}`)
  const ok = !problem && !counts?.failed
  said.push(...(counts?.failures ?? []))
  totals.passed += counts?.passed ?? (ok ? 1 : 0)
  // A program that fails without a failed test has failed all the same.
  totals.failed += counts?.failed || (ok ? 0 : 1)
  if (problem) console.log(problem.message)
  if (!ok) failures.push(label)
  console.log(`  ${ok ? 'passed' : 'FAILED'} after ${((performance.now() - from) / 1000).toFixed(1)} s${counts ? ` (${counts.passed} passed, ${counts.failed} failed)` : ''}`)
  return ok
}

/** Runs a program that writes its results as JSON, and counts them whether it failed or not. */
async function counted(args, report, count, env) {
  const file = path.join(results, report)
  fs.rmSync(file, { force: true })
  let problem = null
  await node(args, true, env).catch((error) => {
    problem = error
  })
  const counts = fs.existsSync(file) ? count(JSON.parse(fs.readFileSync(file, 'utf8'))) : undefined
  if (problem) throw Object.assign(new Error(counts?.failed ? '' : problem.message), { counts })
  return counts
}

const vitest = (project, ...more) =>
  counted([bin('vitest/vitest.mjs'), 'run', '--project', project, ...more, '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${path.join(results, `${project}.json`)}`], `${project}.json`, vitestCounts)

const playwright = (report, env) => counted([bin('@playwright/test/cli.js'), 'test', '--pass-with-no-tests'], `${report}.json`, playwrightCounts, env)

async function main() {
  fs.mkdirSync(results, { recursive: true })
  if (!(await step('Packages', async () => void (await installPackages())))) return
  const { installBrowser } = await import('./browser.mjs')
  const { generate } = await import('./generate.mjs')
  const { build } = await import('./build.mjs')
  if (!(await step('Prisma client', async () => void generate()))) return
  if (long) {
    await step('Browser', async () => void (await installBrowser()))
    const built = await step('Production build', async () => void (await build()))
    // The journeys that look at pages once more, with the dark theme and with axe at 320 px.
    if (built) await step('Looks, closely', () => playwright('looks', { CASTELLAN_LOOK: 'closely' }))
    // One file at a time: some of them measure how long something takes, others build or kill.
    await step('Long tests', () => vitest('long', '--no-file-parallelism'))
    return
  }
  await step('Browser', async () => void (await installBrowser()))
  const from = performance.now()
  await Promise.all([
    step('Types', async () => void (await node([bin('typescript/bin/tsc'), '--noEmit'])), true),
    step('Lint and house laws', async () => void (await node([bin('oxlint/bin/oxlint')])), true),
    step('Dead code', async () => void (await node([bin('knip/bin/knip.js')])), true),
  ])
  allow(longestMinutes * Math.min(slowestFloor, Math.max(1, (performance.now() - from) / floorMilliseconds)))
  await step('Unit tests', () => vitest('unit'))
  // Tests that wait for a clock, a lock or a letter leave it the processor.
  const building = step('Production build', async () => void (await build({ behind: true })), true)
  await step('Integration tests on PostgreSQL', () => vitest('integration'))
  const built = await building
  if (built) await step('Journeys in the browser', () => playwright('journeys', { CASTELLAN_LOOK: undefined }))
}

async function end(problem) {
  if (ended) return
  ended = true
  if (problem) {
    totals.failed += 1
    failures.push(problem)
  }
  await stopChildren()
  const { stopIdleTestServer } = await import('./test-server.mjs').catch(() => ({}))
  await stopIdleTestServer?.().catch((error) => console.log(error.message))
  for (const text of said) console.log(`\n${text}`)
  if (failures.length > 0) console.log(`\nFailed: ${failures.join('; ')}`)
  console.log(`\nTook ${Math.round((performance.now() - started) / 1000)} s`)
  console.log(`${totals.passed} passed, ${totals.failed} failed`)
  process.exit(totals.failed > 0 ? 1 : 0)
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void end(`Interrupted by ${signal}`))
let tooLong
/** @param minutes how long all of it may take, from its beginning */
function allow(minutes) {
  clearTimeout(tooLong)
  if (minutes > longestMinutes) console.log(`\nThis machine gives less than two whole cores just now: all of it may take ${minutes.toFixed(1)} minutes instead of ${longestMinutes}.`)
  tooLong = setTimeout(() => void end(`It took more than ${minutes.toFixed(1)} minutes`), minutes * 60_000 - (performance.now() - started))
}
if (!long) allow(longestMinutes)
try {
  await main()
} catch (error) {
  await end(error.stack)
}
clearTimeout(tooLong)
await end()
