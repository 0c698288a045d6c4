import 'server-only'
import { cookies } from 'next/headers'
import { cache } from 'react'
import { asAppError } from '@/lib/errors/database-failure'
import { findSession, type SessionFacts } from './session-facts'
import { sessionCookieName } from './session-cookie'

const SESSION_TOKEN = /^[A-Za-z0-9_-]{43}$/

/**
 * The session behind the request's cookie, read from the database once per request; null for anything else.
 * @param touch whether this request is the person's own doing (background polling is not)
 * @throws AppError busy when the database cannot be asked: then nobody gets in
 */
export const currentSession = cache(async (touch: boolean): Promise<SessionFacts | null> => {
  const token = (await cookies()).get(sessionCookieName())?.value
  if (!token || !SESSION_TOKEN.test(token)) return null
  try {
    return await findSession(token, { touch })
  } catch (error) {
    throw asAppError(error)
  }
})
