import 'server-only'
import { ALWAYS_MFA } from '@/lib/authz/policy'
import type { Link } from '@/lib/authn/link-tokens'
import { open, seal } from '@/lib/crypto/seal'
import { Prisma, db, type Tx } from '@/lib/db/client'
import { drawQr, type QrDrawing } from '@/lib/mfa/draw-qr'
import { newTotpSecret, totpUri } from '@/lib/mfa/totp'

/** An authenticator app that is about to be enrolled together with an activation. Nothing of it is stored until then. */
export interface EnrolmentDraft {
  /** base32, to be typed where no picture can be read */
  secret: string
  /** what the picture says; a link on a phone */
  uri: string
  qr: QrDrawing
  /** the same secret, sealed for this link: it comes back with the form */
  draft: string
}

const contextOf = ({ tenantId, id }: Pick<Link, 'tenantId' | 'id'>) => `activation|${tenantId}|${id}`

/**
 * Whether somebody's roles may be held only with a second factor, by the MFA policy or always, and an authenticator app would be one.
 * @param tx the transaction that acts on it, under the tenant's lock; or the client itself, to show a page
 */
export async function needsApp(tx: Pick<Tx, '$queryRaw'>, tenantId: string, administratorId: string): Promise<boolean> {
  const always = Prisma.sql`${[...ALWAYS_MFA]}::text[]`
  const [row] = await tx.$queryRaw<{ needs: boolean }[]>`
    SELECT 'totp' = ANY (t.mfa_allowed_factors) AND (t.mfa_required_for_everyone OR EXISTS (
      SELECT FROM role_grant g WHERE g.tenant_id = t.id AND g.administrator_id = ${administratorId}::uuid AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > castellan_now())
        AND (g.role = ANY (t.mfa_required_roles) OR g.role = ANY (${always})))) AS needs
    FROM tenant t WHERE t.id = ${tenantId}::uuid`
  return row?.needs === true
}

/**
 * A new secret for whoever looks at an invitation that needs one. Another for every look: who looked before knows nothing of it.
 * @returns null where none is needed
 */
export async function draftEnrolment(link: Link, { tenantName, email }: { tenantName: string; email: string }): Promise<EnrolmentDraft | null> {
  if (!(await needsApp(db() as unknown as Tx, link.tenantId, link.administratorId))) return null
  const secret = newTotpSecret()
  const uri = totpUri(secret, { issuer: tenantName, account: email })
  return { secret, uri, qr: drawQr(uri), draft: seal(secret, contextOf(link)) }
}

/** @returns the secret of a draft; null for one that was made for another link, or by somebody else */
export function openDraft(link: Pick<Link, 'tenantId' | 'id'>, draft: string): string | null {
  try {
    return open(draft, contextOf(link))
  } catch {
    return null
  }
}
