'use server'

import { defineAction } from '@/lib/actions/define-action'
import { SetMfaPolicyInput } from './schema'
import { setMfaPolicy as set } from './set-mfa-policy'

export const setMfaPolicy = defineAction({
  permission: 'mfa-policy:manage',
  audit: 'mfa_policy.changed',
  input: SetMfaPolicyInput,
  lock: 'tenant',
  run: async (work, { input: { version, previewed, ...values } }) => set(work, { version, previewed }, values),
})
