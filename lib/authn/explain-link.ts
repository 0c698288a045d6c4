import 'server-only'
import { hashToken } from '@/lib/crypto/tokens'
import { pool } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { peekLink, type LinkPurpose } from './link-tokens'

/** Why a link does not work; `unknown` is every text that never was one, and a link whose person is gone. */
export type LinkFault = 'used' | 'expired' | 'replaced' | 'withdrawn' | 'closed' | 'unknown'

const INVITATION = { used: 'This invitation was accepted already. Sign in with your address and the password you chose.', expired: 'This invitation has expired.', replaced: 'A newer invitation was sent to you. Open the link in the newest message.', withdrawn: 'This invitation was withdrawn.', closed: 'This invitation cannot be accepted at present.' }
const RESET = { used: 'This link was used already. It works once.', expired: 'This link has expired. It works for 30 minutes.', replaced: 'This link no longer works: the password was set anew, or a newer link was sent.', withdrawn: 'This link was withdrawn.', closed: 'This account is not active. An administrator of the tenant can help.' }
const ADDRESS = { used: 'This link was used already. It works once.', expired: 'This link has expired. Nothing was changed by it.', replaced: 'This change was withdrawn, or a newer one was asked for.', withdrawn: 'This change was withdrawn.', closed: 'This account is not active. An administrator of the tenant can help.' }
const SENTENCES: Record<LinkPurpose, Record<Exclude<LinkFault, 'unknown'>, string>> = { activation: INVITATION, password_reset: RESET, address_change: ADDRESS, address_undo: ADDRESS }
const UNKNOWN = 'There is no such link. It may have been withdrawn, or not all of it was copied. Open it from the message itself.'

interface Found {
  fault: LinkFault
  slug: string
  withdrawnAt: Date | null
  withdrawnBy: string | null
}

// By whom it was withdrawn is said where that is the one who invites in the letter: nobody else's name was ever told to its holder.
const FIND = `
  SELECT t.slug, CASE
    WHEN l.used_at IS NOT NULL THEN 'used'
    WHEN i.revoked_at IS NOT NULL THEN 'withdrawn'
    WHEN l.revoked_at IS NOT NULL THEN 'replaced'
    WHEN l.expires_at <= castellan_now() THEN 'expired'
    ELSE 'closed' END AS fault, i.revoked_at AS "withdrawnAt", by.given_name || ' ' || by.family_name AS "withdrawnBy"
  FROM link_token l JOIN tenant t ON t.id = l.tenant_id LEFT JOIN invitation i ON i.tenant_id = l.tenant_id AND i.id = l.invitation_id
  LEFT JOIN administrator by ON by.tenant_id = i.tenant_id AND by.id = i.revoked_by_id AND i.inviter_id = i.revoked_by_id
  WHERE l.token_hash = $1 AND l.purpose::text = $2
  UNION ALL
  SELECT t.slug, 'withdrawn', w.withdrawn_at, by.given_name || ' ' || by.family_name
  FROM withdrawn_link w JOIN tenant t ON t.id = w.tenant_id
  LEFT JOIN administrator by ON by.tenant_id = w.tenant_id AND by.id = w.withdrawn_by_id AND w.inviter_id = w.withdrawn_by_id
  WHERE w.token_hash = $1 AND $2 = 'activation'`

/**
 * What the holder of a link is told when peekLink() or consumeLink() refused it. Whoever holds 256 random bits that were mailed once may
 * know what became of them; everybody else is told the same for any text.
 * @returns AppError link_unusable with the fault as its reason and, for a link there was, the tenant's slug in its details; for a
 * withdrawn invitation also when (epoch milliseconds), and by whom where its holder knows the name
 */
export async function unusableLink(purpose: LinkPurpose, token: string): Promise<AppError> {
  const { rows } = await pool().query<Found>(FIND, [Buffer.from(hashToken(purpose, token)), purpose])
  const found = rows[0]
  if (!found || found.fault === 'unknown') return new AppError('link_unusable', { reason: 'unknown', sentence: UNKNOWN })
  const withdrawn = found.fault === 'withdrawn' && found.withdrawnAt ? { withdrawnAt: found.withdrawnAt.getTime(), withdrawnBy: found.withdrawnBy?.trim() || null } : {}
  return new AppError('link_unusable', { reason: found.fault, sentence: SENTENCES[purpose][found.fault], details: { tenantSlug: found.slug, ...withdrawn } })
}

/**
 * What went wrong while a link was being used, told of the link when that is it: of two submits at once the second would else hear
 * that the password is not new.
 */
export async function blameLink(purpose: LinkPurpose, token: string, error: unknown): Promise<unknown> {
  return (await peekLink(purpose, token)) ? error : unusableLink(purpose, token)
}
