import { z } from 'zod'
import { placeKey, type Scope } from '@/lib/authz/grants'
import { ROLES } from '@/lib/authz/policy'
import { PreviewedInput } from '@/lib/preview/carry-preview'
import { GrantTimes, KindInput, RoleInput } from './role-input'

const Version = z.int().min(1)
/** What the dialog stated; a run over many, and a place's page, have none. */
const previewed = PreviewedInput.optional()

const ScopeInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('tenant') }),
  z.strictObject({ type: z.literal('workspace'), id: z.uuid('Choose a workspace.') }),
  z.strictObject({ type: z.literal('organization'), id: z.uuid('Choose an organization.') }),
])

interface RoleInScope { role: z.output<typeof RoleInput>; scope: Scope; startsAt?: number | undefined; endsAt?: number | null | undefined }

/** A role lies where its reach says, and ends after it starts. */
function refuseImpossibleGrant({ role, scope, startsAt, endsAt }: RoleInScope, context: z.RefinementCtx): void {
  const inPlace = placeKey(scope) !== null
  if (inPlace !== (ROLES[role].reach === 'place')) {
    context.addIssue({ code: 'custom', path: ['scope'], message: inPlace ? `${ROLES[role].label} is held in the whole tenant, not in one place.` : `${ROLES[role].label} is held in one workspace or organization. Choose which.` })
  }
  if (startsAt !== undefined && endsAt != null && endsAt <= startsAt) context.addIssue({ code: 'custom', path: ['endsAt'], message: 'The end must lie after the start.' })
}

export const AssignRoleInput = z.strictObject({ administratorId: z.uuid(), role: RoleInput, scope: ScopeInput, kind: KindInput.optional(), previewed, ...GrantTimes }).superRefine(refuseImpossibleGrant)

export const ChangeGrantInput = z.strictObject({ grantId: z.uuid(), version: Version, previewed, ...GrantTimes })

/** The end of what it becomes; left out, the one it has, or an earlier one that the role's settings ask for. */
export const ChangeKindInput = z.strictObject({ grantId: z.uuid(), version: Version, kind: KindInput, previewed, endsAt: GrantTimes.endsAt })

export const EndGrantInput = z.strictObject({ grantId: z.uuid(), version: Version, previewed })

export const ConfirmGrantInput = z.strictObject({ grantId: z.uuid(), version: Version, keep: z.boolean(), previewed })

export const GiveUpGrantInput = z.strictObject({ grantId: z.uuid() })
