import { createOrganization, deleteOrganization, updateOrganization } from '@/lib/organizations/actions'
import { type GuardedAction } from '@/lib/actions/result'
import { type PlaceKind } from '@/lib/places/place-view'
import { createWorkspace, deleteWorkspace, updateWorkspace } from '@/lib/workspaces/actions'

/** What a form of a workspace or organization sends; `domains` are an organization's. */
export interface PlaceValues {
  name: string
  slug: string
  description: string
  domains: string[]
}
interface Which { id: string; version: number }

interface PlaceActions {
  create: GuardedAction<PlaceValues, { slug: string }>
  update: GuardedAction<PlaceValues & Which, { slug: string; version: number }>
  remove: GuardedAction<Which & { confirmation: string }, { grantsEnded: number }>
}

/** The two nouns' actions in one shape, for the components that serve both. */
export const PLACE_ACTIONS: Record<PlaceKind, PlaceActions> = {
  workspace: {
    create: async ({ name, slug, description }, key) => createWorkspace({ name, slug, description }, key),
    update: async ({ id, version, name, slug, description }, key) => updateWorkspace({ workspaceId: id, version, name, slug, description }, key),
    remove: async ({ id, version, confirmation }, key) => deleteWorkspace({ workspaceId: id, version, confirmation }, key),
  },
  organization: {
    create: async (values, key) => createOrganization(values, key),
    update: async ({ id, version, ...values }, key) => updateOrganization({ organizationId: id, version, ...values }, key),
    remove: async ({ id, version, confirmation }, key) => deleteOrganization({ organizationId: id, version, confirmation }, key),
  },
}
