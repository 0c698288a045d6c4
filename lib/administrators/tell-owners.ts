import 'server-only'
import type { Work } from '@/lib/actions/work'
import { personName } from '@/lib/format/person-name'
import { queueMails, type LetterToOne } from '@/lib/mail/queue-mail'
import { OWNS_NOW } from './owner-sql'

/** @returns how the actor is named in a letter */
export function actorName({ facts }: Work): string {
  return personName(facts.person)
}

export interface Owner {
  id: string
  name: string
  email: string
}

/** @returns the active people who own the tenant now: those who are told when something grave happens */
export async function listOwners({ tx, tenantId }: Pick<Work, 'tx' | 'tenantId'>): Promise<Owner[]> {
  const rows = await tx.$queryRaw<{ id: string; givenName: string; familyName: string; email: string }[]>`
    SELECT a.id, a.given_name AS "givenName", a.family_name AS "familyName", a.email FROM administrator a
    WHERE a.tenant_id = ${tenantId}::uuid AND a.status = 'active' AND a.id IN (SELECT g.administrator_id FROM role_grant g WHERE g.tenant_id = ${tenantId}::uuid AND ${OWNS_NOW})
    ORDER BY a.id`
  return rows.map((row) => ({ id: row.id, name: personName(row), email: row.email }))
}

type LetterTo = (owner: { name: string }) => LetterToOne['letter']

/** Tells every active owner by mail what was done, except those in `but` (who did it, whom it was done to). */
export async function tellOwners(work: Work, letter: LetterTo, but: readonly string[]): Promise<void> {
  const owners = await listOwners(work)
  await queueMails(work.tx, work, owners.filter(({ id }) => !but.includes(id)).map((owner) => ({ administratorId: owner.id, to: owner.email, letter: letter(owner) })))
}
