import 'server-only'
import { HELD, type Held } from '@/lib/authn/hold-person'
import type { Tx } from '@/lib/db/client'
import type { Asserted } from './asserted'

export interface KnownIdentity {
  id: string
  administratorId: string
}

interface Through { tenantId: string; connectionId: string }

/** One whom a connection knows, held for signing in. */
export interface HeldIdentity extends KnownIdentity {
  held: Held
  /** whether the connection gives roles to anybody, or gave some to them */
  maps: boolean
}

/**
 * Whom a connection knows by what it asserted. The key is tenant, connection, issuer and subject: never an address, which a provider
 * may give to somebody else tomorrow (T39). Where whoever edits a connection types in the certificates themselves (SAML), new ones speak for
 * nobody until they have said so anew. Holds the person, the connection and then the link itself, in the order in which whoever unlinks, disables or
 * removes takes them: of what is taken away in this very moment either nothing comes, or a session that ends with it.
 */
export async function holdIdentity(tx: Tx, { tenantId, connectionId }: Through, { issuer, subject }: Asserted): Promise<HeldIdentity | null> {
  const [row] = await tx.$queryRaw<(KnownIdentity & Held & { maps: boolean })[]>`/* prepared */
    SELECT i.id, i.administrator_id AS "administratorId", (
        EXISTS (SELECT FROM sso_mapping_line l WHERE l.tenant_id = i.tenant_id AND l.connection_id = i.connection_id)
        OR EXISTS (SELECT FROM role_grant g WHERE g.tenant_id = i.tenant_id AND g.sso_connection_id = i.connection_id AND g.administrator_id = i.administrator_id AND g.revoked_at IS NULL)) AS maps, ${HELD}, NULL AS hash, NULL AS state
    FROM sso_identity i JOIN sso_connection c ON c.tenant_id = i.tenant_id AND c.id = i.connection_id AND (c.protocol = 'oidc' OR c.material_version = i.vouched_material)
    JOIN administrator a ON a.tenant_id = i.tenant_id AND a.id = i.administrator_id
    WHERE i.tenant_id = ${tenantId}::uuid AND i.connection_id = ${connectionId}::uuid AND i.issuer = ${issuer} AND i.subject = ${subject}
    FOR NO KEY UPDATE OF a FOR SHARE OF c FOR KEY SHARE OF i`
  if (!row) return null
  const { id, administratorId, maps, ...held } = row
  return { id, administratorId, maps, held }
}

interface Linking extends Through { administratorId: string; materialVersion: number; by: 'mail' | 'self' | 'just_in_time' }

/**
 * Links what was asserted to a person, who has proved to be the one at both ends. One identity per person and connection: an earlier one
 * makes room. @returns null where the identity is somebody else's already
 */
export async function linkIdentity(tx: Tx, { tenantId, connectionId, administratorId, materialVersion, by }: Linking, { issuer, subject, shownEmail }: Asserted): Promise<KnownIdentity | null> {
  await tx.$executeRaw`DELETE FROM sso_identity WHERE tenant_id = ${tenantId}::uuid AND connection_id = ${connectionId}::uuid AND administrator_id = ${administratorId}::uuid AND (issuer, subject) IS DISTINCT FROM (${issuer}, ${subject})`
  const rows = await tx.$queryRaw<KnownIdentity[]>`
    INSERT INTO sso_identity AS i (tenant_id, connection_id, issuer, subject, administrator_id, linked_by, linked_at, vouched_material, shown_email)
    VALUES (${tenantId}::uuid, ${connectionId}::uuid, ${issuer}, ${subject}, ${administratorId}::uuid, ${by}, castellan_now(), ${materialVersion}, ${shownEmail})
    ON CONFLICT (tenant_id, connection_id, issuer, subject) DO UPDATE SET vouched_material = excluded.vouched_material, linked_at = excluded.linked_at, linked_by = excluded.linked_by
      WHERE i.administrator_id = excluded.administrator_id
    RETURNING id, administrator_id AS "administratorId"`
  return rows[0] ?? null
}

/** Notes that somebody came in by it, and with which address. */
export async function noteIdentityUse(tx: Tx, tenantId: string, id: string, shownEmail: string | null): Promise<void> {
  await tx.$executeRaw`/* prepared */ UPDATE sso_identity SET last_used_at = castellan_now(), shown_email = ${shownEmail} WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid`
}
