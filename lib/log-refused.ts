import 'server-only'
import { linesAMinute } from './lines-a-minute'
import { log } from './log'

/** A refusal that is no event of the audit, because nothing would have changed or nobody is known. */
export interface RefusedEntry {
  /** `odd input`: fields that no page of ours sends */
  what: 'foreign origin' | 'not permitted' | 'odd input' | 'too many'
  /** the permission or the entrance that was asked for */
  door?: string
  tenantId?: string
  administratorId?: string
  /** of somebody who is not signed in */
  address?: string
}

const mayWrite = linesAMinute(300)

/** Writes one line of a refusal: what, where, by whom; nothing that was sent. */
export function logRefused({ what, door, tenantId, administratorId, address }: RefusedEntry): void {
  if (mayWrite()) log().warn({ refused: what, door, tenantId, administratorId, address }, 'refused')
}
