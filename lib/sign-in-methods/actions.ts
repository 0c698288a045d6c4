'use server'

import { defineAction } from '@/lib/actions/define-action'
import { SetMethodsInput } from './schema'
import { setMethods as set } from './set-methods'

export const setMethods = defineAction({
  permission: 'sign-in:manage',
  audit: 'sign_in_methods.changed',
  input: SetMethodsInput,
  lock: 'tenant',
  run: async (work, { input: { version, previewed, ...values } }) => set(work, { version, previewed }, values),
})
