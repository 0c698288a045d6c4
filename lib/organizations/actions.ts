'use server'

import { defineAction } from '@/lib/actions/define-action'
import { createOrganization as create } from './create-organization'
import { getOrganizationForChange } from './data'
import { deleteOrganization as remove } from './delete-organization'
import { CreateOrganizationInput, DeleteOrganizationInput, SetOrganizationStatusInput, UpdateOrganizationInput } from './schema'
import { setOrganizationStatus as setStatus } from './set-organization-status'
import { updateOrganization as update } from './update-organization'

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
