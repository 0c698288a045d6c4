'use server'

import { defineAction } from '@/lib/actions/define-action'
import { changePlaceRole } from '@/lib/places/change-place-role'
import { inviteToPlace } from '@/lib/places/invite-to-place'
import { loadInvitee, loadPlaceGrant } from '@/lib/places/load-place-grant'
import { sided, type PlaceGrantChange } from '@/lib/places/may-in-place'
import { limitReminders, remindInPlace } from '@/lib/places/remind-in-place'
import { removeFromPlace } from '@/lib/places/remove-from-place'
import { createOrganization as create } from './create-organization'
import { getOrganizationForChange } from './data'
import { deleteOrganization as remove } from './delete-organization'
import {
  ChangeOrganizationRoleInput, CreateOrganizationInput, DeleteOrganizationInput, InviteToOrganizationInput, RemindInOrganizationInput, RemoveFromOrganizationInput, SetOrganizationStatusInput, UpdateOrganizationInput,
} from './schema'
import { setOrganizationStatus as setStatus } from './set-organization-status'
import { updateOrganization as update } from './update-organization'

const inQuestion = (id: string, change: PlaceGrantChange) => {
  const place = { type: 'organization', id } as const
  return { place, grants: [sided(change, place)] }
}

export const createOrganization = defineAction({
  permission: 'organization:create',
  audit: 'organization.created',
  input: CreateOrganizationInput,
  run: async (work, { input }) => create(work, input),
})

export const updateOrganization = defineAction({
  permission: 'organization:update',
  audit: 'organization.updated',
  input: UpdateOrganizationInput,
  load: async ({ input, tx, actor }) => getOrganizationForChange(tx, actor, input.organizationId),
  question: ({ loaded }) => ({ place: { type: 'organization', id: loaded.id } }),
  run: async (work, { input, loaded }) => update(work, loaded, input),
})

export const setOrganizationStatus = defineAction({
  permission: 'organization:set-status',
  audit: 'organization.status_changed',
  input: SetOrganizationStatusInput,
  load: async ({ input, tx, actor }) => getOrganizationForChange(tx, actor, input.organizationId),
  question: ({ loaded }) => ({ place: { type: 'organization', id: loaded.id } }),
  run: async (work, { input, loaded }) => setStatus(work, loaded, input),
})

export const deleteOrganization = defineAction({
  permission: 'organization:delete',
  audit: 'organization.deleted',
  input: DeleteOrganizationInput,
  load: async ({ input, tx, actor }) => getOrganizationForChange(tx, actor, input.organizationId),
  question: ({ loaded }) => ({ place: { type: 'organization', id: loaded.id } }),
  run: async (work, { input, loaded }) => remove(work, loaded, input),
})

export const inviteToOrganization = defineAction({
  permission: 'organization-admin:manage',
  audit: 'grant.created',
  input: InviteToOrganizationInput,
  load: async ({ input, ...loading }) => loadInvitee({ kind: 'organization', placeId: input.organizationId, ...loading }, input.email.key),
  question: ({ input, loaded }) => inQuestion(loaded.place.id, { administratorId: loaded.holder?.id ?? '', before: null, after: input.role }),
  run: async (work, { input, loaded }) => inviteToPlace(work, loaded, input),
})

export const changeOrganizationRole = defineAction({
  permission: 'organization-admin:manage',
  audit: 'grant.changed',
  input: ChangeOrganizationRoleInput,
  lock: 'tenant',
  load: async ({ input, ...loading }) => loadPlaceGrant({ kind: 'organization', placeId: input.organizationId, ...loading }, input.grantId),
  question: ({ input, loaded: { place, grant } }) => inQuestion(place.id, { administratorId: grant.administratorId, before: grant.role, after: input.role }),
  run: async (work, { input, loaded }) => changePlaceRole(work, loaded, input),
})

export const removeFromOrganization = defineAction({
  permission: 'organization-admin:manage',
  audit: 'grant.ended',
  input: RemoveFromOrganizationInput,
  load: async ({ input, ...loading }) => loadPlaceGrant({ kind: 'organization', placeId: input.organizationId, ...loading }, input.grantId),
  question: ({ loaded: { place, grant } }) => inQuestion(place.id, { administratorId: grant.administratorId, before: grant.role, after: null }),
  run: async (work, { input, loaded }) => removeFromPlace(work, loaded, input.version),
})

export const remindInOrganization = defineAction({
  permission: 'organization-admin:manage',
  audit: 'grant.reminded',
  input: RemindInOrganizationInput,
  prepare: async ({ input, facts }) => limitReminders(facts.actor.administratorId, input.grantId),
  load: async ({ input, ...loading }) => loadPlaceGrant({ kind: 'organization', placeId: input.organizationId, ...loading }, input.grantId),
  question: ({ loaded: { place, grant } }) => inQuestion(place.id, { administratorId: grant.administratorId, before: null, after: grant.role }),
  run: async (work, { loaded }) => remindInPlace(work, loaded),
})
