import 'server-only'
import { hashToken, newToken } from '@/lib/crypto/tokens'
import { db, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'

export type LinkPurpose = 'activation' | 'password_reset' | 'address_change' | 'address_undo'

/** How long a link that resets a password works. */
export const RESET_LIFETIME_SECONDS = 30 * 60
const TOKEN = /^[A-Za-z0-9_-]{43}$/

export interface LinkIssue {
  purpose: LinkPurpose
  tenantId: string
  administratorId: string
  invitationId?: string
  addressChangeId?: string
  /** epoch milliseconds */
  now: number
  lifetimeSeconds: number
}

export interface Link {
  tenantId: string
  id: string
  purpose: LinkPurpose
  administratorId: string
  invitationId: string | null
  addressChangeId: string | null
}

/**
 * Makes a link's token: 256 random bits, of which only the hash is stored, together with what it is for. Whoever mails it puts it
 * into the fragment of the address, which no server and no log sees. Links of the same purpose made before go on working; see voidLinks.
 */
export async function issueLink(tx: Tx, { now, lifetimeSeconds, ...link }: LinkIssue): Promise<string> {
  const { token, hash } = newToken(link.purpose)
  await tx.linkToken.create({ data: { ...link, tokenHash: hash, createdAt: new Date(now), expiresAt: new Date(now + lifetimeSeconds * 1000) } })
  return token
}

/** Ends every unused link of one purpose of a person: a newer one, a revoked invitation, a changed password. */
export async function voidLinks(tx: Tx, { purpose, tenantId, administratorId, now }: Pick<LinkIssue, 'purpose' | 'tenantId' | 'administratorId' | 'now'>): Promise<number> {
  const { count } = await tx.linkToken.updateMany({ where: { tenantId, administratorId, purpose, usedAt: null, revokedAt: null }, data: { revokedAt: new Date(now) } })
  return count
}

/**
 * Looks at a link without using it, to show a page or to refuse early. What it returns is only true for that moment.
 * @returns null for a token that consumeLink() would refuse now
 */
export async function peekLink(purpose: LinkPurpose, token: string): Promise<Link | null> {
  const tokenHash = TOKEN.test(token) ? hashToken(purpose, token) : null
  if (!tokenHash) return null
  const rows = await db().$queryRaw<Link[]>`
    SELECT tenant_id AS "tenantId", id, purpose::text AS purpose, administrator_id AS "administratorId", invitation_id AS "invitationId", address_change_id AS "addressChangeId"
    FROM link_token WHERE token_hash = ${tokenHash} AND purpose::text = ${purpose} AND used_at IS NULL AND revoked_at IS NULL AND expires_at > castellan_now()`
  return rows[0] ?? null
}

/**
 * Uses a link up: one guarded update, so that of any number at once exactly one goes on. The person's row is locked first, the
 * order in which every change of a person locks; the clock is read after that lock.
 * @throws AppError link_unusable for anything but an unused, unrevoked, unexpired token of this purpose
 */
export async function consumeLink(tx: Tx, purpose: LinkPurpose, token: string): Promise<Link> {
  if (typeof token !== 'string' || !TOKEN.test(token)) throw new AppError('link_unusable')
  const tokenHash = hashToken(purpose, token)
  await tx.$queryRaw`
    SELECT 1 FROM administrator a WHERE (a.tenant_id, a.id) IN (SELECT l.tenant_id, l.administrator_id FROM link_token l WHERE l.token_hash = ${tokenHash}) FOR UPDATE`
  const rows = await tx.$queryRaw<Link[]>`
    UPDATE link_token SET used_at = castellan_now()
    WHERE token_hash = ${tokenHash} AND purpose::text = ${purpose} AND used_at IS NULL AND revoked_at IS NULL AND expires_at > castellan_now()
    RETURNING tenant_id AS "tenantId", id, purpose::text AS purpose, administrator_id AS "administratorId", invitation_id AS "invitationId", address_change_id AS "addressChangeId"`
  if (!rows[0]) throw new AppError('link_unusable')
  return rows[0]
}
