'use server'

import { defineAction } from '@/lib/actions/define-action'
import { isPrivilegedRole } from '@/lib/authz/rules'
import { getInvitationForChange, grantsInHand } from './data'
import { inviteAdministrator as invite } from './invite-administrator'
import { resendInvitation as resend } from './resend-invitation'
import { revokeInvitation as revoke } from './revoke-invitation'
import { assignmentsOf, InvitationInput, InviteInput, InviteListedInput } from './schema'

const questionOf = (assignments: ReturnType<typeof assignmentsOf>) => ({ grants: assignments.map(({ role, scope }) => ({ administratorId: '', before: null, after: { role, scope } })) })

export const inviteAdministrator = defineAction({
  permission: 'administrator:invite',
  audit: 'administrator.invited',
  input: InviteInput,
  load: async ({ input }) => assignmentsOf(input),
  question: ({ loaded }) => questionOf(loaded),
  needsStepUp: ({ loaded }) => loaded.some(({ role }) => isPrivilegedRole(role)),
  run: async (work, { input, loaded }) => invite(work, { ...input, grants: loaded }),
})

/** One line of a list: names may be missing, they are given at activation. */
export const inviteListed = defineAction({
  permission: 'administrator:invite',
  audit: 'administrator.invited',
  input: InviteListedInput,
  load: async ({ input }) => assignmentsOf(input),
  question: ({ loaded }) => questionOf(loaded),
  needsStepUp: ({ loaded }) => loaded.some(({ role }) => isPrivilegedRole(role)),
  run: async (work, { input, loaded }) => invite(work, { ...input, grants: loaded }),
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
