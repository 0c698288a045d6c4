import { z } from 'zod'
import { PreviewedInput } from '@/lib/preview/carry-preview'
import { EXPIRY_DAYS, HISTORY_LENGTH, MINIMUM_COUNT, MINIMUM_LENGTH, STRENGTHS } from './policy-bounds'

const within = ({ least, most }: { least: number; most: number }, what: string) => {
  const sentence = `Write ${what} from ${least} to ${most}.`
  return z.int(sentence).min(least, sentence).max(most, sentence)
}
const count = within(MINIMUM_COUNT, 'a number')

/** What the policy says, as a whole: nothing of it is saved alone. */
const Policy = {
  minimumLength: within(MINIMUM_LENGTH, 'a length'),
  minimumStrength: z.int('Choose a strength from the list.').min(0).max(STRENGTHS.length - 1),
  capitals: count,
  lowercase: count,
  digits: count,
  specials: count,
  historyLength: within(HISTORY_LENGTH, 'a number'),
  /** null: never */
  expiryDays: within(EXPIRY_DAYS, 'whole days').nullable(),
  refuseCommon: z.boolean(),
  refuseOwnWords: z.boolean(),
}

/** `askEveryone`: who has an older password changes it at the next sign-in, whether or not anything else of the policy changes. */
export const SetPasswordPolicyInput = z.strictObject({ version: z.int().positive(), previewed: PreviewedInput, ...Policy, askEveryone: z.boolean() })
type SetPasswordPolicy = z.output<typeof SetPasswordPolicyInput>
export type PasswordPolicyValues = Omit<SetPasswordPolicy, 'version' | 'previewed' | 'askEveryone'>

/** How many passwords would be too old, in the address: days, or never. */
export const ImpactQuery = z.strictObject({
  expiryDays: z
    .string()
    .regex(/^(never|\d{1,3})$/, 'Write whole days, or never.')
    .transform((text) => (text === 'never' ? null : Number(text)))
    .pipe(Policy.expiryDays),
})
