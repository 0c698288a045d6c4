import { type Rig } from './rig'

/** What one line of the table says: how we compare with the floor measured beside us. Only the ratio is judged. */
export interface Finding {
  /** "List page, 50 rows, against the bare page". */
  what: string
  /** What section of the target it belongs to, in the order of docs/performance.md. */
  reach: { atLeast: number } | { atMost: number } | 'shown'
  ratio: number
  /** Of the ratio: × unless said otherwise. */
  unit?: '×' | 'kB' | 'MB' | '%' | 'queries' | 'ms' | 'scans' | 'rows' | 'shift'
  /** The absolute figures behind it, for a person; they depend on the machine. */
  seen: string
}

/** One file in bench/measures: a name for --only, what it needs from the rig, and its findings. */
export interface Measure {
  name: string
  run: (rig: Rig) => Promise<Finding[]>
}

/** @returns whether the finding reaches what it is to reach; null when it is only shown */
export function isReached({ reach, ratio }: Finding): boolean | null {
  if (reach === 'shown') return null
  return 'atLeast' in reach ? ratio >= reach.atLeast : ratio <= reach.atMost
}
