import { z } from 'zod'
import { EmailInput } from '@/lib/authn/canonical-email'
import { GrantTimes, KindInput, RoleInput } from '@/lib/grants/role-input'
import { isPlaceRole } from './place-roles'

/** What is said about a role inside one workspace or organization; which one stands beside it. */

const PlaceRole = RoleInput.refine(isPlaceRole, 'Choose Workspace Admin or Workspace Auditor.')
const which = { grantId: z.uuid(), version: z.int().min(1) }

/** `kind` left out: active for a role that is given, as it is held for one that is changed. */
const held = { role: PlaceRole, kind: KindInput.optional(), endsAt: GrantTimes.endsAt }

export const InviteFields = { email: EmailInput, ...held }
export const ChangeRoleFields = { ...which, ...held }
export const RemoveFields = which
export const RemindFields = { grantId: z.uuid() }

const Invite = z.strictObject(InviteFields)
const ChangeRole = z.strictObject(ChangeRoleFields)
export type InviteValues = z.output<typeof Invite>
export type ChangeRoleValues = z.output<typeof ChangeRole>
