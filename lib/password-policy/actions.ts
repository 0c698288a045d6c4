'use server'

import { defineAction } from '@/lib/actions/define-action'
import { SetPasswordPolicyInput } from './schema'
import { setPasswordPolicy as set } from './set-password-policy'

export const setPasswordPolicy = defineAction({
  permission: 'password-policy:manage',
  audit: 'password_policy.changed',
  input: SetPasswordPolicyInput,
  lock: 'tenant',
  run: async (work, { input: { version, previewed, askEveryone, ...values } }) => set(work, { version, previewed }, values, askEveryone),
})
