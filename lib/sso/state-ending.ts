import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { db, Prisma, type Tx } from '@/lib/db/client'
import { previewOf, type Previewed } from '@/lib/preview/refuse-other-preview'
import { takesMethod } from '@/lib/sign-in-methods/data'
import { readOwners } from '@/lib/ways-in/data'
import { compareWays, type WaysInView } from '@/lib/ways-in/prove'
import type { World } from '@/lib/ways-in/world'

type Ending = 'disable' | 'delete'

/** What disabling a connection, or removing it, would do. */
export interface EndingImpact {
  /** people who are linked to it and not deleted */
  people: number
  /** of them, how many in active status could sign in by nothing else */
  stranded: number
  /** sessions that came through it and run now */
  sessions: number
  /** domains that it is required of now, and then no more */
  released: string[]
  /** roles that its lines gave and that are not over: disabled they stay as they are, removed they end */
  roles: number
  /** what else goes with it for good; null where it is disabled only */
  gone: Gone | null
  /** each owner's ways in: as it is, and then */
  ways: WaysInView
}

interface Gone {
  lines: number
  /** that are bound to it, or were to be */
  domains: number
  /** of the roles that end: activations that run or are to start, and requests that wait */
  activations: number
  requests: number
}

type Row = Omit<EndingImpact, 'gone' | 'ways'> & Gone

/** What each would do now, with what stands for exactly this. */
export async function previewEndings({ actor: { tenantId, now } }: Cleared<'sign-in:read'>, connectionId: string): Promise<Record<Ending, Previewed<EndingImpact>>> {
  const read = await readWorld(db() as unknown as Tx, { tenantId, now }, connectionId)
  const of = (what: Ending) => previewOf(aboutEnding(what, connectionId), impactOf(read, what, connectionId))
  return { disable: of('disable'), delete: of('delete') }
}

/** @returns what a preview of it is about */
export const aboutEnding = (what: Ending, connectionId: string) => ({ what, connectionId })

/** What it would do now. @param now epoch milliseconds */
export async function getEndingImpact(tx: Tx, when: When, what: Ending, connectionId: string): Promise<EndingImpact> {
  return impactOf(await readWorld(tx, when, connectionId), what, connectionId)
}

interface When { tenantId: string; now: number }
interface Read { row: Row; world: World }

/** One statement over indexes, and one about the owners. */
async function readWorld(tx: Tx, { tenantId, now }: When, connectionId: string): Promise<Read> {
  const [row] = await tx.$queryRaw<Row[]>(statement(tenantId, connectionId, new Date(now)))
  const { world } = await readOwners(tx, tenantId)
  return { row: row!, world }
}

function impactOf({ row: { lines, domains, activations, requests, ...common }, world }: Read, what: Ending, connectionId: string): EndingImpact {
  return { ...common, gone: what === 'delete' ? { lines, domains, activations, requests } : null, ways: compareWays(world, withoutIt(world, what, connectionId)) }
}

const statement = (tenantId: string, connectionId: string, at: Date) => Prisma.sql`
  WITH linked AS MATERIALIZED (
    SELECT a.id, a.status = 'active' AND a.break_glass_at IS NULL
      AND NOT ${takesMethod(Prisma.sql`${tenantId}::uuid`, 'email_code')}
      AND NOT ('passkey' = ANY (a.factor_kinds) AND ${takesMethod(Prisma.sql`${tenantId}::uuid`, 'passkey')})
      AND NOT (EXISTS (SELECT FROM password_credential p WHERE p.tenant_id = a.tenant_id AND p.administrator_id = a.id) AND ${takesMethod(Prisma.sql`${tenantId}::uuid`, 'password')})
      AND NOT EXISTS (SELECT FROM sso_identity o JOIN sso_connection e ON e.tenant_id = o.tenant_id AND e.id = o.connection_id AND NOT e.disabled WHERE o.tenant_id = a.tenant_id AND o.administrator_id = a.id AND o.connection_id <> ${connectionId}::uuid) AS stranded
    FROM (SELECT DISTINCT i.administrator_id FROM sso_identity i WHERE i.tenant_id = ${tenantId}::uuid AND i.connection_id = ${connectionId}::uuid) l
    JOIN administrator a ON a.tenant_id = ${tenantId}::uuid AND a.id = l.administrator_id AND a.status <> 'deleted'
  ), given AS MATERIALIZED (
    SELECT g.id FROM role_grant g WHERE g.tenant_id = ${tenantId}::uuid AND g.sso_connection_id = ${connectionId}::uuid AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ${at}::timestamptz)
  )
  SELECT (SELECT count(*)::int FROM linked) AS people, (SELECT count(*)::int FROM linked WHERE stranded) AS stranded, (SELECT count(*)::int FROM given) AS roles,
    (SELECT count(*)::int FROM session s WHERE s.tenant_id = t.id AND s.sso_connection_id = ${connectionId}::uuid AND s.ended_at IS NULL AND s.expires_at > ${at}::timestamptz
      AND s.last_seen_at > ${at}::timestamptz - make_interval(secs => t.idle_timeout_seconds) AND s.created_at > ${at}::timestamptz - make_interval(secs => t.absolute_timeout_seconds)) AS sessions,
    ARRAY(SELECT b.domain FROM sso_connection_domain b JOIN sso_connection c ON c.tenant_id = b.tenant_id AND c.id = b.connection_id
      WHERE b.tenant_id = t.id AND b.connection_id = ${connectionId}::uuid AND (b.proved_at IS NOT NULL OR b.confirmed_at IS NOT NULL) AND sso_is_required(c, ${at}::timestamptz) ORDER BY b.domain) AS released,
    (SELECT count(*)::int FROM sso_mapping_line m WHERE m.tenant_id = t.id AND m.connection_id = ${connectionId}::uuid) AS lines,
    (SELECT count(*)::int FROM sso_connection_domain b WHERE b.tenant_id = t.id AND b.connection_id = ${connectionId}::uuid) AS domains,
    (SELECT count(*)::int FROM pim_activation x JOIN given g ON g.id = x.grant_id WHERE x.tenant_id = t.id AND x.ended_at IS NULL AND x.ends_at > ${at}::timestamptz) AS activations,
    (SELECT count(*)::int FROM pim_request r JOIN given g ON g.id = r.grant_id WHERE r.tenant_id = t.id AND r.state = 'pending_approval' AND r.undecided_until > ${at}::timestamptz) AS requests
  FROM tenant t WHERE t.id = ${tenantId}::uuid`

/** The world in which it lets nobody in, or is not there. */
function withoutIt(world: World, what: Ending, connectionId: string): World {
  if (what === 'delete') return { ...world, connections: world.connections.filter(({ id }) => id !== connectionId) }
  return { ...world, connections: world.connections.map((one) => (one.id === connectionId ? { ...one, disabled: true, required: null } : one)) }
}
