import { z } from 'zod'
import { NameInput } from '@/lib/format/person-name'

const version = z.int().positive()

const LONGEST_NOTICE = 500
const HOURS = 'Write whole hours, from 1 to 720 (30 days).'
const UNSEEN = /[^\P{Cc}\n]|\p{Cs}/u

/** Several lines of plain text, kept as typed but for white space around it; empty: none. */
const Notice = z
  .string()
  .max(10_000, 'This is too long.')
  .transform((text) => text.replaceAll(/\r\n?/g, '\n').trim())
  .refine((text) => [...text].length <= LONGEST_NOTICE, `Use at most ${LONGEST_NOTICE} characters.`)
  .refine((text) => !UNSEEN.test(text), 'A notice cannot contain control characters.')

export const RenameTenantInput = z.strictObject({ version, name: NameInput })
export const SetAssignmentRulesInput = z.strictObject({ version, onlyOwnersAssignClientAdmin: z.boolean() })
export const SetSignInNoticeInput = z.strictObject({ version, notice: Notice })
/** The range of administrators.md. */
export const SetInvitationLifetimeInput = z.strictObject({ version, hours: z.int(HOURS).min(1, HOURS).max(720, HOURS) })
