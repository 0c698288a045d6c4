import 'server-only'
import type { Work } from '@/lib/actions/work'
import { personName } from '@/lib/format/person-name'
import type { Letter } from '@/lib/mail/letters'
import { queueMail } from '@/lib/mail/queue-mail'

/** @returns how the actor is named in a letter */
export function actorName({ facts }: Work): string {
  return personName(facts.person)
}

/** Every active owner but those left out. The role is spelled in the policy's own words where it must be told apart. */
export async function listOwners({ tx, tenantId }: Pick<Work, 'tx' | 'tenantId'>): Promise<{ id: string; name: string; email: string }[]> {
  const rows = await tx.$queryRaw<{ id: string; givenName: string; familyName: string; email: string }[]>`
    SELECT a.id, a.given_name AS "givenName", a.family_name AS "familyName", a.email
    FROM administrator a WHERE a.tenant_id = ${tenantId}::uuid AND a.status = 'active' AND EXISTS (
      SELECT 1 FROM role_grant g WHERE g.tenant_id = a.tenant_id AND g.administrator_id = a.id AND g.role = 'client_owner' AND g.revoked_at IS NULL AND g.confirmed
        AND g.starts_at <= castellan_now() AND (g.ends_at IS NULL OR g.ends_at > castellan_now()))
    ORDER BY a.id`
  return rows.map((row) => ({ id: row.id, name: personName(row), email: row.email }))
}

type LetterTo = (owner: { name: string }) => Letter

/** Tells every active owner by mail what was done, except those in `but` (who did it, whom it was done to). */
export async function tellOwners(work: Work, letter: LetterTo, but: readonly string[]): Promise<void> {
  const owners = await listOwners(work)
  for (const owner of owners) {
    if (!but.includes(owner.id)) await queueMail(work.tx, { tenantId: work.tenantId, administratorId: owner.id, to: owner.email, letter: letter(owner), now: work.now })
  }
}
