import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { db, type Tx } from '@/lib/db/client'
import { previewOf, type Previewed } from '@/lib/preview/refuse-other-preview'
import { readOwners } from '@/lib/ways-in/data'
import { compareWays, type WaysInView } from '@/lib/ways-in/prove'
import type { World } from '@/lib/ways-in/world'

/** How long it is required before somebody has to have come through it and said that it works. */
export const TIMER_SECONDS = 10 * 60

/** What requiring a connection of the people of its domains would do. */
export interface RequiredImpact {
  /** that are bound to it */
  domains: string[]
  /** people in active status whose address is of these, the accounts for the worst day left out */
  people: number
  /** of them, how many are not linked to it yet: their first sign-in mails them a link */
  unlinked: number
  /** each owner's ways in: as it is, and while it is required */
  ways: WaysInView
}

/** What it would do now, with what stands for exactly this. */
export async function previewRequired({ actor }: Cleared<'sign-in:read'>, connectionId: string): Promise<Previewed<RequiredImpact>> {
  return previewOf(aboutRequiring(connectionId), await getRequiredImpact(db() as unknown as Tx, actor.tenantId, connectionId))
}

/** @returns what a preview of it is about */
export const aboutRequiring = (connectionId: string) => ({ what: 'require', connectionId })

/** One statement over indexes, and one about the owners. */
export async function getRequiredImpact(tx: Tx, tenantId: string, connectionId: string): Promise<RequiredImpact> {
  const counted = tx.$queryRaw<Omit<RequiredImpact, 'ways'>[]>`
    WITH bound AS (SELECT b.domain FROM sso_connection_domain b WHERE b.tenant_id = ${tenantId}::uuid AND b.connection_id = ${connectionId}::uuid AND (b.proved_at IS NOT NULL OR b.confirmed_at IS NOT NULL))
    SELECT ARRAY(SELECT domain FROM bound ORDER BY domain) AS domains, count(a.id)::int AS people, count(a.id) FILTER (WHERE i.administrator_id IS NULL)::int AS unlinked
    FROM bound b JOIN administrator a ON a.tenant_id = ${tenantId}::uuid AND a.status <> 'deleted' AND split_part(a.email_key, '@', 2) = b.domain AND a.status = 'active' AND a.break_glass_at IS NULL
    LEFT JOIN (SELECT DISTINCT s.administrator_id FROM sso_identity s WHERE s.tenant_id = ${tenantId}::uuid AND s.connection_id = ${connectionId}::uuid) i ON i.administrator_id = a.id`
  const [[row], { world }] = await Promise.all([counted, readOwners(tx, tenantId)])
  return { ...row!, ways: compareWays(world, withRequired(world, connectionId)) }
}

/** The world in which it is required, at first for as long as the timer runs. */
function withRequired(world: World, connectionId: string): World {
  const revertsAt = world.now + TIMER_SECONDS * 1000
  return { ...world, connections: world.connections.map((one) => (one.id === connectionId ? { ...one, required: { revertsAt } } : one)) }
}
