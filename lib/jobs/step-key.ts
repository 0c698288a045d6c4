import 'server-only'
import { createHash } from 'node:crypto'

/** @returns the same UUID for the same step of the same long work, so that a step that is tried again has one effect */
export function stepKey(workId: string, step: string | number): string {
  const hex = createHash('sha256').update(`${workId}:${step}`).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
