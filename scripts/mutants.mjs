/**
 * `npm run test:mutants`: takes guards away and expects tests to turn red. First the named ones, each in a copy of the project;
 * then every small change that Stryker knows in lib/authz, lib/actions and lib/pim. At least 95 % must be noticed, and each one
 * that is not has to be explained in scripts/mutants/explained-survivors.json.
 * `--named` does the first part only, `--every` the second; `--only=TEXT` the guards whose name, file or test holds the text; `--jobs=N` works in N copies at once.
 */
import fs from 'node:fs'
import path from 'node:path'
import { runToEnd, stopChildren } from './child.mjs'
import { judge } from './mutants/judge.mjs'
import { takeAllAway } from './mutants/take-away.mjs'

const root = path.resolve(import.meta.dirname, '..')
const LEAST_NOTICED = 0.95
/** Pure decisions are judged by unit tests alone, the doors by their tests on the database too; of lib/pim the pure files are in it. */
const ROOMS = ['authz', 'pim', 'actions']
const read = (file) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'))
const option = (name) => process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
const jobs = Number(option('jobs') ?? 1)

async function everySmallChange() {
  const stryker = path.join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js')
  for (const room of ROOMS) await runToEnd(process.execPath, [stryker, 'run', `scripts/mutants/stryker-${room}.json`, '--concurrency', String(jobs)], { cwd: root, show: true })
  const { killed, timeout, survived, broken, explained, unexplained, stale } = judge(ROOMS.map((room) => read(`reports/mutants-${room}.json`)), read('scripts/mutants/explained-survivors.json'))
  const noticed = killed + timeout
  const share = noticed / (noticed + survived)
  for (const one of unexplained) console.log(`SURVIVED  ${JSON.stringify(one)}`)
  for (const one of stale) console.log(`EXPLAINED FOR NOTHING  ${JSON.stringify(one)}`)
  console.log(`${noticed} mutants noticed (${(share * 100).toFixed(1)} %; ${timeout} of them by a timeout), ${explained} explained survivors, ${unexplained.length} unexplained, ${broken} that could not be run.`)
  return unexplained.length + stale.length + (share < LEAST_NOTICED ? 1 : 0)
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stopChildren().then(() => process.exit(1)))
const started = performance.now()
let problems = 0
if (!process.argv.includes('--every')) problems += await takeAllAway({ jobs, only: option('only') })
if (!process.argv.includes('--named')) problems += await everySmallChange()
console.log(`${problems === 0 ? 'Every guard is needed.' : `${problems} problems.`} Took ${Math.round((performance.now() - started) / 60_000)} minutes.`)
process.exit(problems === 0 ? 0 : 1)
