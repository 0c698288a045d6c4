import 'server-only'
import type { Work } from '@/lib/actions/work'
import { findPerson } from '@/lib/administrators/data'
import { can, holds, type Decision } from '@/lib/authz/can'
import type { AdministratorStatus } from '@/lib/authz/grants'
import { AppError } from '@/lib/errors/app-error'
import { grantsInHand } from './data'
import type { TakenView } from './taken-view'

const SENTENCES: Record<AdministratorStatus, string> = {
  new: 'This person is invited already and has not activated yet.',
  active: 'This person is an administrator here already. Assign the role on their profile.',
  inactive: 'This person is an administrator here and inactive. Set them to Active on their profile.',
  deleted: 'This person was deleted.',
}
const INSTEAD = { new: 'You can send the invitation again.', deleted: 'Restore them instead of inviting them again.' } as const

/**
 * What somebody learns who invites an address that is taken: who has it and what to do, when they see administrators as such;
 * otherwise nothing but that it did not work now.
 */
export async function addressTaken({ tx, tenantId, actor, now }: Work, holderId: string | null): Promise<AppError> {
  const holder = holderId && holds(actor, 'administrator:read') ? await findPerson(tx, { tenantId, administratorId: holderId, now }) : null
  if (!holder) return new AppError('busy', { sentence: 'This invitation could not be made now. Try again in a moment.' })
  const { status } = holder
  const decision = status === 'new' ? can(actor, 'administrator:invite', { grants: grantsInHand({ holder }) }) : can(actor, 'administrator:set-status', { person: holder.person })
  const sentence = status === 'new' || status === 'deleted' ? `${SENTENCES[status]} ${refusalOf(decision)?.sentence ?? INSTEAD[status]}` : SENTENCES[status]
  const taken: TakenView = { administratorId: holder.id, status, email: holder.email, resendRefusal: status === 'new' ? refusalOf(decision) : null }
  return new AppError('already_exists', { sentence, fields: { email: sentence }, reason: 'address_taken', details: { ...taken } })
}

const refusalOf = (decision: Decision) => (decision.allowed ? null : decision.because)
