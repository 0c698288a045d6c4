import 'server-only'
import type { Work } from '@/lib/actions/work'
import { endSession, endSessions } from '@/lib/authn/end-sessions'
import { AppError } from '@/lib/errors/app-error'

/** Ends one of one's own sessions on another device. @throws AppError not_found for anything else */
export async function endOwnSession({ tx, actor, tenantId, now, record }: Work, sessionId: string): Promise<void> {
  if (sessionId === actor.sessionId) throw new AppError('wrong_state', { sentence: 'This is the session you are using. Sign out instead.' })
  if (!(await endSession(tx, sessionId, { tenantId, administratorId: actor.administratorId, reason: 'revoked', now }))) throw new AppError('not_found', { sentence: 'This session has ended already.' })
  record({ target: { type: 'session', id: sessionId }, affectedId: actor.administratorId })
}

/** Ends all of one's sessions but this one. @returns how many */
export async function endOtherSessions({ tx, actor, tenantId, now, record }: Work): Promise<{ ended: number }> {
  const ended = await endSessions(tx, { tenantId, administratorId: actor.administratorId, reason: 'revoked', now, except: actor.sessionId })
  record({ affectedId: actor.administratorId, after: { ended } })
  return { ended }
}
