// npm run bench: everything in one run, ours beside its floor. --quick for small sizes, --only name,name for some of it.
import { parseArgs } from 'node:util'
import { canAgainstCasl } from './measures/can-against-casl'
import { type Finding, type Measure, isReached } from './measure'
import { auditGrowth } from './measures/audit-growth'
import { browserWeight } from './measures/browser-weight'
import { exportRows } from './measures/export-rows'
import { listGrowth } from './measures/list-growth'
import { listThroughput } from './measures/list-throughput'
import { pimActivation } from './measures/pim-activation'
import { pimBeside } from './measures/pim-beside'
import { pimEnd } from './measures/pim-end'
import { pimLive } from './measures/pim-live'
import { pimPages } from './measures/pim-pages'
import { pimRequests } from './measures/pim-requests'
import { policyImpact } from './measures/policy-impact'
import { requestCost } from './measures/request-cost'
import { samlAnswer } from './measures/saml-answer'
import { serverWeight } from './measures/server-weight'
import { signInRate } from './measures/sign-in-rate'
import { ssoSignIn } from './measures/sso-sign-in'
import { printFindings, saveResults } from './report'
import { makeRig } from './rig'
import { stopChildren } from '../scripts/child.mjs'

const MEASURES: readonly Measure[] = [canAgainstCasl, requestCost, listThroughput, listGrowth, auditGrowth, exportRows, signInRate, samlAnswer, browserWeight, serverWeight, pimActivation, pimBeside, pimRequests, pimLive, pimEnd, pimPages, ssoSignIn, policyImpact]

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, help: { type: 'boolean', default: false } } })
const names = MEASURES.map(({ name }) => name)
/** A name, or what several begin with: "pim". */
const meant = (word: string) => names.filter((name) => name === word || name.startsWith(`${word}-`))
const words = values.only?.split(',') ?? names
const unknown = words.filter((word) => meant(word).length === 0)
const wanted = words.flatMap(meant)
if (values.help || unknown.length > 0) {
  process.stderr.write(`${unknown.length > 0 ? `There is no measure "${unknown.join('", "')}". ` : ''}npm run bench -- [--quick] [--only name,name]\nMeasures: ${names.join(', ')}\n`)
  process.exit(unknown.length > 0 ? 1 : 0)
}

const rig = makeRig({ quick: values.quick })
const all: Finding[] = []
try {
  for (const { name, run } of MEASURES.filter((measure) => wanted.includes(measure.name))) {
    const started = performance.now()
    const findings = await run(rig)
    all.push(...findings)
    printFindings(`${name} (${((performance.now() - started) / 1000).toFixed(0)} s)`, findings)
  }
} finally {
  await stopChildren()
  await rig.end()
}
const file = saveResults(all, values)
const missed = all.filter((finding) => isReached(finding) === false)
process.stdout.write(`\n${all.length} findings, ${missed.length} missed. ${file}\n`)
