'use server'

import { defineAction } from '@/lib/actions/define-action'
import { SetBruteForceInput } from './schema'
import { setBruteForce as set } from './set-brute-force'

export const setBruteForce = defineAction({
  permission: 'brute-force:manage',
  audit: 'brute_force.changed',
  input: SetBruteForceInput,
  lock: 'tenant',
  run: async (work, { input: { version, ...values } }) => set(work, version, values),
})
