'use server'

import { defineAction } from '@/lib/actions/define-action'
import { createWorkspace as create } from './create-workspace'
import { getWorkspaceForChange } from './data'
import { deleteWorkspace as remove } from './delete-workspace'
import { CreateWorkspaceInput, DeleteWorkspaceInput, UpdateWorkspaceInput } from './schema'
import { updateWorkspace as update } from './update-workspace'

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
