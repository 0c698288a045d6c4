import { z } from 'zod'
import { LATEST_MOMENT } from '@/lib/format/latest-moment'
import { ACTIVATION_STEP_SECONDS, LONGEST_JUSTIFICATION, LONGEST_TICKET, SHORTEST_ACTIVATION_SECONDS } from './role-settings'

/** How many roles and places go in one request. */
const MOST_ITEMS = 10

const LONGEST_SECONDS = 86_400
const Version = z.int().min(1)
const Moment = z.int('Choose a date and time.').min(0, 'Choose a date and time.').max(LATEST_MOMENT, 'Choose a date before the year 2200.')
const which = { requestId: z.uuid() }

/** Line breaks are a writer's own; nothing else that cannot be seen, and nothing that cannot be stored. */
const UNWRITABLE = /[^\P{Cc}\n\r\t]|\p{Cs}/u
const text = (most: number) =>
  z.string().max(4 * LONGEST_JUSTIFICATION, `Use at most ${most} characters.`).trim()
    .refine((value) => [...value].length <= most, `Use at most ${most} characters.`)
    .refine((value) => !UNWRITABLE.test(value), 'This contains a character that cannot be stored. Remove it.')

const Reason = text(LONGEST_JUSTIFICATION).refine((value) => value !== '', 'Write a reason.')

/** Half an hour to a day, in quarters of an hour. */
const Duration = z.int('Choose how long.').min(SHORTEST_ACTIVATION_SECONDS, 'Choose at least 30 minutes.').max(LONGEST_SECONDS, 'Choose at most 24 hours.').multipleOf(ACTIVATION_STEP_SECONDS, 'Choose a multiple of 15 minutes.')
/** For less than was asked: a quarter of an hour is enough. */
const Less = z.int('Choose how long.').min(ACTIVATION_STEP_SECONDS, 'Choose at least 15 minutes.').max(LONGEST_SECONDS, 'Choose at most 24 hours.').multipleOf(ACTIVATION_STEP_SECONDS, 'Choose a multiple of 15 minutes.')

const ItemInput = z.strictObject({
  grantId: z.uuid('Choose a role.'),
  /** one place of a role held in the whole tenant; left out, it reaches as far as the grant */
  place: z.discriminatedUnion('type', [z.strictObject({ type: z.literal('workspace'), id: z.uuid() }), z.strictObject({ type: z.literal('organization'), id: z.uuid() })]).optional(),
  seconds: Duration,
  /** epoch milliseconds; left out or in the past: as soon as it is approved */
  startsAt: Moment.optional(),
  /** the running activation it is to go on from */
  extendsId: z.uuid().optional(),
  justification: text(LONGEST_JUSTIFICATION).default(''),
  ticket: text(LONGEST_TICKET).default(''),
})

export const SubmitRequestsInput = z.strictObject({ items: z.array(ItemInput).min(1, 'Choose a role.').max(MOST_ITEMS, `Ask for at most ${MOST_ITEMS} at once.`) })

export const ApproveRequestInput = z.strictObject({ ...which, version: Version, /** for less time; left out: as asked */ seconds: Less.optional(), reason: text(LONGEST_JUSTIFICATION).default('') })
export const DenyRequestInput = z.strictObject({ ...which, version: Version, reason: Reason })
export const WithdrawRequestInput = z.strictObject(which)
export const CancelActivationInput = z.strictObject(which)
export const DeactivateInput = z.strictObject(which)
export const NudgeInput = z.strictObject(which)
export const RevokeRequestInput = z.strictObject({ ...which, reason: Reason })

export type RequestedItem = z.output<typeof ItemInput>
