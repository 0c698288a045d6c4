import { countOf, formatNumber } from '@/lib/format/count'
import { kindsAsked } from '@/lib/password-policy/check-password'
import { type PasswordImpact } from '@/lib/password-policy/data'
import { STRENGTHS } from '@/lib/password-policy/policy-bounds'
import { type PasswordPolicyValues } from '@/lib/password-policy/schema'

/** @returns the policy in a sentence or two */
export function whatPolicyMeans(policy: PasswordPolicyValues): string {
  const { minimumLength, minimumStrength, historyLength, expiryDays, refuseCommon, refuseOwnWords } = policy
  const asked = [`at least ${minimumLength} characters`, ...kindsAsked(policy), ...(minimumStrength > 0 ? [`strength ${(STRENGTHS[minimumStrength] ?? '').toLowerCase()} or better`] : [])].join(', ')
  const refused = [...(refuseCommon ? ['common and breached passwords'] : []), ...(refuseOwnWords ? ['names and addresses'] : []), ...(historyLength > 0 ? [historyLength === 1 ? 'the last one' : `the last ${historyLength}`] : [])]
  return `A password has ${asked}. ${refused.length > 0 ? `Refused: ${refused.join(', ')}. ` : ''}${expiryDays === null ? 'It never expires.' : `It expires after ${countOf(expiryDays, 'day')}.`}`
}

interface Saving {
  dirty: boolean
  askEveryone: boolean
}

/** @returns whom a policy asks for a new password, in words */
export function whomItAsks({ people, dueUnder }: PasswordImpact, { dirty, askEveryone }: Saving): string {
  if (people === 0) return 'Nobody has a password that works.'
  const asked = askEveryone ? people : dueUnder
  const all = people === 1 ? '1 person has a password' : `${formatNumber(people)} people have a password`
  const whom = asked === 0 ? 'Nobody is asked to change theirs' : asked === people ? (people === 1 ? 'They are asked for a new one' : 'All of them are asked for a new one') : `${formatNumber(asked)} ${asked === 1 ? 'is' : 'are'} asked for a new one`
  return `${all}. ${whom} at the next sign-in${asked > 0 && dirty ? '; sessions that run go on' : ''}.${dirty && asked < people ? ` The rules bind every ${asked > 0 ? 'other ' : ''}password when it is changed next.` : ''}`
}
