// Does a password meet the policy? The same function answers the meter in the browser and the form on the server.
import { MAXIMUM_LENGTH, type PasswordContext, type PasswordPolicy } from './policy-terms'
import type { PasswordJudge } from './password-judge'

export type PasswordFaultCode = 'too_short' | 'too_long' | CountedKind | 'too_common' | 'own_words' | 'too_guessable' | 'breached' | 'reused'
type CountedKind = 'few_capitals' | 'few_lowercase' | 'few_digits' | 'few_specials'

export interface PasswordFault {
  code: PasswordFaultCode
  /** what is wrong and what to do */
  sentence: string
}

export interface PasswordVerdict {
  faults: readonly PasswordFault[]
  /** code points after NFC */
  length: number
  /** 0–4; how soon somebody would guess it, whatever the policy asks for */
  strength: number
}

const PRODUCT = 'Castellan'
// Longer texts are judged by their beginning: it has to be hard to guess by itself, and a megabyte costs nothing.
const JUDGED_CHARACTERS = 64

/** @param judge loadPasswordJudge(): dictionaries and the estimate, fetched when first needed @returns every fault, the plainest first */
export function checkPassword(password: string, policy: PasswordPolicy, context: PasswordContext, judge: PasswordJudge): PasswordVerdict {
  const text = password.normalize('NFC')
  const points = Array.from(text.slice(0, 4 * MAXIMUM_LENGTH))
  const length = points.length
  const words = wordsOf(context)
  const strength = judge.strength(points.slice(0, JUDGED_CHARACTERS).join(''), words)
  const faults: PasswordFault[] = []
  if (length < policy.minimumLength) faults.push({ code: 'too_short', sentence: `Use at least ${policy.minimumLength} characters. This has ${length}.` })
  if (length > MAXIMUM_LENGTH) faults.push({ code: 'too_long', sentence: `Use at most ${MAXIMUM_LENGTH} characters.` })
  faults.push(...missingKinds(points, policy))
  if (policy.refuseOwnWords && isOwnWords(text, words)) faults.push({ code: 'own_words', sentence: 'This is little more than a name or an address that others know. Choose something that has nothing to do with you, your organization or this console.' })
  else if (policy.refuseCommon && judge.isCommon(text)) faults.push({ code: 'too_common', sentence: 'This is one of the passwords that attackers try first. Choose another one.' })
  else if (strength < policy.minimumStrength) faults.push({ code: 'too_guessable', sentence: 'This could be guessed too soon. Add a word or two that have nothing to do with the others.' })
  return { faults, length, strength }
}

// By what a character is in Unicode: a capital of any script, a digit of any script. A space is a sign like others.
const KINDS = [
  { code: 'few_capitals', asked: 'capitals', one: 'capital letter', many: 'capital letters', is: /[\p{Lu}\p{Lt}]/u },
  { code: 'few_lowercase', asked: 'lowercase', one: 'lowercase letter', many: 'lowercase letters', is: /\p{Ll}/u },
  { code: 'few_digits', asked: 'digits', one: 'digit', many: 'digits', is: /\p{Nd}/u },
  { code: 'few_specials', asked: 'specials', one: 'special character', many: 'special characters', is: /[^\p{L}\p{M}\p{N}]/u },
] as const satisfies readonly { code: CountedKind; asked: keyof PasswordPolicy; one: string; many: string; is: RegExp }[]

/** @returns "1 capital letter", "2 digits" for whatever kinds the policy asks for */
export function kindsAsked(policy: PasswordPolicy): string[] {
  return KINDS.flatMap(({ asked, one, many }) => (policy[asked] === 0 ? [] : [policy[asked] === 1 ? `1 ${one}` : `${policy[asked]} ${many}`]))
}

function missingKinds(points: readonly string[], policy: PasswordPolicy): PasswordFault[] {
  return KINDS.flatMap(({ code, asked, one, many, is }) => {
    const least = policy[asked]
    if (least === 0) return []
    const found = points.filter((point) => is.test(point)).length
    return found >= least ? [] : [{ code, sentence: `Use at least ${least === 1 ? `1 ${one}` : `${least} ${many}`}. This has ${found === 0 ? 'none' : found}.` }]
  })
}

/** The fault of a password that the breach service knows; only the server can ask. */
export function breachedFault(): PasswordFault {
  return { code: 'breached', sentence: 'This password was stolen somewhere, from whomever, and attackers have it on their lists. Choose another one.' }
}

/** The fault of a password that was used before; only the server can tell. @param historyLength 1, or 0 where only another one than now is asked for */
export function reusedFault(historyLength: number): PasswordFault {
  return { code: 'reused', sentence: historyLength <= 1 ? 'This is the password you have now. Choose a new one.' : `You have used this password before. Choose one that is not among your last ${historyLength}.` }
}

function wordsOf({ givenName, familyName, email, tenantName }: PasswordContext): string[] {
  const [local = '', domain = ''] = email.split('@')
  const words = [givenName, familyName, `${givenName}${familyName}`, `${familyName}${givenName}`, email, local, domain, domain.split('.')[0] ?? '', tenantName, PRODUCT]
  return [...new Set(words.map(lettersOf).filter((word) => word.length >= 3))]
}

/** Letters alone: digits and signs around a name do not make it another word. */
const lettersOf = (text: string) => text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{M}]/gu, '')

/** Whether the whole password is one of these words, or a row of them. A phrase that merely holds one is fine. */
function isOwnWords(text: string, words: readonly string[]): boolean {
  const letters = lettersOf(text)
  if (letters.length < 3) return false
  const reached = new Set([0])
  for (let at = 0; at < letters.length; at++) {
    if (reached.has(at)) for (const word of words) if (letters.startsWith(word, at)) reached.add(at + word.length)
  }
  return reached.has(letters.length)
}
