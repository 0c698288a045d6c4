import { z } from 'zod'
import { ROLE_KEYS } from '@/lib/authz/policy'
import { LATEST_MOMENT } from '@/lib/format/latest-moment'

const Moment = z.int('Choose a date and time.').min(0, 'Choose a date and time.').max(LATEST_MOMENT, 'Choose a date before the year 2200.')

export const RoleInput = z.enum(ROLE_KEYS, 'Choose a role.')

/** Counts by itself, or only while its holder has activated it. */
export const KindInput = z.enum(['active', 'eligible'], 'Choose standing or eligible.')

/** Without a start, or with one in the past: from now. Without an end: until it is ended. */
export const GrantTimes = { startsAt: Moment.optional(), endsAt: Moment.nullable().optional() }
