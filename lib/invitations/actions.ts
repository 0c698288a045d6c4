'use server'

import { defineAction } from '@/lib/actions/define-action'
import { isPrivilegedRole } from '@/lib/authz/rules'
import { appendLines } from './append-lines'
import { getInvitationForChange, getListForChange, grantsInHand, grantsOfAccess } from './data'
import { inviteAdministrator as invite } from './invite-administrator'
import { resendInvitation as resend } from './resend-invitation'
import { revokeInvitation as revoke } from './revoke-invitation'
import { assignmentsOf, InvitationInput, InviteInput, InviteListInput, ListInput } from './schema'
import { resumeList as resume, stopList as stop } from './stop-list'

export const inviteAdministrator = defineAction({
  permission: 'administrator:invite',
  audit: 'administrator.invited',
  input: InviteInput,
  load: async ({ input }) => assignmentsOf(input),
  question: ({ loaded }) => ({ grants: grantsOfAccess(loaded) }),
  needsStepUp: ({ loaded }) => loaded.some(({ role }) => isPrivilegedRole(role)),
  run: async (work, { input, loaded }) => invite(work, { ...input, grants: loaded }),
})

export const inviteList = defineAction({
  permission: 'administrator:invite',
  audit: 'invitation.list_started',
  input: InviteListInput,
  load: async ({ input }) => assignmentsOf(input),
  question: ({ loaded }) => ({ grants: grantsOfAccess(loaded) }),
  needsStepUp: ({ loaded }) => loaded.some(({ role }) => isPrivilegedRole(role)),
  run: async (work, { input: { listId, from, lines, ...access } }) => appendLines(work, { listId, from, lines, access }),
})

export const stopInviteList = defineAction({
  permission: 'administrator:invite',
  audit: 'invitation.list_stopped',
  input: ListInput,
  load: async ({ input, tx, actor }) => getListForChange(tx, actor, input.listId),
  question: ({ loaded }) => ({ grants: grantsOfAccess(loaded.grants) }),
  needsStepUp: () => false,
  run: async (work, { loaded }) => stop(work, loaded),
})

export const resumeInviteList = defineAction({
  permission: 'administrator:invite',
  audit: 'invitation.list_resumed',
  input: ListInput,
  load: async ({ input, tx, actor }) => getListForChange(tx, actor, input.listId),
  question: ({ loaded }) => ({ grants: grantsOfAccess(loaded.grants) }),
  needsStepUp: ({ loaded }) => loaded.grants.some(({ role }) => isPrivilegedRole(role)),
  run: async (work, { loaded }) => resume(work, loaded),
})

export const resendInvitation = defineAction({
  permission: 'administrator:invite',
  audit: 'invitation.resent',
  input: InvitationInput,
  load: async ({ input, tx, actor, now }) => getInvitationForChange(tx, actor, input.administratorId, now),
  about: ({ loaded }) => ({ affectedId: loaded.holder.id }),
  question: ({ loaded }) => ({ grants: grantsInHand(loaded) }),
  needsStepUp: ({ loaded }) => loaded.holder.person.grants.some(({ role }) => isPrivilegedRole(role)),
  run: async (work, { loaded }) => resend(work, loaded),
})

export const revokeInvitation = defineAction({
  permission: 'administrator:invite',
  audit: 'invitation.revoked',
  input: InvitationInput,
  load: async ({ input, tx, actor, now }) => getInvitationForChange(tx, actor, input.administratorId, now),
  about: ({ loaded }) => ({ affectedId: loaded.holder.id }),
  question: ({ loaded }) => ({ grants: grantsInHand(loaded) }),
  needsStepUp: () => false,
  run: async (work, { loaded }) => revoke(work, loaded),
})
