import 'server-only'
import type { Work } from '@/lib/actions/work'
import { findPerson } from '@/lib/administrators/data'
import { can, holds } from '@/lib/authz/can'
import type { AdministratorStatus } from '@/lib/authz/grants'
import { AppError } from '@/lib/errors/app-error'
import { grantsInHand } from './data'
import type { TakenView } from './taken-view'

const SENTENCES: Record<AdministratorStatus, string> = {
  new: 'This person is invited already and has not activated yet. You can send the invitation again.',
  active: 'This person is an administrator here already. Assign the role on their profile.',
  inactive: 'This person is an administrator here and inactive. Set them to Active on their profile.',
  deleted: 'This person was deleted. Restore them instead of inviting them again.',
}

/**
 * What somebody learns who invites an address that is taken: who has it and what to do, when they see administrators as such;
 * otherwise nothing but that it did not work now.
 */
export async function addressTaken({ tx, tenantId, actor, now }: Work, holderId: string | null): Promise<AppError> {
  const holder = holderId && holds(actor, 'administrator:read') ? await findPerson(tx, { tenantId, administratorId: holderId, now }) : null
  if (!holder) return new AppError('busy', { sentence: 'This invitation could not be made now. Try again in a moment.' })
  const sentence = SENTENCES[holder.status]
  const decision = can(actor, 'administrator:invite', { grants: grantsInHand({ holder }) })
  const taken: TakenView = { administratorId: holder.id, status: holder.status, email: holder.email, resendRefusal: holder.status !== 'new' || decision.allowed ? null : decision.because }
  return new AppError('already_exists', { sentence, fields: { email: sentence }, reason: 'address_taken', details: { ...taken } })
}
