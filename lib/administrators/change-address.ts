import 'server-only'
import { startAddressChange, withdrawPending } from '@/lib/account/start-address-change'
import type { Work } from '@/lib/actions/work'
import type { CanonicalEmail } from '@/lib/authn/canonical-email'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import type { PersonRecord } from './data'

/**
 * Asks for another address of another person: pending until the link there is used, undone from the old one (start-address-change.ts).
 * @throws AppError wrong_state for whoever cannot sign in, and so could not confirm it
 */
export async function changeAddress(work: Work, found: PersonRecord, email: CanonicalEmail): Promise<void> {
  if (found.status === 'new') throw new AppError('wrong_state', { sentence: 'This person has not activated yet. Revoke the invitation and invite the right address.' })
  if (found.status !== 'active') throw new AppError('wrong_state', { sentence: `This person is ${found.status} and could not confirm a new address. Set them to Active first.` })
  await startAddressChange(work, found, email)
}

/** Takes a pending change of address back; the link stops working. @throws AppError wrong_state when there is none */
export async function withdrawAddress(work: Work, found: PersonRecord): Promise<void> {
  if (!(await withdrawPending(work, found.id))) throw new AppError('wrong_state', { sentence: 'No change of address is pending. It may have been confirmed or withdrawn.', reason: 'unchanged' })
  await announce(work.tx, { tenantId: work.tenantId, topic: 'administrators', administratorId: found.id })
  work.record({ target: { type: 'administrator', id: found.id }, affectedId: found.id })
}
