import { z } from 'zod'
import { ROLES, ROLE_KEYS } from '@/lib/authz/policy'
import { placeKey, type Scope } from '@/lib/authz/grants'

const Version = z.int().min(1)
/** Epoch milliseconds; up to the year 2200. */
const LATEST = 7_258_118_400_000
const Moment = z.int('Choose a date and time.').min(0, 'Choose a date and time.').max(LATEST, 'Choose a date before the year 2200.')

export const ScopeInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('tenant') }),
  z.strictObject({ type: z.literal('workspace'), id: z.uuid('Choose a workspace.') }),
  z.strictObject({ type: z.literal('organization'), id: z.uuid('Choose an organization.') }),
])

export const RoleInput = z.enum(ROLE_KEYS, 'Choose a role.')

/** Without a start, or with one in the past: from now. Without an end: until it is ended. */
export const GrantTimes = { startsAt: Moment.optional(), endsAt: Moment.nullable().optional() }

interface RoleInScope { role: z.output<typeof RoleInput>; scope: Scope; startsAt?: number | undefined; endsAt?: number | null | undefined }

/** A role lies where its reach says, and ends after it starts. */
export function refuseImpossibleGrant({ role, scope, startsAt, endsAt }: RoleInScope, context: z.RefinementCtx): void {
  const inPlace = placeKey(scope) !== null
  if (inPlace !== (ROLES[role].reach === 'place')) {
    context.addIssue({ code: 'custom', path: ['scope'], message: inPlace ? `${ROLES[role].label} is held in the whole tenant, not in one place.` : `${ROLES[role].label} is held in one workspace or organization. Choose which.` })
  }
  if (startsAt !== undefined && endsAt != null && endsAt <= startsAt) context.addIssue({ code: 'custom', path: ['endsAt'], message: 'The end must lie after the start.' })
}

export const AssignRoleInput = z.strictObject({ administratorId: z.uuid(), role: RoleInput, scope: ScopeInput, ...GrantTimes }).superRefine(refuseImpossibleGrant)

export const ChangeGrantInput = z.strictObject({ grantId: z.uuid(), version: Version, ...GrantTimes })

export const EndGrantInput = z.strictObject({ grantId: z.uuid(), version: Version })

export const ConfirmGrantInput = z.strictObject({ grantId: z.uuid(), version: Version, keep: z.boolean() })

export const GiveUpGrantInput = z.strictObject({ grantId: z.uuid() })
