/**
 * `npm run test:mutants`: takes guards away and expects tests to turn red. First the named ones, each in a copy of the project;
 * then every small change that Stryker knows in lib/authz, lib/actions and lib/pim. At least 95 % must be noticed, and each one
 * that is not has to be explained in scripts/mutants/explained-survivors.json.
 */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { runToEnd } from './child.mjs'
import { namedGuards } from './mutants/named-guards.mjs'

const root = path.resolve(import.meta.dirname, '..')
const LEAST_KILLED = 0.95
let failed = 0

function copyProject(name) {
  const folder = path.join(root, '.data/mutants', name)
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  for (const entry of fs.readdirSync(root)) {
    if (['node_modules', 'reports'].includes(entry) || /^\.(git|data|next.*|stryker-tmp)$/.test(entry)) continue
    fs.cpSync(path.join(root, entry), path.join(folder, entry), { recursive: true })
  }
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  return folder
}

const runTest = (folder, { project, test }) =>
  runToEnd(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', project, test], { cwd: folder, env: { CI: 'true', NO_COLOR: '1' } })

async function takeAway(folder, guard) {
  const file = path.join(folder, guard.file)
  const text = fs.readFileSync(file, 'utf8')
  if (text.split(guard.find).length !== 2) return `is not written like that (exactly once) in ${guard.file} any more`
  fs.writeFileSync(file, text.replace(guard.find, () => guard.replace))
  try {
    await runTest(folder, guard)
    return `was taken away and ${guard.test} stayed green`
  } catch {
    return null
  } finally {
    fs.writeFileSync(file, text)
  }
}

async function named() {
  const folder = copyProject('named')
  try {
    for (const test of new Map(namedGuards.map((guard) => [guard.test, guard])).values()) await runTest(folder, test)
    for (const guard of namedGuards) {
      const problem = await takeAway(folder, guard)
      console.log(`${problem ? 'SURVIVED' : 'noticed '}  ${guard.name}${problem ? `: ${problem}` : ''}`)
      if (problem) failed += 1
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Every mutant of the rooms that are mutated whole, judged from Stryker's report. */
function judge() {
  const report = JSON.parse(fs.readFileSync(path.join(root, 'reports/mutants.json'), 'utf8'))
  const explained = JSON.parse(fs.readFileSync(path.join(root, 'scripts/mutants/explained-survivors.json'), 'utf8'))
  const counts = { noticed: 0, explained: 0, unexplained: [] }
  for (const [file, { source, mutants }] of Object.entries(report.files)) {
    for (const mutant of mutants) {
      if (['Killed', 'Timeout'].includes(mutant.status)) counts.noticed += 1
      if (!['Survived', 'NoCoverage'].includes(mutant.status)) continue
      const line = source.split('\n')[mutant.location.start.line - 1].trim()
      const known = explained.some((one) => one.file === file && one.line === line && one.replacement === mutant.replacement && one.because)
      if (known) counts.explained += 1
      else counts.unexplained.push({ file, line, replacement: mutant.replacement })
    }
  }
  return counts
}

await named()
if (!process.argv.includes('--named')) {
  execFileSync(process.execPath, [path.join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js'), 'run'], { cwd: root, stdio: 'inherit' })
  const { noticed, explained, unexplained } = judge()
  const share = noticed / (noticed + explained + unexplained.length)
  for (const one of unexplained) console.log(`SURVIVED  ${JSON.stringify(one)}`)
  console.log(`${noticed} mutants noticed (${(share * 100).toFixed(1)} %), ${explained} explained survivors, ${unexplained.length} unexplained.`)
  if (share < LEAST_KILLED) failed += 1
  failed += unexplained.length
}
console.log(failed === 0 ? 'Every guard is needed.' : `${failed} problems.`)
process.exit(failed === 0 ? 0 : 1)
