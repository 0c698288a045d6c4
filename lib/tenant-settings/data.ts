import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { NARROWED_ASSIGNERS } from '@/lib/authz/rules'
import { db, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'

/** The settings of a tenant as they leave the server. */
export interface TenantSettings {
  name: string
  slug: string
  /** shown to everybody on the sign-in page; empty: none */
  signInNotice: string
  invitationLifetimeSeconds: number
  onlyOwnersAssignClientAdmin: boolean
  version: number
  createdAt: number
}

const COLUMNS = { name: true, slug: true, signInNotice: true, invitationLifetimeSeconds: true, onlyOwnersAssignClientAdmin: true, version: true, createdAt: true } as const

/** Counts stop here: beyond it nobody needs the number to decide. */
const COUNTED = 1000

/** @returns the settings, how many people assign Client Admin now only by being one, and how many invitations are open (of more than 1,000: 1,001) */
export async function getTenantSettings({ actor }: Cleared<'tenant-settings:update'>): Promise<TenantSettings & { narrowed: number; open: number }> {
  const { createdAt, ...settings } = await db().tenant.findUniqueOrThrow({ where: { id: actor.tenantId }, select: COLUMNS })
  const [counted] = await db().$queryRaw<{ narrowed: number; open: number }[]>`
    SELECT count(DISTINCT g.administrator_id)::int AS narrowed,
      (SELECT count(*)::int FROM (SELECT FROM administrator n WHERE n.tenant_id = ${actor.tenantId}::uuid AND n.status = 'new' AND n.invitation_expires_at > ${new Date(actor.now)} LIMIT ${COUNTED + 1}) waiting) AS open
    FROM role_grant g JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id AND a.status = 'active'
    WHERE g.tenant_id = ${actor.tenantId}::uuid AND g.role = ANY(${NARROWED_ASSIGNERS}::text[]) AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ${new Date(actor.now)})`
  return { ...settings, createdAt: createdAt.getTime(), ...counted! }
}

/** The settings of an action, the tenant's row being locked. @throws AppError conflict with what stands there now */
export async function getSettingsForChange(tx: Tx, tenantId: string, version: number): Promise<TenantSettings> {
  const { createdAt, ...settings } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: COLUMNS })
  const current = { ...settings, createdAt: createdAt.getTime() }
  if (current.version !== version) throw new AppError('conflict', { sentence: 'Somebody else changed the settings while you had them open. Nothing was saved.', details: { current } })
  return current
}
