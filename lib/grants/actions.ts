'use server'

import { defineAction } from '@/lib/actions/define-action'
import { defineOwnAction } from '@/lib/actions/define-own-action'
import { getPersonForChange } from '@/lib/administrators/data'
import { isPrivilegedRole } from '@/lib/authz/rules'
import { assignRole as assign } from './assign-role'
import { changeGrant as change } from './change-grant'
import { confirmGrant as confirm } from './confirm-grant'
import { changeOf, getGrantForChange } from './data'
import { endGrant as end } from './end-grant'
import { giveUpGrant } from './give-up-grant'
import { AssignRoleInput, ChangeGrantInput, ConfirmGrantInput, EndGrantInput, GiveUpGrantInput } from './schema'

export const assignRole = defineAction({
  permission: 'role:assign',
  audit: 'grant.created',
  input: AssignRoleInput,
  lock: 'tenant',
  load: async ({ input, tx, actor, now }) => getPersonForChange(tx, actor, input.administratorId, now),
  question: ({ input, loaded }) => ({ change: changeOf({ ...input, administratorId: loaded.id }, 'made') }),
  needsStepUp: ({ input }) => isPrivilegedRole(input.role),
  run: async (work, { input, loaded }) => assign(work, loaded, input),
})

export const changeGrant = defineAction({
  permission: 'role:assign',
  audit: 'grant.changed',
  input: ChangeGrantInput,
  lock: 'tenant',
  load: async ({ input, tx, actor, now }) => getGrantForChange(tx, actor, input.grantId, now),
  question: ({ loaded }) => ({ change: changeOf(loaded, 'changed') }),
  needsStepUp: ({ loaded }) => isPrivilegedRole(loaded.role),
  run: async (work, { input, loaded }) => change(work, loaded, input),
})

export const endGrant = defineAction({
  permission: 'role:assign',
  audit: 'grant.ended',
  input: EndGrantInput,
  lock: 'tenant',
  load: async ({ input, tx, actor, now }) => getGrantForChange(tx, actor, input.grantId, now),
  question: ({ loaded }) => ({ change: changeOf(loaded, 'ended') }),
  needsStepUp: ({ loaded }) => isPrivilegedRole(loaded.role),
  run: async (work, { input, loaded }) => end(work, loaded, input.version),
})

export const confirmGrant = defineAction({
  permission: 'role:assign',
  audit: 'grant.confirmed',
  input: ConfirmGrantInput,
  lock: 'tenant',
  load: async ({ input, tx, actor, now }) => getGrantForChange(tx, actor, input.grantId, now),
  question: ({ input, loaded }) => ({ change: changeOf(loaded, input.keep ? 'changed' : 'ended') }),
  needsStepUp: ({ input, loaded }) => input.keep && isPrivilegedRole(loaded.role),
  run: async (work, { input, loaded }) => confirm(work, loaded, input),
})

export const giveUpOwnGrant = defineOwnAction({
  own: 'own:give-up-grant',
  audit: 'grant.ended',
  input: GiveUpGrantInput,
  lock: 'tenant',
  run: async (work, { input }) => giveUpGrant(work, input.grantId),
})
