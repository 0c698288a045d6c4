'use server'

import { defineOwnAction } from '@/lib/actions/define-own-action'
import { preparePassword } from '@/lib/password-policy/prepare-password'
import { changePassword as storeOwnPassword } from './change-password'
import { askIdentity, confirmIdentity as acceptIdentity, countIdentity, proveOwnPassword } from './confirm-identity'
import { endOtherSessions as endOthers, endOwnSession as endOne } from './end-own-session'
import { renameSelf } from './rename-self'
import { ChangeAddressInput, ChangePasswordInput, ConfirmIdentityInput, EndSessionInput, NothingInput, RenameInput, SetNewPasswordInput } from './schema'
import { startAddressChange, withdrawOwnAddress } from './start-address-change'

export const confirmIdentity = defineOwnAction({
  own: 'own:confirm-identity',
  audit: 'step_up.completed',
  refused: 'step_up.refused',
  secret: true,
  input: ConfirmIdentityInput,
  prepare: async ({ input, facts, origin }) => countIdentity(facts, input, origin),
  run: async (work, { prepared }) => acceptIdentity(work, prepared),
})

export const askStepUpPasskey = defineOwnAction({
  own: 'own:ask-step-up-passkey',
  audit: 'step_up.begun',
  input: NothingInput,
  run: async (work) => askIdentity(work),
})

export const changePassword = defineOwnAction({
  own: 'own:change-password',
  audit: 'password.changed',
  input: ChangePasswordInput,
  prepare: async ({ input, facts, origin }) => {
    const proof = await proveOwnPassword(facts, input.current, origin, 'current')
    const stored = await preparePassword({ tenantId: facts.tenant.id, administratorId: facts.actor.administratorId, password: input.password, address: origin.address })
    return { proof, stored }
  },
  run: async (work, { prepared }) => storeOwnPassword(work, prepared.stored, prepared.proof),
})

/** In a session that owes a new password and may do nothing else. */
export const setNewPassword = defineOwnAction({
  own: 'own:set-new-password',
  audit: 'password.changed',
  input: SetNewPasswordInput,
  whileOwing: true,
  prepare: async ({ input, facts, origin }) => preparePassword({ tenantId: facts.tenant.id, administratorId: facts.actor.administratorId, password: input.password, address: origin.address }),
  run: async (work, { prepared }) => storeOwnPassword(work, prepared, null),
})

export const rename = defineOwnAction({
  own: 'own:rename',
  audit: 'profile.updated',
  input: RenameInput,
  run: async (work, { input }) => renameSelf(work, input),
})

export const changeAddress = defineOwnAction({
  own: 'own:change-address',
  audit: 'address.change_requested',
  input: ChangeAddressInput,
  stepUp: true,
  run: async (work, { input }) => startAddressChange(work, { id: work.actor.administratorId, ...work.facts.person }, input.email),
})

export const withdrawAddress = defineOwnAction({
  own: 'own:withdraw-address',
  audit: 'address.change_cancelled',
  input: NothingInput,
  run: async (work) => withdrawOwnAddress(work),
})

export const endOwnSession = defineOwnAction({
  own: 'own:end-session',
  audit: 'session.revoked',
  input: EndSessionInput,
  stepUp: true,
  run: async (work, { input }) => endOne(work, input.sessionId),
})

export const endOtherSessions = defineOwnAction({
  own: 'own:end-other-sessions',
  audit: 'session.revoked',
  input: NothingInput,
  stepUp: true,
  run: async (work) => endOthers(work),
})
