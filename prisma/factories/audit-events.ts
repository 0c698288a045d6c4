import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { ClientBase } from 'pg'
import { chainedContent, type ChainedRow } from '@/lib/audit/record'
import type { AuditEventName } from '@/lib/audit/event-names'
import { connect } from '../../scripts/postgres-roles.mjs'

interface Asked {
  tenantId: string
  events: number
  /** called after each batch with how many are stored */
  onProgress?: (stored: number) => void
}

type Content = Omit<ChainedRow, 'hash'>
type Told = Partial<Pick<Content, 'affectedId' | 'workspaceId' | 'organizationId' | 'targetType' | 'targetId' | 'before' | 'after' | 'outcome' | 'reason' | 'actorKind' | 'actorId' | 'sessionId' | 'actorRoles'>>

interface Actor { actorId: string; sessionId: string; actorRoles: string[] }
interface Kept { commitment: string; row: string }
interface Scene { actors: Actor[]; people: string[]; workspaces: string[]; organizations: string[] }
interface Draw extends Scene { below: (count: number) => number; one: (from: readonly string[]) => string }

const BATCH = 4000
const ONE_ADDRESS_IN = 10
const ACTORS = 200
const PEOPLE = 5000
const YEAR_MILLISECONDS = 365 * 86_400_000
const NOBODY: Told = { actorKind: 'stranger', actorId: null, sessionId: null, actorRoles: [] }

const onPerson = ({ one, people }: Draw, told: Told = {}): Told => {
  const id = one(people)
  return { targetType: 'administrator', targetId: id, affectedId: id, ...told }
}
const onGrant = (draw: Draw, told: Told): Told => ({
  targetType: 'grant', targetId: randomUUID(), affectedId: draw.one(draw.people),
  workspaceId: draw.below(3) > 0 ? draw.one(draw.workspaces) : null, ...told,
})
const onWorkspace = ({ one, workspaces }: Draw): Told => {
  const id = one(workspaces)
  return { targetType: 'workspace', targetId: id, workspaceId: id, before: { description: '' }, after: { description: 'Looked after by Operations' } }
}
const onOrganization = ({ one, organizations }: Draw): Told => {
  const id = one(organizations)
  return { targetType: 'organization', targetId: id, organizationId: id, before: { status: 'active' }, after: { status: 'inactive' } }
}

// What a console sees in a year, of a hundred events: how often each happens, and what it tells.
const MIX: readonly [share: number, action: AuditEventName, tell: (draw: Draw) => Told][] = [
  [28, 'session.started', () => ({})],
  [12, 'session.ended', () => ({})],
  [4, 'session.refused', (draw) => ({ ...NOBODY, affectedId: draw.one(draw.people), outcome: 'refused', reason: 'too_many' })],
  [5, 'step_up.completed', () => ({})],
  [3, 'password.changed', () => ({})],
  [3, 'profile.updated', () => ({})],
  [7, 'administrator.invited', (draw) => onPerson(draw, { after: { status: 'new' } })],
  [7, 'administrator.updated', onPerson],
  [4, 'administrator.status_changed', (draw) => onPerson(draw, { before: { status: 'active' }, after: { status: 'inactive' } })],
  [1, 'administrator.status_changed', (draw) => onPerson(draw, { outcome: 'refused', reason: 'not_granted' })],
  [9, 'grant.created', (draw) => onGrant(draw, { after: { role: 'member' } })],
  [1, 'grant.created', (draw) => onGrant(draw, { outcome: 'refused', reason: 'not_granted' })],
  [6, 'grant.ended', (draw) => onGrant(draw, { before: { role: 'member' } })],
  [5, 'workspace.updated', onWorkspace],
  [2, 'organization.status_changed', onOrganization],
  [1, 'administrator.exported', () => ({ targetType: 'administrators-export', targetId: randomUUID(), after: { filter: '' } })],
  [1, 'session.started', () => ({ outcome: 'failed', reason: 'internal' })],
  [1, 'audit.strangers_digested', () => ({ ...NOBODY, actorKind: 'system', after: { failures: 7 } })],
]
const OF_A_HUNDRED = MIX.flatMap(([share, action, tell]) => Array.from({ length: share }, () => ({ action, tell })))

/** Numbers that look like chance and come out the same each time (a linear congruence, of which only the high bits are used). */
function chance(): () => number {
  let state = 20_261_121
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

async function sceneOf(client: ClientBase, tenantId: string): Promise<Scene> {
  const ids = async (sql: string) => (await client.query<{ id: string }>(sql, [tenantId])).rows.map(({ id }) => id)
  await client.query("INSERT INTO workspace (tenant_id, slug, name) SELECT $1, 'workspace-' || n, 'Workspace ' || n FROM generate_series(1, 20) AS n ON CONFLICT DO NOTHING", [tenantId])
  await client.query("INSERT INTO organization (tenant_id, slug, name) SELECT $1, 'organization-' || n, 'Organization ' || n FROM generate_series(1, 10) AS n ON CONFLICT DO NOTHING", [tenantId])
  const people = await ids(`SELECT id FROM administrator WHERE tenant_id = $1 AND status <> 'deleted' ORDER BY created_at, id LIMIT ${PEOPLE}`)
  const { rows: actors } = await client.query<{ id: string; roles: string[] }>(
    `SELECT a.id, array_agg(g.role ORDER BY g.role) AS roles FROM administrator a JOIN role_grant g ON g.tenant_id = a.tenant_id AND g.administrator_id = a.id
     WHERE a.tenant_id = $1 AND a.status = 'active' GROUP BY a.id, a.created_at ORDER BY a.created_at, a.id LIMIT ${ACTORS}`, [tenantId])
  if (people.length === 0 || actors.length === 0) throw new Error('An audit needs people: this tenant has nobody who is active and holds a role.')
  return {
    people, actors: actors.map(({ id, roles }) => ({ actorId: id, sessionId: randomUUID(), actorRoles: roles })),
    workspaces: await ids('SELECT id FROM workspace WHERE tenant_id = $1 ORDER BY slug'), organizations: await ids('SELECT id FROM organization WHERE tenant_id = $1 ORDER BY slug'),
  }
}

// Rows and head of the chain in one statement: whoever stops in the middle leaves a chain that is whole as far as it goes.
const STORE = `
WITH stored AS (INSERT INTO audit_event SELECT * FROM json_populate_recordset(NULL::audit_event, $1::json)),
  kept AS (INSERT INTO audit_person SELECT * FROM json_populate_recordset(NULL::audit_person, $6::json))
UPDATE audit_chain SET sequence = $2, hash = $3 WHERE tenant_id = $4 AND sequence = $5`

/**
 * Appends many events to a tenant's audit, chained as the application chains them and spread over the year that ends now. Some people are met
 * far more often than others. Every tenth has the network address it came from, kept beside the chain.
 * @param client of a role that may write the audit @throws Error when somebody else wrote to the chain meanwhile
 */
async function appendEvents(client: ClientBase, { tenantId, events, onProgress }: Asked): Promise<void> {
  const scene = await sceneOf(client, tenantId)
  const { rows: [head] } = await client.query<{ sequence: string; hash: Buffer; now: string; last: string | null }>(
    `INSERT INTO audit_chain (tenant_id, sequence, hash) VALUES ($1, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT (tenant_id) DO UPDATE SET sequence = audit_chain.sequence
     RETURNING sequence, hash, floor(extract(epoch FROM castellan_now()) * 1000)::bigint AS now, (SELECT (extract(epoch FROM max(at)) * 1000)::bigint FROM audit_event WHERE tenant_id = $1) AS last`, [tenantId])
  const next = chance()
  const below = (count: number) => Math.floor(next() * count)
  // The cube makes the first of a list common and the last rare.
  const often = (count: number) => Math.floor(next() ** 3 * count)
  const draw: Draw = { ...scene, below, one: (from) => from[often(from.length)]! }
  const now = Number(head!.now)
  const begin = Math.max(now - YEAR_MILLISECONDS, Number(head!.last ?? 0))
  let [sequence, previousHash] = [Number(head!.sequence), head!.hash]

  let people: string[] = []
  const eventAt = (at: number): { content: Content; hash: Buffer } => {
    const { action, tell } = OF_A_HUNDRED[below(OF_A_HUNDRED.length)]!
    const content: Content = {
      tenantId, sequence: (sequence += 1), at, actorKind: 'administrator', ...scene.actors[often(scene.actors.length)]!, activationId: null, action, outcome: 'done', reason: null, targetType: null, targetId: null,
      affectedId: null, workspaceId: null, organizationId: null, before: null, after: null, origin: {}, requestId: randomUUID(), previousHash, ...tell(draw),
    }
    if (sequence % ONE_ADDRESS_IN === 0) {
      const kept = keep(tenantId, sequence, content.actorId, `198.51.100.${often(250)}`)
      people.push(kept.row)
      content.origin = { address: { commitment: kept.commitment } }
    }
    return { content, hash: (previousHash = createHash('sha256').update(chainedContent(content), 'utf8').digest()) }
  }
  let storing: Promise<void> = Promise.resolve()
  for (let made = 0; made < events;) {
    const before = sequence
    const rows: string[] = []
    for (const end = Math.min(events, made + BATCH); made < end;) {
      made += 1
      rows.push(asRow(eventAt(begin + Math.floor(((now - begin) * made) / events))))
    }
    const [values, stored] = [[`[${rows.join(',')}]`, sequence, previousHash, tenantId, before, `[${people.join(',')}]`], made]
    people = []
    // The next batch is made while the database stores this one.
    await storing
    storing = client.query(STORE, values).then(({ rowCount }) => {
      if (rowCount !== 1) throw new Error('Somebody else wrote to this audit meanwhile. Seed a tenant that nobody uses.')
      onProgress?.(stored)
    })
    storing.catch(() => undefined)
  }
  await storing
}

function asRow({ content: c, hash }: { content: Content; hash: Buffer }): string {
  return JSON.stringify({
    tenant_id: c.tenantId, sequence: c.sequence, at: new Date(c.at).toISOString(), actor_kind: c.actorKind, actor_id: c.actorId, session_id: c.sessionId, actor_roles: c.actorRoles, activation_id: c.activationId,
    action: c.action, outcome: c.outcome, reason: c.reason, target_type: c.targetType, target_id: c.targetId, affected_id: c.affectedId, workspace_id: c.workspaceId, organization_id: c.organizationId,
    before: c.before, after: c.after, origin: c.origin, request_id: c.requestId, previous_hash: `\\x${Buffer.from(c.previousHash).toString('hex')}`, hash: `\\x${hash.toString('hex')}`,
  })
}

/** A value kept beside the chain, and what stands for it inside. */
function keep(tenantId: string, sequence: number, administratorId: string | null, value: string): Kept {
  const salt = randomBytes(16)
  const row = JSON.stringify({ tenant_id: tenantId, sequence, path: 'origin.address', administrator_id: administratorId, salt: `\\x${salt.toString('hex')}`, value })
  return { commitment: createHash('sha256').update(salt).update(value, 'utf8').digest('hex'), row }
}

/** Stores many audit events, as the database's owner, and lets the planner know of them. */
export async function storeAuditEvents(ownerUrl: string, asked: Asked): Promise<void> {
  const client = await connect(ownerUrl)
  try {
    await client.query('SET synchronous_commit = off')
    await appendEvents(client, asked)
    await client.query('VACUUM ANALYZE audit_event, audit_person')
  } finally {
    await client.end()
  }
}
