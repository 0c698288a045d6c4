'use server'

import { defineAction } from '@/lib/actions/define-action'
import { renameTenant as rename } from './rename-tenant'
import { RenameTenantInput, SetAssignmentRulesInput, SetInvitationLifetimeInput, SetSignInNoticeInput } from './schema'
import { setAssignmentRules as setRules } from './set-assignment-rules'
import { setInvitationLifetime as setLifetime } from './set-invitation-lifetime'
import { setSignInNotice as setNotice } from './set-sign-in-notice'

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

export const setSignInNotice = defineAction({
  permission: 'tenant-settings:update',
  audit: 'tenant.updated',
  input: SetSignInNoticeInput,
  lock: 'tenant',
  run: async (work, { input }) => setNotice(work, input),
})

/** Not one of the tenant's settings of roles.md (name, locale, notices): how long a link that makes an account works is a matter of signing in. */
export const setInvitationLifetime = defineAction({
  permission: 'sign-in:manage',
  audit: 'invitation_lifetime.changed',
  input: SetInvitationLifetimeInput,
  lock: 'tenant',
  run: async (work, { input }) => setLifetime(work, input),
})
