import 'server-only'
import type { Work } from '@/lib/actions/work'
import { endSession, endSessions } from '@/lib/authn/end-sessions'
import { AppError } from '@/lib/errors/app-error'
import { personName } from '@/lib/format/person-name'
import { queueMail } from '@/lib/mail/queue-mail'
import type { PersonRecord } from './data'
import { actorName, tellOwners } from './tell-owners'

/**
 * Containment (roles.md rule 1): ends one session of another person, or all, whatever their role. It takes no grant away, and it is
 * never silent: that person and all owners are told.
 * @returns how many ended
 * @throws AppError not_found for a session that is not running
 */
export async function revokeSessions(work: Work, found: PersonRecord, sessionId?: string): Promise<number> {
  const { tx, tenantId, now, actor, facts, record } = work
  if (found.id === actor.administratorId) throw new AppError('forbidden', { sentence: 'Your own sessions are under My account.', reason: 'yourself' })
  const ending = { tenantId, administratorId: found.id, reason: 'revoked' as const, now }
  const ended = sessionId === undefined ? await endSessions(tx, ending) : Number(await endSession(tx, sessionId, ending))
  if (sessionId !== undefined && ended === 0) throw new AppError('not_found', { sentence: 'This session has ended already.' })
  record({ target: sessionId === undefined ? { type: 'administrator', id: found.id } : { type: 'session', id: sessionId }, affectedId: found.id, after: { ended } })
  if (ended === 0) return 0
  const about = { tenantName: facts.tenant.name, by: actorName(work) }
  const person = `${personName(found)} (${found.email})`
  await queueMail(tx, { tenantId, administratorId: found.id, to: found.email, now, letter: { name: 'sessions_ended', recipientName: found.givenName, ...about } })
  await tellOwners(work, (owner) => ({ name: 'sessions_of_another_ended', recipientName: owner.name, person, ...about }), [found.id, actor.administratorId])
  return ended
}
