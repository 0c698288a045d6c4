'use server'

import { defineAction } from '@/lib/actions/define-action'
import { changePlaceRole } from '@/lib/places/change-place-role'
import { inviteToPlace } from '@/lib/places/invite-to-place'
import { loadInvitee, loadPlaceGrant } from '@/lib/places/load-place-grant'
import { sided, type PlaceGrantChange } from '@/lib/places/may-in-place'
import { limitReminders, remindInPlace } from '@/lib/places/remind-in-place'
import { removeFromPlace } from '@/lib/places/remove-from-place'
import { createWorkspace as create } from './create-workspace'
import { getWorkspaceForChange } from './data'
import { deleteWorkspace as remove } from './delete-workspace'
import {
  ChangeWorkspaceRoleInput, CreateWorkspaceInput, DeleteWorkspaceInput, InviteToWorkspaceInput, RemindInWorkspaceInput, RemoveFromWorkspaceInput, UpdateWorkspaceInput,
} from './schema'
import { updateWorkspace as update } from './update-workspace'

const inQuestion = (id: string, change: PlaceGrantChange) => {
  const place = { type: 'workspace', id } as const
  return { place, grants: [sided(change, place)] }
}

export const createWorkspace = defineAction({
  permission: 'workspace:create',
  audit: 'workspace.created',
  input: CreateWorkspaceInput,
  run: async (work, { input }) => create(work, input),
})

export const updateWorkspace = defineAction({
  permission: 'workspace:update',
  audit: 'workspace.updated',
  input: UpdateWorkspaceInput,
  load: async ({ input, tx, actor }) => getWorkspaceForChange(tx, actor, input.workspaceId),
  question: ({ loaded }) => ({ place: { type: 'workspace', id: loaded.id } }),
  run: async (work, { input, loaded }) => update(work, loaded, input),
})

export const deleteWorkspace = defineAction({
  permission: 'workspace:delete',
  audit: 'workspace.deleted',
  input: DeleteWorkspaceInput,
  load: async ({ input, tx, actor }) => getWorkspaceForChange(tx, actor, input.workspaceId),
  question: ({ loaded }) => ({ place: { type: 'workspace', id: loaded.id } }),
  run: async (work, { input, loaded }) => remove(work, loaded, input),
})

export const inviteToWorkspace = defineAction({
  permission: 'workspace-admin:manage',
  audit: 'grant.created',
  input: InviteToWorkspaceInput,
  load: async ({ input, ...loading }) => loadInvitee({ kind: 'workspace', placeId: input.workspaceId, ...loading }, input.email.key),
  question: ({ input, loaded }) => inQuestion(loaded.place.id, { administratorId: loaded.holder?.id ?? '', before: null, after: input.role }),
  run: async (work, { input, loaded }) => inviteToPlace(work, loaded, input),
})

export const changeWorkspaceRole = defineAction({
  permission: 'workspace-admin:manage',
  audit: 'grant.changed',
  input: ChangeWorkspaceRoleInput,
  lock: 'tenant',
  load: async ({ input, ...loading }) => loadPlaceGrant({ kind: 'workspace', placeId: input.workspaceId, ...loading }, input.grantId),
  question: ({ input, loaded: { place, grant } }) => inQuestion(place.id, { administratorId: grant.administratorId, before: grant.role, after: input.role }),
  run: async (work, { input, loaded }) => changePlaceRole(work, loaded, input),
})

export const removeFromWorkspace = defineAction({
  permission: 'workspace-admin:manage',
  audit: 'grant.ended',
  input: RemoveFromWorkspaceInput,
  load: async ({ input, ...loading }) => loadPlaceGrant({ kind: 'workspace', placeId: input.workspaceId, ...loading }, input.grantId),
  question: ({ loaded: { place, grant } }) => inQuestion(place.id, { administratorId: grant.administratorId, before: grant.role, after: null }),
  run: async (work, { input, loaded }) => removeFromPlace(work, loaded, input.version),
})

export const remindInWorkspace = defineAction({
  permission: 'workspace-admin:manage',
  audit: 'grant.reminded',
  input: RemindInWorkspaceInput,
  prepare: async ({ input, facts }) => limitReminders(facts.actor.administratorId, input.grantId),
  load: async ({ input, ...loading }) => loadPlaceGrant({ kind: 'workspace', placeId: input.workspaceId, ...loading }, input.grantId),
  question: ({ loaded: { place, grant } }) => inQuestion(place.id, { administratorId: grant.administratorId, before: null, after: grant.role }),
  run: async (work, { loaded }) => remindInPlace(work, loaded),
})
