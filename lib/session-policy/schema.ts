import { z } from 'zod'
import { PreviewedInput } from '@/lib/preview/carry-preview'
import { ABSOLUTE_HOURS, IDLE_MINUTES } from './limits-bounds'

const MINUTES = `Write whole minutes from ${IDLE_MINUTES.least} to ${IDLE_MINUTES.most}.`
const HOURS = `Write whole hours from ${ABSOLUTE_HOURS.least} to ${ABSOLUTE_HOURS.most}.`

const Limits = {
  idleMinutes: z.int(MINUTES).min(IDLE_MINUTES.least, MINUTES).max(IDLE_MINUTES.most, MINUTES),
  absoluteHours: z.int(HOURS).min(ABSOLUTE_HOURS.least, HOURS).max(ABSOLUTE_HOURS.most, HOURS),
}

export const SetSessionPolicyInput = z.strictObject({ version: z.int().positive(), previewed: PreviewedInput, ...Limits })
export type SessionPolicyValues = Omit<z.output<typeof SetSessionPolicyInput>, 'version' | 'previewed'>

const number = z.string().regex(/^\d{1,2}$/, 'Write a whole number.').transform(Number)
/** Which sessions other limits would end, in the address. */
export const ImpactQuery = z.strictObject({ idleMinutes: number.pipe(Limits.idleMinutes), absoluteHours: number.pipe(Limits.absoluteHours) })
