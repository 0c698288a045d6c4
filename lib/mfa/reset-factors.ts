import 'server-only'
import type { Work } from '@/lib/actions/work'
import type { PersonRecord } from '@/lib/administrators/data'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { actorName, tellOwners } from '@/lib/administrators/tell-owners'
import { endSessions } from '@/lib/authn/end-sessions'
import { isPrivilegedRole } from '@/lib/authz/rules'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { personName } from '@/lib/format/person-name'
import { announce } from '@/lib/live/announce'
import { queueMail } from '@/lib/mail/queue-mail'
import { cutShort } from '@/lib/pim/cut-short'

/** Takes every second factor, recovery code and open enrolment of a person. @returns how many factors there were */
export async function dropFactors(tx: Tx, { tenantId, administratorId, now }: { tenantId: string; administratorId: string; now: number }): Promise<number> {
  const { count } = await tx.secondFactor.deleteMany({ where: { tenantId, administratorId, confirmedAt: { not: null } } })
  await tx.secondFactor.deleteMany({ where: { tenantId, administratorId } })
  await tx.recoveryCode.deleteMany({ where: { tenantId, administratorId } })
  await tx.enrolmentCode.deleteMany({ where: { tenantId, administratorId } })
  await tx.passkeyChallenge.deleteMany({ where: { tenantId, administratorId } })
  await tx.pendingSignIn.updateMany({ where: { tenantId, administratorId, endedAt: null }, data: { endedAt: new Date(now) } })
  return count
}

/**
 * Takes another person's second factors away, blocked ones too, so that they can enrol anew. Every session ends, and with them every role
 * that needs a factor, without grace: whoever talked an administrator into this has won no power by it. The person is told, and all owners
 * where a privileged role is held. Call it under the tenant's lock.
 * @throws AppError wrong_state when there is nothing to reset, last_owner
 */
export async function resetFactors(work: Work, found: PersonRecord): Promise<{ ended: number }> {
  const { tx, tenantId, now, facts, actor, record } = work
  const administratorId = found.id
  const factors = await dropFactors(tx, { tenantId, administratorId, now })
  if (factors === 0) throw new AppError('wrong_state', { sentence: 'This person has no second factor.', reason: 'unchanged' })
  await tx.administrator.update({ where: { tenantId_id: { tenantId, id: administratorId } }, data: { mfaWithoutGrace: true, version: { increment: 1 } } })
  const ended = await endSessions(tx, { tenantId, administratorId, reason: 'factors_reset', now })
  await cutShort(work, { administratorId }, 'factors_reset')
  await refuseLosingLastOwner(tx, tenantId)
  const about = { tenantName: facts.tenant.name, by: actorName(work) }
  await queueMail(tx, { tenantId, administratorId, to: found.email, now, letter: { name: 'factors_reset', ...about, tenantSlug: facts.tenant.slug, recipientName: personName(found) } })
  if (found.person.grants.some(({ role }) => isPrivilegedRole(role))) {
    await tellOwners(work, (owner) => ({ name: 'factors_of_another_reset', ...about, recipientName: owner.name, person: `${personName(found)} (${found.email})` }), [administratorId, actor.administratorId])
  }
  await announce(tx, { tenantId, topic: 'administrators', administratorId })
  record({ target: { type: 'administrator', id: administratorId }, affectedId: administratorId, before: { factors }, after: { factors: 0, ended } })
  return { ended }
}
