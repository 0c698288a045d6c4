'use server'

import { defineAction } from '@/lib/actions/define-action'
import { defineOwnAction } from '@/lib/actions/define-own-action'
import { loadPerson } from '@/lib/administrators/load-person'
import { asShown } from '@/lib/administrators/state-person'
import { isPrivilegedRole } from '@/lib/authz/rules'
import { assignRole as assign } from './assign-role'
import { changeGrant as change } from './change-grant'
import { changeKind } from './change-kind'
import { confirmGrant as confirm } from './confirm-grant'
import { changeOf, loadGrant } from './data'
import { endGrant as end } from './end-grant'
import { giveUpGrant } from './give-up-grant'
import { AssignRoleInput, ChangeGrantInput, ChangeKindInput, ConfirmGrantInput, EndGrantInput, GiveUpGrantInput } from './schema'

export const assignRole = defineAction({
  permission: 'role:assign',
  audit: 'grant.created',
  input: AssignRoleInput,
  lock: 'tenant',
  load: loadPerson,
  question: ({ input, loaded }) => ({ change: changeOf({ ...input, administratorId: loaded.id }, 'made') }),
  needsStepUp: ({ input }) => isPrivilegedRole(input.role),
  run: async (work, { input, loaded }) => asShown(work, 'roles', input, async () => assign(work, loaded, input)),
})

export const changeGrant = defineAction({
  permission: 'role:assign',
  audit: 'grant.changed',
  input: ChangeGrantInput,
  lock: 'tenant',
  load: loadGrant,
  question: ({ loaded }) => ({ change: changeOf(loaded, 'changed') }),
  needsStepUp: ({ loaded }) => isPrivilegedRole(loaded.role),
  run: async (work, { input, loaded }) => asShown(work, 'roles', { ...loaded, previewed: input.previewed }, async () => change(work, loaded, input)),
})

export const changeGrantKind = defineAction({
  permission: 'role:assign',
  audit: 'grant.changed',
  input: ChangeKindInput,
  lock: 'tenant',
  load: loadGrant,
  question: ({ loaded }) => ({ change: changeOf(loaded, 'changed') }),
  needsStepUp: ({ loaded }) => isPrivilegedRole(loaded.role),
  run: async (work, { input, loaded }) => asShown(work, 'roles', { ...loaded, previewed: input.previewed }, async () => changeKind(work, loaded, input)),
})

export const endGrant = defineAction({
  permission: 'role:assign',
  audit: 'grant.ended',
  input: EndGrantInput,
  lock: 'tenant',
  load: loadGrant,
  question: ({ loaded }) => ({ change: changeOf(loaded, 'ended') }),
  needsStepUp: ({ loaded }) => isPrivilegedRole(loaded.role),
  run: async (work, { input, loaded }) => asShown(work, 'roles', { ...loaded, previewed: input.previewed }, async () => end(work, loaded, input.version)),
})

export const confirmGrant = defineAction({
  permission: 'role:assign',
  audit: 'grant.confirmed',
  input: ConfirmGrantInput,
  lock: 'tenant',
  load: loadGrant,
  question: ({ input, loaded }) => ({ change: changeOf(loaded, input.keep ? 'changed' : 'ended') }),
  needsStepUp: ({ input, loaded }) => input.keep && isPrivilegedRole(loaded.role),
  run: async (work, { input, loaded }) => asShown(work, 'roles', { ...loaded, previewed: input.previewed }, async () => confirm(work, loaded, input)),
})

export const giveUpOwnGrant = defineOwnAction({
  own: 'own:give-up-grant',
  audit: 'grant.ended',
  input: GiveUpGrantInput,
  lock: 'tenant',
  run: async (work, { input }) => giveUpGrant(work, input.grantId),
})
