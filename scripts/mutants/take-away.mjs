/** The named guards: each is taken away in a copy of the project, and a test has to turn red. */
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { runToEnd } from '../child.mjs'
import { namedGuards } from './named-guards.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const LEFT_OUT = /^(node_modules|reports|\.(git|data|next.*|stryker-tmp))$/

function copyProject(name) {
  const folder = path.join(root, '.data/mutants', name)
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  for (const entry of fs.readdirSync(root)) if (!LEFT_OUT.test(entry)) fs.cpSync(path.join(root, entry), path.join(folder, entry), { recursive: true })
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  return folder
}

/** @returns {Promise<{ failed: string[], broken: string | null }>} the tests that turned red; what else went wrong when none did */
async function runTest(folder, { project, test }) {
  const report = path.join(folder, '.data/report.json')
  fs.rmSync(report, { force: true })
  const args = ['run', '--project', project, test, '--bail', '1', '--reporter=json', `--outputFile=${report}`]
  const problem = await runToEnd(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), ...args], { cwd: folder, env: { CI: 'true', NO_COLOR: '1' } }).then(() => null, (error) => error)
  const files = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')).testResults : []
  const failed = files.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName))
  return { failed, broken: problem && failed.length === 0 ? (files.map(({ message }) => message).find(Boolean) ?? problem.message).split('\n')[0] : null }
}

/** @returns {Promise<{ problem: string | null, by?: string }>} */
async function takeAway(folder, guard) {
  const file = path.join(folder, guard.file)
  const text = fs.readFileSync(file, 'utf8')
  if (text.split(guard.find).length !== 2) return { problem: `is not written like that (exactly once) in ${guard.file} any more` }
  fs.writeFileSync(file, text.replace(guard.find, () => guard.replace))
  try {
    const { failed, broken } = await runTest(folder, guard)
    // A file that cannot even be read says nothing of what its tests notice.
    if (broken) return { problem: `was taken away so that ${guard.test} did not run: ${broken}` }
    return failed.length > 0 ? { problem: null, by: failed[0] } : { problem: `was taken away and ${guard.test} stayed green` }
  } finally {
    fs.writeFileSync(file, text)
  }
}

/** Works off guards from the queue in a copy of its own, on a database server that stays up meanwhile. */
async function workOff(name, queue, tell) {
  const folder = copyProject(name)
  const { startTestServer } = await import(pathToFileURL(path.join(folder, 'scripts/test-server.mjs')).href)
  const server = await startTestServer()
  const green = new Map()
  try {
    for (let guard = queue.shift(); guard; guard = queue.shift()) {
      const { test } = guard
      if (!green.has(test)) green.set(test, await runTest(folder, guard))
      const { failed, broken } = green.get(test)
      const red = broken ?? failed[0]
      tell(guard, red ? { problem: `cannot be judged: ${test} is red already (${red})` } : await takeAway(folder, guard))
    }
  } finally {
    await server.leave()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {{ jobs: number, only?: string }} options how many copies at once; `only`: guards whose name, file or test holds this text
 * @returns {Promise<number>} how many guards no test noticed
 */
export async function takeAllAway({ jobs, only = '' }) {
  const guards = namedGuards.filter(({ name, file, test }) => `${name} ${file} ${test}`.includes(only))
  // Those of one test one after the other: it has to be green once before.
  const queue = guards.toSorted((a, b) => a.test.localeCompare(b.test))
  let survived = 0
  await Promise.all(Array.from({ length: jobs }, async (_, index) => workOff(`named-${index}`, queue, (guard, { problem, by }) => {
    console.log(problem ? `SURVIVED  ${guard.name}: ${problem}` : `noticed   ${guard.name} (${by})`)
    if (problem) survived += 1
  })))
  console.log(`${guards.length - survived} of ${guards.length} named guards noticed.`)
  return survived
}
