'use server'

import { defineAction } from '@/lib/actions/define-action'
import { beginListExport } from './begin-list-export'
import { changeAddress, withdrawAddress } from './change-address'
import { BulkRunInput, StartBulkInput } from './bulk-schema'
import { changeStatus, restoreAdministrator } from './change-status'
import { hardDelete } from './hard-delete'
import { loadPerson, loadPersonForChange } from './load-person'
import { resetPassword } from './reset-password'
import { revokeSessions } from './revoke-sessions'
import { ExportListInput } from './list-query'
import { ChangeAddressInput, HardDeleteInput, ResetPasswordInput, RestoreInput, RevokeSessionsInput, SetStatusInput, UnlockInput, UpdateProfileInput, WithdrawAddressInput } from './schema'
import { startBulk } from './start-bulk'
import { asShown } from './state-person'
import { getRunForChange, resumeBulk, stopBulk } from './stop-bulk'
import { unlockAdministrator } from './unlock-administrator'
import { updateProfile } from './update-profile'

export const setStatus = defineAction({
  permission: 'administrator:set-status',
  audit: 'administrator.status_changed',
  input: SetStatusInput,
  lock: 'tenant',
  load: loadPersonForChange,
  question: ({ loaded }) => ({ person: loaded.person }),
  run: async (work, { input, loaded }) => {
    const found = loaded.current(input.version)
    return { status: await asShown(work, 'status', input, async () => changeStatus(work, found, input.status)) }
  },
})

export const restore = defineAction({
  permission: 'administrator:set-status',
  audit: 'administrator.status_changed',
  input: RestoreInput,
  lock: 'tenant',
  load: loadPersonForChange,
  question: ({ loaded }) => ({ person: loaded.person }),
  run: async (work, { input, loaded }) => {
    const found = loaded.current(input.version)
    return asShown(work, 'status', input, async () => restoreAdministrator(work, found))
  },
})

export const deleteForGood = defineAction({
  permission: 'administrator:delete',
  audit: 'administrator.deleted',
  input: HardDeleteInput,
  lock: 'tenant',
  load: loadPersonForChange,
  question: ({ loaded }) => ({ person: loaded.person }),
  run: async (work, { input, loaded }) => {
    const found = loaded.current(input.version)
    return asShown(work, 'status', input, async () => hardDelete(work, found, input.typedEmail))
  },
})

export const requirePasswordReset = defineAction({
  permission: 'administrator:reset-password',
  audit: 'password.reset_sent',
  input: ResetPasswordInput,
  lock: 'tenant',
  load: loadPerson,
  question: ({ loaded }) => ({ person: loaded.person }),
  run: async (work, { input, loaded }) => resetPassword(work, loaded, input.meaning),
})

export const unlock = defineAction({
  permission: 'administrator:unlock',
  audit: 'account.unlocked',
  input: UnlockInput,
  load: loadPerson,
  question: ({ loaded }) => ({ person: loaded.person }),
  run: async (work, { loaded }) => unlockAdministrator(work, loaded),
})

export const endSessionsOf = defineAction({
  permission: 'administrator:revoke-sessions',
  audit: 'session.revoked',
  input: RevokeSessionsInput,
  load: loadPerson,
  about: ({ loaded }) => ({ affectedId: loaded.id }),
  run: async (work, { input, loaded }) => ({ ended: await revokeSessions(work, loaded, input.sessionId) }),
})

export const updateAdministrator = defineAction({
  permission: 'administrator:update',
  audit: 'administrator.updated',
  input: UpdateProfileInput,
  load: loadPersonForChange,
  question: ({ loaded }) => ({ person: loaded.person }),
  run: async (work, { input, loaded }) => updateProfile(work, loaded.current(input.version), input),
})

export const changeAddressOf = defineAction({
  permission: 'administrator:update',
  audit: 'address.change_requested',
  input: ChangeAddressInput,
  load: loadPerson,
  question: ({ loaded }) => ({ person: loaded.person }),
  run: async (work, { input, loaded }) => changeAddress(work, loaded, input.email),
})

export const withdrawAddressOf = defineAction({
  permission: 'administrator:update',
  audit: 'address.change_cancelled',
  input: WithdrawAddressInput,
  load: loadPerson,
  question: ({ loaded }) => ({ person: loaded.person }),
  run: async (work, { loaded }) => withdrawAddress(work, loaded),
})

export const startBulkChange = defineAction({
  permission: 'administrator:read',
  audit: 'administrator.bulk_started',
  input: StartBulkInput,
  run: async (work, { input }) => startBulk(work, input),
})

export const stopBulkChange = defineAction({
  permission: 'administrator:read',
  audit: 'administrator.bulk_stopped',
  input: BulkRunInput,
  load: async ({ input, tx, actor }) => getRunForChange(tx, actor, input.runId),
  run: async (work, { loaded }) => stopBulk(work, loaded),
})

export const resumeBulkChange = defineAction({
  permission: 'administrator:read',
  audit: 'administrator.bulk_resumed',
  input: BulkRunInput,
  load: async ({ input, tx, actor }) => getRunForChange(tx, actor, input.runId),
  run: async (work, { loaded }) => resumeBulk(work, loaded),
})

export const exportAdministrators = defineAction({
  permission: 'administrator:export',
  audit: 'administrator.exported',
  input: ExportListInput,
  run: async (work, { input }) => beginListExport(work, input.filter),
})
