import { z } from 'zod'
import { ROLE_KEYS } from '@/lib/authz/policy'

/** Epoch milliseconds; up to the year 2200. */
const LATEST = 7_258_118_400_000
const Moment = z.int('Choose a date and time.').min(0, 'Choose a date and time.').max(LATEST, 'Choose a date before the year 2200.')

export const RoleInput = z.enum(ROLE_KEYS, 'Choose a role.')

/** Without a start, or with one in the past: from now. Without an end: until it is ended. */
export const GrantTimes = { startsAt: Moment.optional(), endsAt: Moment.nullable().optional() }
