import { countOf } from '@/lib/format/count'
import { type SessionImpact } from '@/lib/session-policy/data'
import { type SessionPolicyValues } from '@/lib/session-policy/schema'

/** @returns the limits in a sentence */
export function whatLimitsMean({ idleMinutes, absoluteHours }: SessionPolicyValues): string {
  return `A session ends after ${countOf(idleMinutes, 'minute')} without activity, and after ${countOf(absoluteHours, 'hour')} in any case.`
}

/** @returns which of the sessions that run would be over at once */
export function whichTheyEnd({ running, ending, people, yours }: SessionImpact, dirty: boolean): string {
  const runs = running === 1 ? '1 session runs.' : `${countOf(running, 'session')} run.`
  if (!dirty) return runs
  if (ending === 0) return `${runs} None of them ends by it.`
  return `${runs} ${ending === running ? (running === 1 ? 'It ends' : 'All of them end') : `${countOf(ending, 'session')} of ${people === 1 ? '1 person' : `${countOf(people, 'person', 'people')}`} ${ending === 1 ? 'ends' : 'end'}`} at once${yours ? ', yours among them: you sign in again' : ''}.`
}
