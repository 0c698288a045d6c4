import { z } from 'zod'
import { ROLE_KEYS } from '@/lib/authz/policy'
import { PreviewedInput } from '@/lib/preview/carry-preview'
import { GRACE_DAYS, STEP_UP_MINUTES, FACTOR_KINDS } from './policy-bounds'

const Role = z.enum(ROLE_KEYS, 'Choose roles from the list.')
const Factor = z.enum(FACTOR_KINDS, 'Choose authenticator app, passkey or both.')
const DAYS = `Write whole days, from ${GRACE_DAYS.least} to ${GRACE_DAYS.most}.`
const MINUTES = `Write whole minutes, from ${STEP_UP_MINUTES.least} to ${STEP_UP_MINUTES.most}.`
const FACTORS = 'Allow at least one kind of second factor.'

const unique = (list: readonly string[]) => new Set(list).size === list.length

/** What the policy says, as a whole: nothing of it is saved alone. */
const Policy = {
  everyone: z.boolean(),
  /** does not matter while it is everyone; none, and not everyone: off */
  roles: z.array(Role).max(ROLE_KEYS.length).refine(unique, 'Name each role once.'),
  graceDays: z.int(DAYS).min(GRACE_DAYS.least, DAYS).max(GRACE_DAYS.most, DAYS),
  allowedFactors: z.array(Factor).min(1, FACTORS).max(FACTOR_KINDS.length).refine(unique, 'Name each kind once.'),
  stepUpMinutes: z.int(MINUTES).min(STEP_UP_MINUTES.least, MINUTES).max(STEP_UP_MINUTES.most, MINUTES),
}

export const SetMfaPolicyInput = z.strictObject({ version: z.int().positive(), previewed: PreviewedInput, ...Policy })
export type MfaPolicyValues = Omit<z.output<typeof SetMfaPolicyInput>, 'version' | 'previewed'>

/** The same as a question, in the address: JSON under one name. */
export const ImpactQuery = z.strictObject({
  policy: z.string().max(2000).transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.addIssue({ code: 'custom', message: 'This is not a policy.' })
      return z.NEVER
    }
  }).pipe(z.strictObject(Policy)),
})
