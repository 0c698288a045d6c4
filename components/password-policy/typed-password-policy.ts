import { numberSent, numberWithin } from '@/components/policies/typed-number'
import { EXPIRY_DAYS, HISTORY_LENGTH, MINIMUM_COUNT, MINIMUM_LENGTH } from '@/lib/password-policy/policy-bounds'
import { type PasswordPolicyValues } from '@/lib/password-policy/schema'

/** Fields that are numbers, typed as text. */
const NUMBERS = ['minimumLength', 'capitals', 'lowercase', 'digits', 'specials', 'historyLength', 'expiryDays'] as const
type NumberField = (typeof NUMBERS)[number]

/** The policy while it is typed. The days are kept while passwords do not expire. */
export interface TypedPasswordPolicy extends Record<NumberField, string>, Pick<PasswordPolicyValues, 'refuseCommon' | 'refuseOwnWords'> {
  minimumStrength: string
  expires: boolean
}

const USUAL_DAYS = '365'

export function typedOf(values: PasswordPolicyValues): TypedPasswordPolicy {
  const { minimumLength, minimumStrength, capitals, lowercase, digits, specials, historyLength, expiryDays, refuseCommon, refuseOwnWords } = values
  return {
    minimumLength: String(minimumLength), minimumStrength: String(minimumStrength), capitals: String(capitals), lowercase: String(lowercase), digits: String(digits), specials: String(specials),
    historyLength: String(historyLength), expires: expiryDays !== null, expiryDays: expiryDays === null ? USUAL_DAYS : String(expiryDays), refuseCommon, refuseOwnWords,
  }
}

const RANGES: Record<NumberField, { least: number; most: number }> = { minimumLength: MINIMUM_LENGTH, capitals: MINIMUM_COUNT, lowercase: MINIMUM_COUNT, digits: MINIMUM_COUNT, specials: MINIMUM_COUNT, historyLength: HISTORY_LENGTH, expiryDays: EXPIRY_DAYS }

/** @returns the number, or null for what is none, or none that may stand there */
export function numberOf(typed: TypedPasswordPolicy, field: NumberField): number | null {
  return numberWithin(typed[field], RANGES[field])
}

/** @returns what would be sent */
export function valuesOf(typed: TypedPasswordPolicy): PasswordPolicyValues {
  const number = (field: NumberField) => numberSent(typed[field])
  return {
    minimumLength: number('minimumLength'), minimumStrength: Number(typed.minimumStrength), capitals: number('capitals'), lowercase: number('lowercase'), digits: number('digits'), specials: number('specials'),
    historyLength: number('historyLength'), expiryDays: typed.expires ? number('expiryDays') : null, refuseCommon: typed.refuseCommon, refuseOwnWords: typed.refuseOwnWords,
  }
}

/** @returns whether each number is one that may stand where it does */
export function isWhole(typed: TypedPasswordPolicy): boolean {
  return NUMBERS.every((field) => (field === 'expiryDays' && !typed.expires) || numberOf(typed, field) !== null)
}
