import 'server-only'
import type { Work } from '@/lib/actions/work'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { unlockAccount } from '@/lib/authn/sign-in-attempts'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import type { PersonRecord } from './data'

/**
 * Forgets the failures that block sign-in to an account. A password that was switched off after too many of them stays off: it is
 * reset by mail.
 * @throws AppError wrong_state when nothing blocks it
 */
export async function unlockAdministrator({ tx, tenantId, now, record }: Work, found: PersonRecord): Promise<void> {
  const emailKey = canonicalEmail(found.email)?.key
  const locked = emailKey !== undefined && (await unlockAccount(tx, { tenantId, emailKey, now }))
  if (!locked) throw new AppError('wrong_state', { sentence: 'This account is not locked.', reason: 'unchanged' })
  record({ target: { type: 'administrator', id: found.id }, affectedId: found.id })
  await announce(tx, { tenantId, topic: 'administrators' })
}
