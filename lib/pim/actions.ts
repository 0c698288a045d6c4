'use server'

import { defineAction } from '@/lib/actions/define-action'
import { defineOwnAction } from '@/lib/actions/define-own-action'
import { approveRequest as approve, denyRequest as deny, loadToDecide } from './decide-request'
import { cancelActivation as cancel, deactivate, loadToRevoke, nudgeDeciders as nudge, revokeRequest as revoke, withdrawRequest as withdraw } from './end-request'
import { ApproveRequestInput, CancelActivationInput, DeactivateInput, DenyRequestInput, NudgeInput, RevokeRequestInput, SubmitRequestsInput, WithdrawRequestInput } from './schema'
import { submitRequests as submit } from './submit-requests'
import { ResetRoleSettingsInput, SetRoleSettingsInput } from './role-settings-input'
import { resetRoleSettings as reset, setRoleSettings as set } from './set-role-settings'

export const submitRequests = defineOwnAction({
  own: 'own:pim-submit',
  audit: 'pim_request.submitted',
  input: SubmitRequestsInput,
  lock: 'tenant',
  run: async (work, { input }) => submit(work, input.items),
})

export const approveRequest = defineAction({
  permission: 'pim-request:decide',
  audit: 'pim_request.approved',
  input: ApproveRequestInput,
  lock: 'tenant',
  load: loadToDecide,
  question: ({ loaded }) => ({ request: loaded.decidable }),
  run: async (work, { input, loaded }) => approve(work, loaded, input),
})

export const denyRequest = defineAction({
  permission: 'pim-request:decide',
  audit: 'pim_request.denied',
  input: DenyRequestInput,
  lock: 'tenant',
  load: loadToDecide,
  question: ({ loaded }) => ({ request: loaded.decidable }),
  run: async (work, { input, loaded }) => deny(work, loaded, input),
})

export const withdrawRequest = defineOwnAction({
  own: 'own:pim-withdraw',
  audit: 'pim_request.withdrawn',
  input: WithdrawRequestInput,
  lock: 'tenant',
  run: async (work, { input }) => withdraw(work, input.requestId),
})

export const cancelActivation = defineOwnAction({
  own: 'own:pim-cancel',
  audit: 'pim_activation.cancelled',
  input: CancelActivationInput,
  lock: 'tenant',
  run: async (work, { input }) => cancel(work, input.requestId),
})

export const deactivateRole = defineOwnAction({
  own: 'own:pim-deactivate',
  audit: 'pim_activation.deactivated',
  input: DeactivateInput,
  lock: 'tenant',
  run: async (work, { input }) => deactivate(work, input.requestId),
})

export const nudgeDeciders = defineOwnAction({
  own: 'own:pim-nudge',
  audit: 'pim_request.nudged',
  input: NudgeInput,
  lock: 'tenant',
  run: async (work, { input }) => nudge(work, input.requestId),
})

export const revokeRequest = defineAction({
  permission: 'pim-request:cancel-any',
  audit: 'pim_request.revoked',
  input: RevokeRequestInput,
  lock: 'tenant',
  load: loadToRevoke,
  run: async (work, { input, loaded }) => revoke(work, loaded, input.reason),
})

export const setRoleSettings = defineAction({
  permission: 'pim-policy:manage',
  audit: 'pim_policy.changed',
  input: SetRoleSettingsInput,
  lock: 'tenant',
  about: ({ input }) => ({ target: { type: 'pim_policy', id: input.role } }),
  run: async (work, { input }) => set(work, input),
})

export const resetRoleSettings = defineAction({
  permission: 'pim-policy:manage',
  audit: 'pim_policy.changed',
  input: ResetRoleSettingsInput,
  lock: 'tenant',
  about: ({ input }) => ({ target: { type: 'pim_policy', id: input.role } }),
  run: async (work, { input }) => reset(work, input),
})
