import 'server-only'
import type { z } from 'zod'
import { nextReference } from '@/lib/authn/next-reference'
import { giveSessionCookie, sentSessionToken } from '@/lib/authn/session-cookie'
import { findSession } from '@/lib/authn/session-facts'
import { db } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { findResult, parseKey } from './idempotency'
import { parseInput } from './parse-input'
import { refuseForeignOrigin } from './request-origin'

/** How long after its reference was renewed a session is still asked for the answer that was lost with it. */
const ASKED_AGAIN_MS = 120_000

interface Asked { name: string; schema: z.ZodType; given: unknown; givenKey: unknown; secret?: boolean }

/**
 * For a browser whose cookie is nobody's: where this very submission was done and renewed the session's reference, and the answer was lost on its
 * way with the cookie in it, both are given again, within two minutes (F02). The old reference does nothing else (T22).
 * @throws AppError signed_out for everything else; conflict where the key was sent with other contents
 */
export async function answerAgain<T>({ name, schema, given, givenKey, secret = false }: Asked): Promise<T> {
  const before = await sentSessionToken()
  const key = before === undefined ? undefined : parseKey(givenKey)
  if (before === undefined || key === undefined) throw new AppError('signed_out')
  const token = nextReference(before, key)
  const facts = await findSession(token, { touch: true })
  if (!facts || facts.actor.now - facts.session.referenceAt > ASKED_AGAIN_MS) throw new AppError('signed_out')
  await refuseForeignOrigin()
  const earlier = await findResult(db(), { scope: facts.session.id, key, action: name, input: parseInput(schema, given, name), secret })
  if (!earlier) throw new AppError('signed_out')
  await giveSessionCookie(token)
  return earlier.result as T
}
