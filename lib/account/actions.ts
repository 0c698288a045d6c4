'use server'

import { defineOwnAction } from '@/lib/actions/define-own-action'
import { keepSessionCookie } from '@/lib/authn/session-cookie'
import { newToken } from '@/lib/crypto/tokens'
import { preparePassword } from '@/lib/password-policy/prepare-password'
import { changePassword as storeOwnPassword } from './change-password'
import { confirmIdentity as acceptIdentity, proveOwnPassword } from './confirm-identity'
import { endOtherSessions as endOthers, endOwnSession as endOne } from './end-own-session'
import { renameSelf } from './rename-self'
import { ChangeAddressInput, ChangePasswordInput, ConfirmIdentityInput, EndSessionInput, NothingInput, RenameInput, SetNewPasswordInput } from './schema'
import { startAddressChange, withdrawOwnAddress } from './start-address-change'

const nextReference = () => newToken('session').token

export const confirmIdentity = defineOwnAction({
  own: 'own:confirm-identity',
  audit: 'step_up.completed',
  input: ConfirmIdentityInput,
  prepare: async ({ input, facts, origin }) => ({ proof: await proveOwnPassword(facts, input.password, origin, 'password'), token: nextReference() }),
  run: async (work, { prepared }) => acceptIdentity(work, prepared.proof, prepared.token),
  committed: async ({ prepared }) => keepSessionCookie(prepared.token),
})

export const changePassword = defineOwnAction({
  own: 'own:change-password',
  audit: 'password.changed',
  input: ChangePasswordInput,
  prepare: async ({ input, facts, origin }) => {
    const proof = await proveOwnPassword(facts, input.current, origin, 'current')
    const stored = await preparePassword({ tenantId: facts.tenant.id, administratorId: facts.actor.administratorId, password: input.password, address: origin.address })
    return { proof, stored, token: nextReference() }
  },
  run: async (work, { prepared }) => storeOwnPassword(work, prepared, prepared.proof),
  committed: async ({ prepared }) => keepSessionCookie(prepared.token),
})

/** In a session that owes a new password and may do nothing else. */
export const setNewPassword = defineOwnAction({
  own: 'own:set-new-password',
  audit: 'password.changed',
  input: SetNewPasswordInput,
  whileOwing: true,
  prepare: async ({ input, facts, origin }) => ({
    stored: await preparePassword({ tenantId: facts.tenant.id, administratorId: facts.actor.administratorId, password: input.password, address: origin.address }),
    token: nextReference(),
  }),
  run: async (work, { prepared }) => storeOwnPassword(work, prepared, null),
  committed: async ({ prepared }) => keepSessionCookie(prepared.token),
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
