import 'server-only'
import { countUsableOwners } from '@/lib/administrators/last-owner'
import { holds } from '@/lib/authz/can'
import type { Cleared } from '@/lib/authz/cleared'
import type { Actor, Scope } from '@/lib/authz/grants'
import { OWNER_ROLE, PIM_PRIVILEGED, PLACE_BY_PLACE_ROLE, isRoleKey, type RoleKey } from '@/lib/authz/policy'
import { Prisma, db, type Tx } from '@/lib/db/client'
import { countOf } from '@/lib/format/count'
import { personName } from '@/lib/format/person-name'
import { ALERT_KINDS, type Alert, type AlertItem, type AlertKind } from './alert-view'
import { sayReach, type Reach } from './reach'
import { getReaches } from './reach-data'
import { getAllRoleSettings, type RoleSettingsRecord } from './role-settings-data'

const DAY = 86_400_000
const SHOWN = 20
const MANY_OWNERS = 5
/** With more people than that for each owner, owners are not many, however many they are. */
const MOST_PER_OWNER = 10
const OFTEN = 10

type Found = Omit<Alert, 'kind'>

/** What is about a person without being about one grant of theirs leaves the grant out. */
interface Row { id: string; givenName: string; familyName: string; email: string; role: string; grantId?: string; version?: number; kind?: 'active' | 'eligible'; scope?: Scope['type']; placeId?: string | null; at?: number | null; count?: number }
type Listed = 'against_policy' | 'idle_privileged' | 'activated_often' | 'unused' | 'ending'
type Looked = Record<Listed, readonly Row[]> & { usable: number; owners: number; people: number }

interface Looking { tenantId: string; now: number; records: readonly RoleSettingsRecord[]; /** how many of each are looked for */ most: number }

const HELD = ({ tenantId, now }: Looking) => Prisma.sql`g.tenant_id = ${tenantId}::uuid AND g.revoked_at IS NULL AND g.confirmed AND (g.ends_at IS NULL OR g.ends_at > ${new Date(now)}::timestamptz)`
const epoch = (moment: Prisma.Sql) => Prisma.sql`(extract(epoch FROM ${moment}) * 1000)::float8`
const PERSON = Prisma.sql`a.id, a.given_name AS "givenName", a.family_name AS "familyName", a.email`
const GRANT = Prisma.sql`g.id AS "grantId", g.version, g.role, g.kind, g.scope, g.place_id AS "placeId", ${PERSON}`

const LISTED: Record<Listed, { rows: (looking: Looking) => Prisma.Sql; line: (row: Row) => string }> = {
  // Given before the settings were as they are, or by an operator: nothing ends by itself.
  against_policy: {
    rows: (looking) => {
      const rolesWhere = (test: (record: RoleSettingsRecord) => boolean) => looking.records.filter((record) => record.role !== PLACE_BY_PLACE_ROLE && test(record)).map(({ role }) => role)
      const never = rolesWhere(({ settings: { enabled, standing } }) => enabled && standing === 'no')
      const bound = rolesWhere(({ settings: { enabled, standing } }) => enabled && standing === 'time_bound')
      const off = rolesWhere(({ settings: { enabled } }) => !enabled)
      return Prisma.sql`
        SELECT ${GRANT}, ${epoch(Prisma.sql`g.ends_at`)} AS at
        FROM role_grant g JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id AND a.status IN ('new', 'active', 'inactive')
        WHERE ${HELD(looking)} AND (
          (g.kind = 'active' AND (g.role = ANY(${never}::text[]) OR (g.role = ANY(${bound}::text[]) AND g.ends_at IS NULL)) AND NOT (g.role = ${OWNER_ROLE} AND a.break_glass_at IS NOT NULL))
          OR (g.kind = 'eligible' AND g.role = ANY(${off}::text[])))
        ORDER BY g.role, a.name_key, g.id LIMIT ${looking.most}`
    },
    line: ({ kind, at }) => (kind === 'eligible' ? 'eligible, and PIM is off for the role: it can never be activated' : at == null ? 'held standing without an end' : 'held standing'),
  },
  idle_privileged: {
    rows: (looking) => Prisma.sql`
      SELECT min(g.role) AS role, ${PERSON}, ${epoch(Prisma.sql`a.last_sign_in_at`)} AS at
      FROM role_grant g JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id AND a.status = 'active'
      WHERE ${HELD(looking)} AND g.role = ANY(${[...PIM_PRIVILEGED]}::text[]) AND coalesce(a.last_sign_in_at, a.activated_at, a.created_at) < ${new Date(looking.now - 30 * DAY)}::timestamptz AND a.break_glass_at IS NULL
      GROUP BY a.tenant_id, a.id ORDER BY a.name_key, a.id LIMIT ${looking.most}`,
    line: ({ at }) => (at == null ? 'has never signed in' : 'last signed in'),
  },
  activated_often: {
    rows: ({ tenantId, now, most }) => Prisma.sql`
      SELECT x.role, ${PERSON}, x.count FROM (
        SELECT tenant_id, administrator_id, role, count(*)::int AS count FROM pim_activation WHERE tenant_id = ${tenantId}::uuid AND starts_at > ${new Date(now - 7 * DAY)}::timestamptz AND starts_at <= ${new Date(now)}::timestamptz
        GROUP BY 1, 2, 3 HAVING count(*) > ${OFTEN}) x
      JOIN administrator a ON a.tenant_id = x.tenant_id AND a.id = x.administrator_id ORDER BY x.count DESC, a.id LIMIT ${most}`,
    line: ({ count = 0 }) => `activated ${count} times in 7 days`,
  },
  unused: {
    rows: (looking) => {
      const since = new Date(looking.now - 90 * DAY)
      return Prisma.sql`
        SELECT ${GRANT}, (SELECT ${epoch(Prisma.sql`max(x.starts_at)`)} FROM pim_activation x WHERE x.tenant_id = g.tenant_id AND x.grant_id = g.id) AS at
        FROM role_grant g JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id AND a.status = 'active'
        WHERE ${HELD(looking)} AND g.kind = 'eligible' AND greatest(g.starts_at, g.created_at) < ${since}::timestamptz
          AND NOT EXISTS (SELECT FROM pim_activation x WHERE x.tenant_id = g.tenant_id AND x.grant_id = g.id AND x.starts_at > ${since}::timestamptz)
        ORDER BY g.role, a.name_key, g.id LIMIT ${looking.most}`
    },
    line: ({ at }) => (at == null ? 'never activated' : 'last activated'),
  },
  ending: {
    rows: (looking) => Prisma.sql`
      SELECT ${GRANT}, ${epoch(Prisma.sql`g.ends_at`)} AS at
      FROM role_grant g JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id AND a.status IN ('new', 'active')
      WHERE ${HELD(looking)} AND g.kind = 'eligible' AND g.ends_at <= ${new Date(looking.now + 14 * DAY)}::timestamptz
      ORDER BY g.ends_at, g.id LIMIT ${looking.most}`,
    line: () => 'ends',
  },
}

/** Everything that is counted or listed, in one statement; one more for who owns the tenant usably. */
async function look(tx: Tx, looking: Looking): Promise<Looked> {
  const { tenantId } = looking
  const lists = (Object.keys(LISTED) as Listed[]).map((kind) => Prisma.sql`coalesce((SELECT json_agg(r) FROM (${LISTED[kind].rows(looking)}) r), '[]') AS ${Prisma.raw(kind)}`)
  const [looked] = await tx.$queryRaw<[Omit<Looked, 'usable'>]>`
    WITH owning AS MATERIALIZED (
      SELECT count(DISTINCT g.administrator_id)::int AS owners FROM role_grant g JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id AND a.status = 'active'
      WHERE ${HELD(looking)} AND g.role = ${OWNER_ROLE})
    SELECT ${Prisma.join(lists)}, (SELECT owners FROM owning) AS owners,
      (SELECT count(*)::int FROM (SELECT FROM administrator a WHERE a.tenant_id = ${tenantId}::uuid AND a.status = 'active'
        LIMIT (SELECT CASE WHEN owners > ${MANY_OWNERS} THEN owners * ${MOST_PER_OWNER} + 1 ELSE 0 END FROM owning)) counted) AS people`
  return { ...looked, usable: await countUsableOwners(tx, tenantId) }
}

function found(rows: readonly Row[], line: (row: Row) => string): Found {
  const items = rows.slice(0, SHOWN).map((row): AlertItem => {
    const { id, grantId, version, role, kind, scope, placeId, at } = row
    return {
      key: grantId ?? `${id} ${role}`, person: { id, name: personName(row) }, role: isRoleKey(role) ? role : null, line: line(row), at: at ?? null,
      grant: grantId && version && kind && scope ? { id: grantId, version, kind, scope: scope === 'tenant' ? { type: 'tenant' } : { type: scope, id: placeId! } } : null,
    }
  })
  return { items, more: rows.length > SHOWN }
}

const aboutRole = (role: RoleKey, line: string): AlertItem => ({ key: role, person: null, role, line, at: null, grant: null })
const aboutAll = (line: string): Found => ({ items: [{ key: 'all', person: null, role: null, line, at: null, grant: null }], more: false })
const NONE: Found = { items: [], more: false }

function aboutOwners({ usable }: Looked): Found {
  return usable < 2 ? aboutAll(usable === 0 ? 'No Client Owner is usable.' : 'Only one Client Owner is usable.') : NONE
}

function aboutManyOwners({ owners, people }: Looked): Found {
  return owners > MANY_OWNERS && people < owners * MOST_PER_OWNER ? aboutAll(`${owners} of ${countOf(people, 'active administrator')} are Client Owners.`) : NONE
}

function withoutMfa(records: readonly RoleSettingsRecord[]): Found {
  return { items: records.filter(({ role, settings: { enabled, mfa } }) => PIM_PRIVILEGED.has(role) && enabled && !mfa).map(({ role }) => aboutRole(role, 'no fresh second factor is asked for at activation')), more: false }
}

function outOfReach(reaches: ReadonlyMap<RoleKey, Reach>): Found {
  const items = [...reaches].flatMap(([role, reach]) => {
    const said = sayReach(reach)
    return said === null ? [] : [aboutRole(role, said)]
  })
  return { items, more: false }
}

/** @returns what there is to warn about now, the most pressing first; nothing is stored, what was put right is gone */
export async function listAlerts({ actor }: Cleared<'pim-policy:read'>): Promise<Alert[]> {
  return lookFor(actor, SHOWN + 1)
}

/** @returns how many kinds of alerts there are for whoever may see them; 0 for everybody else */
export async function countAlerts(actor: Actor): Promise<number> {
  return holds(actor, 'pim-policy:read') ? (await lookFor(actor, 1)).length : 0
}

/** Four statements, whatever there is to find: the settings, what is counted and listed, and two about whose approvals can be reached. */
async function lookFor({ tenantId, now }: Actor, most: number): Promise<Alert[]> {
  const tx = db() as unknown as Tx
  const records = await getAllRoleSettings(tx, tenantId)
  const [looked, reaches] = await Promise.all([look(tx, { tenantId, now, records, most }), getReaches(tx, tenantId, records, now)])
  const all: Record<AlertKind, Found> = {
    few_owners: aboutOwners(looked), out_of_reach: outOfReach(reaches), no_mfa: withoutMfa(records), many_owners: aboutManyOwners(looked),
    ...(Object.fromEntries((Object.keys(LISTED) as Listed[]).map((kind) => [kind, found(looked[kind], LISTED[kind].line)])) as Record<Listed, Found>),
  }
  return ALERT_KINDS.flatMap((kind) => (all[kind].items.length > 0 ? [{ kind, ...all[kind] }] : []))
}
