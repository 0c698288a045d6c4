import { z } from 'zod'
import { PreviewedInput } from '@/lib/preview/carry-preview'
import { FIRST_METHODS, SECOND_METHODS } from './methods'

const unique = (list: readonly string[]) => new Set(list).size === list.length
const FIRST = 'Keep one method to begin with at least.'
const SECOND = 'Keep the authenticator app or the passkey as a second factor: the MFA policy needs one of them.'

/** The methods as a whole: nothing of them is saved alone. */
const MethodsInput = {
  /** the first one is preferred */
  first: z.array(z.enum(FIRST_METHODS, 'Choose methods from the list.')).min(1, FIRST).max(FIRST_METHODS.length).refine(unique, 'Name each method once.'),
  second: z.array(z.enum(SECOND_METHODS, 'Choose methods from the list.')).max(SECOND_METHODS.length).refine(unique, 'Name each method once.').refine((list) => list.includes('totp') || list.includes('passkey'), SECOND),
}

export const SetMethodsInput = z.strictObject({ version: z.int().positive(), previewed: PreviewedInput, ...MethodsInput })
export type MethodsValues = Omit<z.output<typeof SetMethodsInput>, 'version' | 'previewed'>

const list = z.string().max(100).transform((text) => text.split(',').filter(Boolean))
/** The same as a question, in the address. */
export const ImpactQuery = z.strictObject({ first: list.pipe(MethodsInput.first), second: list.pipe(MethodsInput.second) })
