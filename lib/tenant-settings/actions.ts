'use server'

import { defineAction } from '@/lib/actions/define-action'
import { renameTenant as rename } from './rename-tenant'
import { RenameTenantInput, SetAssignmentRulesInput } from './schema'
import { setAssignmentRules as setRules } from './set-assignment-rules'

export const renameTenant = defineAction({
  permission: 'tenant-settings:update',
  audit: 'tenant.updated',
  input: RenameTenantInput,
  lock: 'tenant',
  run: async (work, { input }) => rename(work, input),
})

export const setAssignmentRules = defineAction({
  permission: 'assignment-rules:manage',
  audit: 'assignment_rules.changed',
  input: SetAssignmentRulesInput,
  lock: 'tenant',
  run: async (work, { input }) => setRules(work, input),
})
