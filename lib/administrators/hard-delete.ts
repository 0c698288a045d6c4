import 'server-only'
import type { Work } from '@/lib/actions/work'
import { endSessions } from '@/lib/authn/end-sessions'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { unlockAccount } from '@/lib/authn/sign-in-attempts'
import { AppError } from '@/lib/errors/app-error'
import { forgetWithdrawnLinks } from '@/lib/invitations/withdrawn-links'
import { announce } from '@/lib/live/announce'
import { cutShort } from '@/lib/pim/cut-short'
import type { PersonRecord } from './data'
import { refuseLosingLastOwner } from './last-owner'

/**
 * Any status → gone. Erases every row about the person (identifiers, addresses, password, grants, sessions, links, invitations, waiting
 * mail and runs go with the person's own row) and their data in the audit, where their id stays as a pseudonym: history still joins
 * and the chain still verifies, because only commitments stand in it. Ids in other rows (who invited, who granted) stay too.
 * Call it under the tenant's lock.
 * @throws AppError invalid_input when the typed address is not theirs, last_owner
 */
export async function hardDelete(work: Work, found: PersonRecord, typedEmail: string): Promise<void> {
  const { tx, tenantId, now, record } = work
  const key = canonicalEmail(found.email)?.key
  if (!key || canonicalEmail(typedEmail)?.key !== key) throw new AppError('invalid_input', { fields: { typedEmail: 'This is not the e-mail address of the person.' } })
  await endSessions(tx, { tenantId, administratorId: found.id, reason: 'status_changed', now })
  await cutShort(work, { administratorId: found.id }, 'person_deleted')
  await announce(tx, { tenantId, topic: 'administrators', administratorId: found.id })
  await unlockAccount(tx, { tenantId, emailKey: key, now })
  await forgetWithdrawnLinks(tx, tenantId, key)
  await tx.bulkItem.updateMany({ where: { tenantId, administratorId: found.id }, data: { sentence: null } })
  await tx.administrator.delete({ where: { tenantId_id: { tenantId, id: found.id } } })
  await tx.$queryRaw`SELECT 1 FROM (SELECT erase_audit_person(${tenantId}::uuid, ${found.id}::uuid)) AS erased`
  await refuseLosingLastOwner(tx, tenantId)
  record({ target: { type: 'administrator', id: found.id }, affectedId: found.id, before: { status: found.status } })
}
