import 'server-only'
import type { Work } from '@/lib/actions/work'
import { endSessions } from '@/lib/authn/end-sessions'
import { RESET_LIFETIME_SECONDS, issueLink, voidLinks } from '@/lib/authn/link-tokens'
import { AppError } from '@/lib/errors/app-error'
import { personName } from '@/lib/format/person-name'
import { announce } from '@/lib/live/announce'
import { queueMail } from '@/lib/mail/queue-mail'
import { passwordsAreOff, takesPasswordOf } from '@/lib/sign-in-methods/take-passwords'
import type { PersonRecord } from './data'
import { refuseLosingLastOwner } from './last-owner'
import type { ResetMeaning } from './schema'

/** Somebody who floods "forgot password" uses up three an hour; an administrator can still send as many again. */
const MOST_LINKS_AN_HOUR = 6
const HOUR = 3_600_000

const EVENTS = { send_link: 'password.reset_sent', must_reset: 'password.must_reset', must_change: 'password.must_change' } as const

/**
 * The three meanings of resetting another's password. No meaning sets one (T38): the administrator never learns a password. Every one
 * ends all sessions. None makes anything weaker: a password that has to be reset already is not opened again by `must_change`.
 * Call it under the tenant's lock: whoever could get in can still get in, by mail to a verified address (roles.md rule 3).
 * @throws AppError wrong_state, too_many
 */
export async function resetPassword(work: Work, found: PersonRecord, meaning: ResetMeaning): Promise<{ ended: number }> {
  const { tx, tenantId, now, record } = work
  await refuseHopeless(work, found)
  if (meaning === 'send_link') await sendLink(work, found)
  else await demand(work, found, meaning)
  const ended = await endSessions(tx, { tenantId, administratorId: found.id, reason: 'password_reset', now })
  await refuseLosingLastOwner(tx, tenantId)
  await announce(tx, { tenantId, topic: 'administrators', administratorId: found.id })
  record({ action: EVENTS[meaning], target: { type: 'administrator', id: found.id }, affectedId: found.id, after: { ended } })
  return { ended }
}

async function refuseHopeless({ tx, tenantId }: Work, found: PersonRecord): Promise<void> {
  if (found.status === 'new') throw new AppError('wrong_state', { sentence: 'This person has not activated yet and has no password. Send the invitation again instead.' })
  if (found.status !== 'active') throw new AppError('wrong_state', { sentence: `This person is ${found.status} and cannot sign in. Set them to Active first.` })
  if (!(await takesPasswordOf(tx, { tenantId, administratorId: found.id }))) throw passwordsAreOff(undefined, 'other')
  const verified = await tx.address.count({ where: { tenantId, administratorId: found.id, isPrimary: true, verifiedAt: { not: null } } })
  if (verified === 0) throw new AppError('wrong_state', { sentence: 'This person has no verified address that a reset link could be sent to.' })
}

async function sendLink({ tx, tenantId, now, facts }: Work, found: PersonRecord): Promise<void> {
  const purpose = 'password_reset' as const
  const lately = await tx.linkToken.count({ where: { tenantId, administratorId: found.id, purpose, createdAt: { gt: new Date(now - HOUR) } } })
  if (lately >= MOST_LINKS_AN_HOUR) throw new AppError('too_many', { sentence: `This person was sent ${lately} links within the last hour. Wait a little, or choose "Must reset".` })
  await voidLinks(tx, { purpose, tenantId, administratorId: found.id, now })
  const token = await issueLink(tx, { purpose, tenantId, administratorId: found.id, now, lifetimeSeconds: RESET_LIFETIME_SECONDS })
  await queueMail(tx, {
    tenantId, administratorId: found.id, to: found.email, now, dedupKey: `password-reset:${found.id}`,
    letter: { name: 'password_reset', askedBy: 'administrator', tenantName: facts.tenant.name, recipientName: personName(found), token, lifetimeSeconds: RESET_LIFETIME_SECONDS },
  })
}

async function demand({ tx, tenantId, now, facts }: Work, found: PersonRecord, state: 'must_reset' | 'must_change'): Promise<void> {
  const where = { tenantId_administratorId: { tenantId, administratorId: found.id } }
  const credential = await tx.passwordCredential.findUnique({ where, select: { state: true } })
  if (!credential) throw new AppError('wrong_state', { sentence: 'This person has no password.' })
  if (state === 'must_change' && credential.state !== 'usable') {
    throw new AppError('wrong_state', { sentence: credential.state === 'must_change' ? 'This person must change their password at the next sign-in already.' : 'The password of this person does not work any more and must be reset; asking for a change would let it work again.', reason: 'unchanged' })
  }
  await tx.passwordCredential.update({ where, data: { state } })
  await queueMail(tx, {
    tenantId, administratorId: found.id, to: found.email, now,
    letter: { name: state === 'must_reset' ? 'password_must_reset' : 'password_must_change', tenantName: facts.tenant.name, tenantSlug: facts.tenant.slug, recipientName: personName(found) },
  })
}
