import { createRequire } from 'node:module'
import path from 'node:path'
import { runToEnd } from '../scripts/child.mjs'

/** Builds the floors' own Next application. @returns the program that serves it */
export async function buildFloors(): Promise<string> {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  await runToEnd(process.execPath, [next, 'build'], { cwd: path.join(import.meta.dirname, 'floors'), env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' } })
  return next
}
