import { type GuardedAction } from '@/lib/actions/result'
import { type RoleKey } from '@/lib/authz/policy'
import { changeOrganizationRole, inviteToOrganization, remindInOrganization, removeFromOrganization } from '@/lib/organizations/actions'
import { type GrantKind } from '@/lib/pim/assignment-terms'
import { type PlaceKind } from '@/lib/places/place-view'
import { changeWorkspaceRole, inviteToWorkspace, remindInWorkspace, removeFromWorkspace } from '@/lib/workspaces/actions'

interface In { placeId: string }
interface Held { role: RoleKey; kind: GrantKind; endsAt: number | null }
interface Which extends In { grantId: string; version: number }

interface GrantActions {
  invite: GuardedAction<In & { email: string } & Held, void>
  change: GuardedAction<Which & Held, void>
  remove: GuardedAction<Which, void>
  remind: GuardedAction<In & { grantId: string }, void>
}

/** The two nouns' actions on roles in one shape, for the components that serve both. */
export const GRANT_ACTIONS: Record<PlaceKind, GrantActions> = {
  workspace: {
    invite: async ({ placeId, ...rest }, key) => inviteToWorkspace({ workspaceId: placeId, ...rest }, key),
    change: async ({ placeId, ...rest }, key) => changeWorkspaceRole({ workspaceId: placeId, ...rest }, key),
    remove: async ({ placeId, ...rest }, key) => removeFromWorkspace({ workspaceId: placeId, ...rest }, key),
    remind: async ({ placeId, ...rest }, key) => remindInWorkspace({ workspaceId: placeId, ...rest }, key),
  },
  organization: {
    invite: async ({ placeId, ...rest }, key) => inviteToOrganization({ organizationId: placeId, ...rest }, key),
    change: async ({ placeId, ...rest }, key) => changeOrganizationRole({ organizationId: placeId, ...rest }, key),
    remove: async ({ placeId, ...rest }, key) => removeFromOrganization({ organizationId: placeId, ...rest }, key),
    remind: async ({ placeId, ...rest }, key) => remindInOrganization({ organizationId: placeId, ...rest }, key),
  },
}
