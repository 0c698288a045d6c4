import 'server-only'
import { defineAction, performableOf } from '@/lib/actions/define-action'
import { isPrivilegedRole } from '@/lib/authz/rules'
import { grantsOfAccess } from './data'
import { inviteAdministrator } from './invite-administrator'
import { assignmentsOf, InviteListedInput } from './schema'

/** One line of a list, guarded like an invitation of its own; no door of the browser leads here. */
export const inviteLine = performableOf(
  defineAction({
    permission: 'administrator:invite',
    audit: 'administrator.invited',
    input: InviteListedInput,
    load: async ({ input }) => assignmentsOf(input),
    question: ({ loaded }) => ({ grants: grantsOfAccess(loaded) }),
    needsStepUp: ({ loaded }) => loaded.some(({ role }) => isPrivilegedRole(role)),
    run: async (work, { input, loaded }) => inviteAdministrator(work, { ...input, grants: loaded }),
  }),
)
