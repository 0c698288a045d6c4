import { randomUUID } from 'node:crypto'
import { perform } from '@/lib/actions/perform'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import type { RoleKey } from '@/lib/authz/policy'
import { inviteAdministrator } from '@/lib/invitations/invite-administrator'
import { callerFor, TEST_ORIGIN } from './caller-for'

interface Invited {
  /** address of whoever invites */
  by: string
  email: string
  givenName?: string
  familyName?: string
  role?: RoleKey
}

/** Somebody is invited to a role of the tenant, names or not; the letter waits to be sent. @returns the new person's id */
export async function invitePerson({ by, email, givenName = 'Ingrid', familyName = 'Ito', role = 'auditor' }: Invited): Promise<string> {
  const { administratorId } = await perform({
    name: 'factory', audit: 'administrator.invited', lock: false, input: {}, origin: { ...TEST_ORIGIN, requestId: randomUUID() }, caller: await callerFor(canonicalEmail(by)!.key),
    act: async (work) => inviteAdministrator(work, { email: canonicalEmail(email)!, givenName, familyName, grants: [{ role, scope: { type: 'tenant' } }] }),
  })
  return administratorId
}
