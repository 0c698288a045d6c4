import 'server-only'
import type { Work } from '@/lib/actions/work'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { keyedHash, open, seal } from '@/lib/crypto/seal'
import type { Tx } from '@/lib/db/client'
import type { InvitationRecord } from './data'

/** Whom a withdrawn invitation was for. */
export interface Withdrawn {
  email: string
  /** empty where nobody knew it */
  name: string
}

interface Row {
  tenantId: string
  administratorId: string
}

export type WithdrawnRow = Row & { sealed: string }

/** What the sealed words are bound to. */
export const withdrawnContext = ({ tenantId, administratorId }: Row) => `withdrawn|${tenantId}|${administratorId}`
const addressKey = (tenantId: string, emailKey: string) => keyedHash('withdrawn', `${tenantId}:${emailKey}`)

/**
 * Keeps the links of an invitation known whose person is about to be removed: their holders are told what became of it and may ask for
 * a new one (administrators.md). Whose it was is sealed; the address is free. Call it before the person is deleted.
 */
export async function keepWithdrawnLinks({ tx, tenantId, actor, now }: Work, { id: administratorId, email, givenName, familyName }: InvitationRecord['holder']): Promise<void> {
  const whom: Withdrawn = { email, name: `${givenName} ${familyName}`.trim() }
  await tx.$executeRaw`
    INSERT INTO withdrawn_link (token_hash, tenant_id, administrator_id, invitation_id, inviter_id, withdrawn_by_id, withdrawn_at, address_key, sealed)
    SELECT l.token_hash, l.tenant_id, l.administrator_id, i.id, i.inviter_id, ${actor.administratorId}::uuid, ${new Date(now)},
      ${addressKey(tenantId, canonicalEmail(email)?.key ?? email)}, ${seal(JSON.stringify(whom), withdrawnContext({ tenantId, administratorId }))}
    FROM link_token l JOIN invitation i ON i.tenant_id = l.tenant_id AND i.id = l.invitation_id
    WHERE l.tenant_id = ${tenantId}::uuid AND l.administrator_id = ${administratorId}::uuid AND l.purpose = 'activation'`
}

/** @param row of the table @returns whom it was for @throws Error when its key is off the ring */
export function openWithdrawn(row: WithdrawnRow): Withdrawn {
  return JSON.parse(open(row.sealed, withdrawnContext(row))) as Withdrawn
}

/** The same for a list, from which one whose key is off the ring is left out. @returns one or none */
export function tryOpenWithdrawn(row: WithdrawnRow): (Withdrawn & { id: string })[] {
  try {
    return [{ id: row.administratorId, ...openWithdrawn(row) }]
  } catch {
    return []
  }
}

/** Somebody with this address is invited anew: nobody waits for it any more. Its old link goes on saying that it was withdrawn. */
export async function answerWithdrawnLinks(tx: Tx, tenantId: string, emailKey: string): Promise<void> {
  await tx.withdrawnLink.updateMany({ where: { tenantId, addressKey: addressKey(tenantId, emailKey), askedAgainAt: { not: null } }, data: { askedAgainAt: null } })
}

/** Whoever is erased is erased here too, also what an earlier invitation to the same address left. */
export async function forgetWithdrawnLinks(tx: Tx, tenantId: string, emailKey: string): Promise<void> {
  await tx.withdrawnLink.deleteMany({ where: { tenantId, addressKey: addressKey(tenantId, emailKey) } })
}
