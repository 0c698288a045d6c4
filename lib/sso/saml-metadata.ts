import 'server-only'
import { pool } from '@/lib/db/client'
import { SLUG } from '@/lib/format/slug'
import { serviceMetadata } from '@/lib/saml/service-metadata'
import { samlAddresses } from './saml-addresses'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** What a connection is to its SAML provider, with the certificate in use and the one to follow it; open to everybody. @returns null where there is none */
export async function samlMetadataOf(tenantSlug: string, connectionId: string): Promise<string | null> {
  if (!SLUG.test(tenantSlug) || !UUID.test(connectionId)) return null
  const { rows: [row] } = await pool().query<{ signs: boolean; certificates: string[] | null }>({
    name: 'saml-metadata',
    text: `SELECT c.sign_requests AS signs, (SELECT array_agg(k.public_part ORDER BY k.stage) FROM sso_credential k WHERE k.tenant_id = c.tenant_id AND k.connection_id = c.id AND k.kind = 'service_key' AND k.stage <> 'previous') AS certificates
      FROM sso_connection c JOIN tenant t ON t.id = c.tenant_id WHERE t.slug = $1 AND c.id = $2 AND c.protocol = 'saml'`,
    values: [tenantSlug, connectionId],
  })
  return row ? serviceMetadata({ ...samlAddresses(tenantSlug, connectionId), certificates: row.certificates ?? [], signsRequests: row.signs }) : null
}
