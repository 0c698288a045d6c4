// npm run bench: everything in one run, ours beside its floor. --quick for small sizes, --only name,name for some of it.
import { parseArgs } from 'node:util'
import { canAgainstCasl } from './measures/can-against-casl'
import { type Finding, type Measure, isReached } from './measure'
import { printFindings, saveResults } from './report'

const MEASURES: readonly Measure[] = [canAgainstCasl]

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, help: { type: 'boolean', default: false } } })
const names = MEASURES.map(({ name }) => name)
const wanted = values.only?.split(',') ?? names
const unknown = wanted.filter((name) => !names.includes(name))
if (values.help || unknown.length > 0) {
  process.stderr.write(`${unknown.length > 0 ? `There is no measure "${unknown.join('", "')}". ` : ''}npm run bench -- [--quick] [--only name,name]\nMeasures: ${names.join(', ')}\n`)
  process.exit(unknown.length > 0 ? 1 : 0)
}

const rig = { quick: values.quick }
const all: Finding[] = []
for (const { name, run } of MEASURES.filter((measure) => wanted.includes(measure.name))) {
  const started = performance.now()
  const findings = await run(rig)
  all.push(...findings)
  printFindings(`${name} (${((performance.now() - started) / 1000).toFixed(0)} s)`, findings)
}
const file = saveResults(all, values)
const missed = all.filter((finding) => isReached(finding) === false)
process.stdout.write(`\n${all.length} findings, ${missed.length} missed. ${file}\n`)
