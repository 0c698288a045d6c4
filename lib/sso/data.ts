import 'server-only'
import { db } from '@/lib/db/client'

/** @returns what the sign-in page offers to everybody, in its order: neither the hidden nor the disabled. `logoVersion`: null where it has no picture */
export async function listShownConnections(tenantId: string): Promise<{ id: string; name: string; logoVersion: number | null }[]> {
  const rows = await db().ssoConnection.findMany({ where: { tenantId, hidden: false, disabled: false }, select: { id: true, name: true, version: true, logoType: true }, orderBy: [{ position: 'asc' }, { id: 'asc' }] })
  return rows.map(({ id, name, version, logoType }) => ({ id, name, logoVersion: logoType === null ? null : version }))
}
