import 'server-only'
import type { Work } from '@/lib/actions/work'
import type { PersonRecord } from '@/lib/administrators/data'
import { personal } from '@/lib/audit/record'
import type { CanonicalEmail } from '@/lib/authn/canonical-email'
import { refuseOutsideAllowlist } from '@/lib/domain-allowlist/refuse-outside'
import { AppError } from '@/lib/errors/app-error'
import { isUniqueViolation } from '@/lib/errors/database-failure'
import { assignRole, type Assignment } from '@/lib/grants/assign-role'
import { announce } from '@/lib/live/announce'
import { findHolderOfAddress } from './data'
import { addressTaken } from './refuse-taken-address'
import { planInvitation, sendInvitation } from './send-invitation'
import { answerWithdrawnLinks } from './withdrawn-links'

export interface Invited {
  email: CanonicalEmail
  /** empty where nobody knows it yet: it is given at activation */
  givenName: string
  familyName: string
  grants: readonly Assignment[]
}

/**
 * Makes an administrator with status `new`, their identifier, address, grants, invitation and link, and queues the mail: all of it or
 * nothing. Of two that invite one address at the same time, one does; the other is told who has it.
 * @returns the new person's id, and when the mail leaves (epoch milliseconds; later than now when the tenant sent its share for the hour)
 * @throws AppError wrong_state for a domain that the allowlist does not name; already_exists with who has the address, for those who see administrators as such; see addressTaken()
 */
export async function inviteAdministrator(work: Work, { email, givenName, familyName, grants }: Invited): Promise<{ administratorId: string; sendAt: number; leavesLater: boolean }> {
  const { tx, tenantId, now, actor, record } = work
  await refuseOutsideAllowlist(tx, tenantId, email.key)
  const plan = await planInvitation(work)
  const administratorId = await createNew(work, { email, givenName, familyName, expiresAt: plan.expiresAt })
  await answerWithdrawnLinks(tx, tenantId, email.key)
  const { id: invitationId } = await tx.invitation.create({
    data: { tenantId, administratorId, inviterId: actor.administratorId, createdAt: new Date(now), expiresAt: new Date(plan.expiresAt), lastSentAt: new Date(plan.sendAt) },
    select: { id: true },
  })
  record({
    target: { type: 'administrator', id: administratorId }, affectedId: administratorId,
    after: { email: personal(administratorId, email.shown), givenName: personal(administratorId, givenName), familyName: personal(administratorId, familyName), expiresAt: plan.expiresAt },
  })
  const holder: PersonRecord = {
    id: administratorId, status: 'new', givenName, familyName, email: email.shown, activatedAt: null, version: 1,
    person: { administratorId, status: 'new', factorEnrolledAt: null, grants: [] },
  }
  for (const grant of grants) await assignRole(work, holder, grant, { source: 'invitation', quiet: true })
  await sendInvitation(work, { administratorId, invitationId, to: email.shown, recipientName: `${givenName} ${familyName}`.trim(), grants, again: false }, plan)
  await announce(tx, { tenantId, topic: 'administrators' })
  return { administratorId, sendAt: plan.sendAt, leavesLater: plan.sendAt > now }
}

/** @returns the id of the new person @throws AppError when somebody has the address, or is about to (another's pending identifier) */
async function createNew(work: Work, { email, givenName, familyName, expiresAt }: Pick<Invited, 'email' | 'givenName' | 'familyName'> & { expiresAt: number }): Promise<string> {
  const { tx, tenantId } = work
  const pool = await tx.identityPool.findFirstOrThrow({ where: { tenantId, builtIn: true }, select: { id: true } })
  // Waits for whoever invites the same address at this moment, then finds nothing to insert: the transaction lives and can say who has it.
  const made = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO administrator (tenant_id, pool_id, status, given_name, family_name, email, email_key, invitation_expires_at)
    VALUES (${tenantId}::uuid, ${pool.id}::uuid, 'new', ${givenName}, ${familyName}, ${email.shown}, ${email.key}, ${new Date(expiresAt)})
    ON CONFLICT (tenant_id, email_key) DO NOTHING RETURNING id`
  const administratorId = made[0]?.id
  if (!administratorId) throw await addressTaken(work, (await findHolderOfAddress(tx, tenantId, email.key))?.id ?? null)
  try {
    await tx.identifier.create({ data: { tenantId, poolId: pool.id, administratorId, type: 'email', value: email.shown, valueKey: email.key } })
    await tx.address.create({ data: { tenantId, administratorId, type: 'email', value: email.shown, valueKey: email.key, isPrimary: true } })
  } catch (error) {
    throw isUniqueViolation(error) ? new AppError('already_exists', { sentence: 'This address is in use by another administrator.', fields: { email: 'This address is in use by another administrator.' } }) : error
  }
  return administratorId
}
