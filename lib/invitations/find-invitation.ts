import 'server-only'
import { findPerson } from '@/lib/administrators/data'
import { can } from '@/lib/authz/can'
import type { Cleared } from '@/lib/authz/cleared'
import { db, type Tx } from '@/lib/db/client'
import { grantsInHand } from './data'
import type { InvitationView } from './invitation-view'

interface StoredInvitation {
  open: boolean
  inviterName: string | null
  createdAt: Date
  lastSentAt: Date
  expiresAt: Date
  sentCount: number
  askedAgainAt: Date | null
  leavesAt: Date | null
  lost: boolean
}

/**
 * The newest invitation of somebody with status `new`, whether its mail has left, and what the viewer may do about it.
 * @returns null for whoever activated, was deactivated, was deleted, or was never invited
 */
export async function findInvitation({ actor }: Cleared<'administrator:read'>, administratorId: string): Promise<InvitationView | null> {
  const { tenantId, now } = actor
  const holder = await findPerson(db() as unknown as Tx, { tenantId, administratorId, now })
  if (holder?.status !== 'new') return null
  const [row] = await db().$queryRaw<StoredInvitation[]>`
    SELECT i.revoked_at IS NULL AS open, by.given_name || ' ' || by.family_name AS "inviterName", i.created_at AS "createdAt", i.last_sent_at AS "lastSentAt", i.expires_at AS "expiresAt",
      i.sent_count AS "sentCount", CASE WHEN i.asked_again_at > i.last_sent_at THEN i.asked_again_at END AS "askedAgainAt", waiting.run_at AS "leavesAt",
      EXISTS (SELECT 1 FROM job j WHERE j.tenant_id = i.tenant_id AND j.administrator_id = i.administrator_id AND j.state = 'abandoned' AND j.kind = 'mail' AND j.payload ->> 'letter' = 'invitation'
        AND j.created_at >= (SELECT max(l.created_at) FROM link_token l WHERE l.tenant_id = i.tenant_id AND l.administrator_id = i.administrator_id AND l.purpose = 'activation')) AS lost
    FROM invitation i
    LEFT JOIN administrator by ON by.tenant_id = i.tenant_id AND by.id = i.inviter_id
    LEFT JOIN LATERAL (
      SELECT j.run_at FROM job j WHERE j.tenant_id = i.tenant_id AND j.administrator_id = i.administrator_id AND j.kind = 'mail' AND j.state = 'queued' AND j.payload ->> 'letter' = 'invitation' LIMIT 1) waiting ON true
    WHERE i.tenant_id = ${tenantId}::uuid AND i.administrator_id = ${administratorId}::uuid AND i.accepted_at IS NULL
    ORDER BY i.created_at DESC LIMIT 1`
  if (!row) return null
  const decision = can(actor, 'administrator:invite', { grants: grantsInHand({ holder }) })
  const refusal = decision.allowed ? null : decision.because.sentence
  return {
    administratorId, email: holder.email, open: row.open, inviterName: row.inviterName?.trim() || null,
    createdAt: row.createdAt.getTime(), lastSentAt: row.lastSentAt.getTime(), expiresAt: row.expiresAt.getTime(),
    sentCount: row.sentCount, askedAgainAt: row.askedAgainAt?.getTime() ?? null,
    mail: { state: row.leavesAt ? 'waiting' : row.lost ? 'lost' : 'sent', leavesAt: row.leavesAt?.getTime() ?? null },
    resendRefusal: refusal,
    asked: decision.allowed ? null : decision.because.asked,
    revokeRefusal: refusal ?? (row.open ? null : 'There is no open invitation to this person.'),
  }
}
