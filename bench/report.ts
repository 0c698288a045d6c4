import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Finding, isReached } from './measure'

const folder = path.join(import.meta.dirname, 'results')

const digits = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2))
const spaced = (unit: string) => (unit === '×' || unit === '%' ? ` ${unit}` : ` ${unit}`)

/** "≥ 15 ×", "≤ 1.3 ×", "–" */
export function toReach({ reach, unit = '×' }: Finding): string {
  if (reach === 'shown') return '–'
  return 'atLeast' in reach ? `≥ ${reach.atLeast}${spaced(unit)}` : `≤ ${reach.atMost}${spaced(unit)}`
}

/** Prints one measure's part of the table. */
export function printFindings(title: string, findings: readonly Finding[]): void {
  process.stdout.write(`\n${title}\n`)
  for (const finding of findings) {
    const reached = isReached(finding)
    const mark = reached === null ? ' ' : reached ? '✓' : '✗'
    process.stdout.write(` ${mark} ${(digits(finding.ratio) + spaced(finding.unit ?? '×')).padStart(12)}  ${toReach(finding).padEnd(11)} ${finding.what}\n${' '.repeat(29)}${finding.seen}\n`)
  }
}

/** @returns the file, named by the time of the run */
export function saveResults(findings: readonly Finding[], options: object): string {
  fs.mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.json`)
  const cpus = os.cpus()
  const machine = { node: process.version, platform: `${os.platform()} ${os.arch()}`, cores: cpus.length, memoryGiB: Math.round(os.totalmem() / 2 ** 30) }
  fs.writeFileSync(file, `${JSON.stringify({ options, machine, findings: findings.map((finding) => ({ ...finding, reached: isReached(finding) })) }, null, 2)}\n`)
  return path.relative(process.cwd(), file)
}
