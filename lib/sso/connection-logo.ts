import 'server-only'
import type { Work } from '@/lib/actions/work'
import type { Cleared } from '@/lib/authz/cleared'
import { db, pool } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { getConnectionForChange } from './connections-data'
import { whyNotLogo } from './png'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Sets the picture that stands beside a connection's name. @param logo a PNG in base64; empty: none @throws AppError conflict · invalid_input · wrong_state */
export async function setLogo({ tx, tenantId, record }: Work, { connectionId, version, logo }: { connectionId: string; version: number; logo: string }): Promise<{ version: number }> {
  const before = await getConnectionForChange(tx, tenantId, connectionId, version)
  const bytes = logo === '' ? null : Buffer.from(logo, 'base64')
  const wrong = bytes && whyNotLogo(bytes)
  if (wrong) throw new AppError('invalid_input', { fields: { logo: wrong } })
  if (bytes === null && before.logo === null) throw new AppError('wrong_state', { reason: 'unchanged', sentence: 'It has no logo.' })
  await tx.ssoConnection.update({ where: { tenantId_id: { tenantId, id: connectionId } }, data: { logo: bytes && new Uint8Array(bytes), logoType: bytes && 'image/png', version: version + 1 } })
  record({ target: { type: 'sso_connection', id: connectionId }, before: { logo: before.logo !== null }, after: { logo: bytes !== null } })
  return { version: version + 1 }
}

/** @returns the picture as an address of its own, also of a connection that is disabled and so shows it to nobody else; null where it has none */
export async function findLogo({ actor: { tenantId } }: Cleared<'sign-in:read'>, id: string): Promise<string | null> {
  const row = await db().ssoConnection.findUnique({ where: { tenantId_id: { tenantId, id } }, select: { logo: true } })
  return row?.logo ? `data:image/png;base64,${Buffer.from(row.logo).toString('base64')}` : null
}

/** @returns the picture, for everybody: it stands on the sign-in page; 404 where there is none, or it is disabled */
export async function showLogo(tenantSlug: string, connectionId: string): Promise<Response> {
  const { rows: [row] } = UUID.test(connectionId)
    ? await pool().query<{ logo: Buffer }>({
        name: 'sso-logo', text: `SELECT c.logo FROM sso_connection c JOIN tenant t ON t.id = c.tenant_id WHERE t.slug = $1 AND c.id = $2 AND NOT c.disabled AND c.logo IS NOT NULL AND c.logo_type = 'image/png'`, values: [tenantSlug, connectionId],
      })
    : { rows: [] }
  if (!row) return new Response(null, { status: 404 })
  return new Response(new Uint8Array(row.logo), { headers: { 'content-type': 'image/png', 'content-disposition': 'inline; filename="logo.png"' } })
}
