'use server'

import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import { defineAction } from '@/lib/actions/define-action'
import { defineOwnAction } from '@/lib/actions/define-own-action'
import { loadPerson } from '@/lib/administrators/load-person'
import { asShown } from '@/lib/administrators/state-person'
import { removeFactor, renameFactor as nameFactor, renewRecoveryCodes } from './change-factors'
import { confirmPasskey, confirmTotp, startPasskey, startTotp } from './enrol-factor'
import { countMailedCode, sendEnrolmentCode } from './enrolment-code'
import { provedBySignIn } from './proved-by-sign-in'
import { resetFactors } from './reset-factors'
import { ConfirmPasskeyInput, ConfirmTotpInput, NothingInput, RemoveFactorInput, RenameFactorInput, ResetFactorsInput } from './schema'

export const mailEnrolmentCode = defineOwnAction({
  own: 'own:mail-enrolment-code',
  audit: 'factor.code_sent',
  input: NothingInput,
  stepUp: true,
  insteadOfFactor: provedBySignIn,
  run: async (work) => sendEnrolmentCode(work),
})

export const beginAuthenticator = defineOwnAction({
  own: 'own:begin-authenticator',
  audit: 'factor.begun',
  input: NothingInput,
  stepUp: true,
  insteadOfFactor: provedBySignIn,
  secret: true,
  run: async (work) => startTotp(work),
})

export const addAuthenticator = defineOwnAction({
  own: 'own:add-authenticator',
  audit: 'factor.enrolled',
  input: ConfirmTotpInput,
  stepUp: true,
  insteadOfFactor: provedBySignIn,
  secret: true,
  prepare: async ({ input, facts, origin }) => ({ mailed: await countMailedCode(facts, input.mailedCode, origin) }),
  run: async (work, { input, prepared }) => confirmTotp(work, { ...input, ...prepared }),
})

export const beginPasskey = defineOwnAction({
  own: 'own:begin-passkey',
  audit: 'factor.begun',
  input: NothingInput,
  stepUp: true,
  insteadOfFactor: provedBySignIn,
  run: async (work) => startPasskey(work),
})

export const addPasskey = defineOwnAction({
  own: 'own:add-passkey',
  audit: 'factor.enrolled',
  input: ConfirmPasskeyInput,
  stepUp: true,
  insteadOfFactor: provedBySignIn,
  secret: true,
  prepare: async ({ input, facts, origin }) => ({ mailed: await countMailedCode(facts, input.mailedCode, origin) }),
  run: async (work, { input, prepared }) => confirmPasskey(work, { ...input, response: { ...input.response, clientExtensionResults: {} } as RegistrationResponseJSON, ...prepared }),
})

export const renameFactor = defineOwnAction({
  own: 'own:rename-factor',
  audit: 'factor.renamed',
  input: RenameFactorInput,
  run: async (work, { input }) => nameFactor(work, input),
})

export const dropFactor = defineOwnAction({
  own: 'own:remove-factor',
  audit: 'factor.removed',
  input: RemoveFactorInput,
  stepUp: true,
  lock: 'tenant',
  run: async (work, { input }) => removeFactor(work, input.factorId),
})

export const makeNewRecoveryCodes = defineOwnAction({
  own: 'own:make-recovery-codes',
  audit: 'recovery_code.made',
  input: NothingInput,
  stepUp: true,
  secret: true,
  run: async (work) => renewRecoveryCodes(work),
})

export const resetFactorsOf = defineAction({
  permission: 'administrator:reset-mfa',
  audit: 'factor.reset',
  input: ResetFactorsInput,
  lock: 'tenant',
  load: loadPerson,
  question: ({ loaded }) => ({ person: loaded.person }),
  run: async (work, { input, loaded }) => asShown(work, 'status', input, async () => resetFactors(work, loaded)),
})
