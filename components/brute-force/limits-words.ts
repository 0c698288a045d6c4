import { type BruteForceImpact } from '@/lib/brute-force/data'
import { type BruteForceValues } from '@/lib/brute-force/schema'
import { countOf, formatNumber } from '@/lib/format/count'
import { formatDuration } from '@/lib/format/time'

/** @returns the limits in a sentence */
export function whatLimitsMean({ failures, lockMinutes }: BruteForceValues): string {
  return `After ${countOf(failures, 'failure')} from one address on one account, that address is refused for that account for ${formatDuration(lockMinutes * 60)}, with the same answer as for a wrong password.`
}

/** @returns who is refused now and who is near to it; of accounts that do not exist too, for nothing tells them apart */
export function whomTheyRefuse({ refused, next }: BruteForceImpact, dirty: boolean): string {
  const now = refused === 0 ? 'No address is refused for an account.' : `${formatNumber(refused)} ${refused === 1 ? 'pair of account and address is' : 'pairs of account and address are'} refused now${dirty ? (refused === 1 ? ' and keeps the time it was given' : ' and keep the time they were given') : ''}.`
  return `${now} ${next === 0 ? 'None is' : `${formatNumber(next)} ${next === 1 ? 'is' : 'are'}`} one failure away from it.`
}
