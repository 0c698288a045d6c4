import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import type { Tx } from '@/lib/db/client'
import { canonicalJson } from './canonical-json'
import type { AuditEventName } from './event-names'

export type AuditValue = string | number | boolean | null | PersonData | AuditValue[] | { [key: string]: AuditValue | undefined }
export type AuditDetail = { [key: string]: AuditValue | undefined }

/** Data about a person: kept beside the chain, with only a salted commitment inside it, so that it can be erased. */
export class PersonData {
  constructor(readonly administratorId: string | null, readonly value: string) {}
}

/** Marks a value as data about a person (name, e-mail, network address). @param administratorId whose data; erased with them */
export function personal(administratorId: string | null, value: string): PersonData {
  return new PersonData(administratorId, value)
}

/** Where an action came from. */
export interface AuditOrigin {
  requestId: string
  address: string
  userAgent: string
  /** done in a session of a break-glass account */
  breakGlass?: boolean
}

export type AuditActor =
  | { kind: 'administrator'; administratorId: string; sessionId: string | null; roles: readonly string[]; activationId?: string | null }
  | { kind: 'operator' | 'system' | 'stranger' }

export interface AuditEvent {
  tenantId: string
  actor: AuditActor
  action: AuditEventName
  outcome: 'done' | 'refused' | 'failed'
  reason?: string
  target?: { type: string; id: string }
  affectedId?: string
  workspaceId?: string
  organizationId?: string
  /** never secrets; person data wrapped in personal() */
  before?: AuditDetail
  after?: AuditDetail
  origin: AuditOrigin
}

interface Kept { path: string; administratorId: string | null; salt: Buffer; value: string }

function commit(value: AuditValue | undefined, path: string, kept: Kept[]): unknown {
  if (value instanceof PersonData) {
    const salt = randomBytes(16)
    // As UTF-8 will have it: half a surrogate pair is nothing that JSON could carry to the database.
    const text = Buffer.from(value.value, 'utf8').toString('utf8')
    kept.push({ path, administratorId: value.administratorId, salt, value: text })
    return { commitment: createHash('sha256').update(salt).update(text, 'utf8').digest('hex') }
  }
  if (Array.isArray(value)) return value.map((item, index) => commit(item, `${path}.${index}`, kept))
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined).map(([key, inner]) => [key, commit(inner, `${path}.${key}`, kept)]))
  }
  return value
}

/** The bytes an event's hash is taken over: everything of the row but the hash itself. Times as epoch milliseconds. */
export function chainedContent(row: Omit<ChainedRow, 'hash'>): string {
  return canonicalJson({ ...row, previousHash: hex(row.previousHash) })
}

export interface ChainedRow {
  tenantId: string; sequence: number; at: number; actorKind: string; actorId: string | null; sessionId: string | null; actorRoles: readonly string[]
  activationId: string | null; action: string; outcome: string; reason: string | null; targetType: string | null; targetId: string | null
  affectedId: string | null; workspaceId: string | null; organizationId: string | null; before: unknown; after: unknown; origin: unknown
  requestId: string; previousHash: Uint8Array; hash: Uint8Array
}

/**
 * Writes events at the end of the transaction's work: takes the lock of the tenant's chain, so call it last, right before
 * the commit. Each event carries the hash of the one before it and a sequence without gaps. If this fails, so does the change.
 */
export async function recordAudit(tx: Tx, events: readonly AuditEvent[]): Promise<void> {
  for (const tenantId of new Set(events.map((event) => event.tenantId))) {
    await appendToChain(tx, tenantId, events.filter((event) => event.tenantId === tenantId))
  }
}

async function appendToChain(tx: Tx, tenantId: string, events: readonly AuditEvent[]): Promise<void> {
  const head = await holdChain(tx, tenantId)
  const at = head.now.getTime()
  let sequence = Number(head.sequence)
  let previousHash = head.hash
  const people: (Omit<Kept, 'salt'> & { sequence: number; salt: string })[] = []
  const rows = events.map((event) => {
    sequence += 1
    const kept: Kept[] = []
    const content = contentOf(event, { tenantId, sequence, at, previousHash }, kept)
    const hash = new Uint8Array(createHash('sha256').update(chainedContent(content), 'utf8').digest())
    const row = { ...content, previousHash: hex(previousHash), hash: hex(hash) }
    people.push(...kept.map((one) => ({ ...one, sequence, salt: hex(one.salt) })))
    previousHash = hash
    return row
  })
  await tx.$executeRaw`/* prepared */
    WITH event AS (
      INSERT INTO audit_event (tenant_id, sequence, at, actor_kind, actor_id, session_id, actor_roles, activation_id, action, outcome, reason, target_type, target_id,
        affected_id, workspace_id, organization_id, before, after, origin, request_id, previous_hash, hash)
      SELECT "tenantId", sequence, to_timestamp(at / 1000.0), "actorKind", "actorId", "sessionId", "actorRoles", "activationId", action, outcome, reason, "targetType", "targetId",
        "affectedId", "workspaceId", "organizationId", before, after, origin, "requestId", decode("previousHash", 'hex'), decode(hash, 'hex')
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS e ("tenantId" uuid, sequence bigint, at bigint, "actorKind" audit_actor, "actorId" uuid, "sessionId" uuid,
        "actorRoles" text[], "activationId" uuid, action text, outcome audit_outcome, reason text, "targetType" text, "targetId" text, "affectedId" uuid, "workspaceId" uuid,
        "organizationId" uuid, before jsonb, after jsonb, origin jsonb, "requestId" text, "previousHash" text, hash text)
    ), person AS (
      INSERT INTO audit_person (tenant_id, sequence, path, administrator_id, salt, value)
      SELECT ${tenantId}::uuid, sequence, path, "administratorId", decode(salt, 'hex'), value
      FROM json_to_recordset(${JSON.stringify(people)}::json) AS p (sequence bigint, path text, "administratorId" uuid, salt text, value text)
    )
    UPDATE audit_chain SET sequence = ${sequence}, hash = ${previousHash} WHERE tenant_id = ${tenantId}::uuid`
}

interface Head { sequence: bigint; hash: Uint8Array<ArrayBuffer>; now: Date }

/** Locks the end of the tenant's chain; the clock is read after the lock. */
async function holdChain(tx: Tx, tenantId: string): Promise<Head> {
  const held = async () => tx.$queryRaw<Head[]>`/* prepared */
    WITH head AS MATERIALIZED (SELECT sequence, hash FROM audit_chain WHERE tenant_id = ${tenantId}::uuid FOR NO KEY UPDATE)
    SELECT sequence, hash, castellan_now() AS now FROM head`
  const [head] = await held()
  if (head) return head
  await tx.$executeRaw`INSERT INTO audit_chain (tenant_id, sequence, hash) VALUES (${tenantId}::uuid, 0, ${new Uint8Array(32)}) ON CONFLICT DO NOTHING`
  return (await held())[0]!
}

function contentOf(event: AuditEvent, place: Pick<ChainedRow, 'tenantId' | 'sequence' | 'at' | 'previousHash'>, kept: Kept[]): Omit<ChainedRow, 'hash'> {
  const administrator = event.actor.kind === 'administrator' ? event.actor : null
  const actorId = administrator?.administratorId ?? null
  // Where there is no session yet (signing in, a link out of a mail) whoever it happened to is most likely who was there: erased with them.
  const whose = actorId ?? event.affectedId ?? null
  return {
    ...place,
    actorKind: event.actor.kind, actorId, sessionId: administrator?.sessionId ?? null,
    actorRoles: [...(administrator?.roles ?? [])], activationId: administrator?.activationId ?? null,
    action: event.action, outcome: event.outcome, reason: event.reason ?? null,
    targetType: event.target?.type ?? null, targetId: event.target?.id ?? null, affectedId: event.affectedId ?? null,
    workspaceId: event.workspaceId ?? null, organizationId: event.organizationId ?? null,
    before: commit(event.before, 'before', kept) ?? null, after: commit(event.after, 'after', kept) ?? null,
    origin: commit({ address: personal(whose, event.origin.address), userAgent: personal(whose, event.origin.userAgent), breakGlass: event.origin.breakGlass }, 'origin', kept),
    requestId: event.origin.requestId,
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
