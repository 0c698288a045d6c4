'use server'

import { defineAction } from '@/lib/actions/define-action'
import { SetSessionPolicyInput } from './schema'
import { setSessionPolicy as set } from './set-session-policy'

export const setSessionPolicy = defineAction({
  permission: 'session-policy:manage',
  audit: 'session_policy.changed',
  input: SetSessionPolicyInput,
  lock: 'tenant',
  run: async (work, { input: { version, previewed, ...values } }) => set(work, { version, previewed }, values),
})
