import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { Prisma, type Tx } from '@/lib/db/client'
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
    kept.push({ path, administratorId: value.administratorId, salt, value: value.value })
    return { commitment: createHash('sha256').update(salt).update(value.value, 'utf8').digest('hex') }
  }
  if (Array.isArray(value)) return value.map((item, index) => commit(item, `${path}.${index}`, kept))
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined).map(([key, inner]) => [key, commit(inner, `${path}.${key}`, kept)]))
  }
  return value
}

/** The bytes an event's hash is taken over: everything of the row but the hash itself. Times as epoch milliseconds. */
export function chainedContent(row: Omit<ChainedRow, 'hash'>): string {
  return canonicalJson({ ...row, previousHash: Buffer.from(row.previousHash).toString('hex') })
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
  const [head] = await tx.$queryRaw<{ sequence: bigint; hash: Uint8Array; now: Date }[]>`
    INSERT INTO audit_chain (tenant_id, sequence, hash) VALUES (${tenantId}::uuid, 0, '\\x0000000000000000000000000000000000000000000000000000000000000000')
    ON CONFLICT (tenant_id) DO UPDATE SET sequence = audit_chain.sequence RETURNING sequence, hash, castellan_now() AS now`
  let sequence = Number(head!.sequence)
  let previousHash: Uint8Array = head!.hash
  const at = head!.now.getTime()
  const rows: Prisma.AuditEventCreateManyInput[] = []
  const people: Prisma.AuditPersonCreateManyInput[] = []
  for (const event of events) {
    sequence += 1
    const kept: Kept[] = []
    const administrator = event.actor.kind === 'administrator' ? event.actor : null
    const actorId = administrator?.administratorId ?? null
    // Where there is no session yet (signing in, a link out of a mail) whoever it happened to is most likely who was there: erased with them.
    const whose = actorId ?? event.affectedId ?? null
    const content: Omit<ChainedRow, 'hash'> = {
      tenantId, sequence, at,
      actorKind: event.actor.kind, actorId, sessionId: administrator?.sessionId ?? null,
      actorRoles: [...(administrator?.roles ?? [])], activationId: administrator?.activationId ?? null,
      action: event.action, outcome: event.outcome, reason: event.reason ?? null,
      targetType: event.target?.type ?? null, targetId: event.target?.id ?? null, affectedId: event.affectedId ?? null,
      workspaceId: event.workspaceId ?? null, organizationId: event.organizationId ?? null,
      before: commit(event.before, 'before', kept) ?? null, after: commit(event.after, 'after', kept) ?? null,
      origin: commit({ address: personal(whose, event.origin.address), userAgent: personal(whose, event.origin.userAgent) }, 'origin', kept),
      requestId: event.origin.requestId, previousHash,
    }
    const hash = new Uint8Array(createHash('sha256').update(chainedContent(content), 'utf8').digest())
    rows.push({ ...content, at: new Date(at), actorRoles: [...content.actorRoles], sequence: BigInt(sequence), actorKind: event.actor.kind, outcome: event.outcome,
      before: json(content.before), after: json(content.after), origin: content.origin as Prisma.InputJsonValue, previousHash: new Uint8Array(previousHash), hash })
    for (const { path, administratorId, salt, value } of kept) people.push({ tenantId, sequence: BigInt(sequence), path, administratorId, salt: new Uint8Array(salt), value })
    previousHash = hash
  }
  await tx.auditEvent.createMany({ data: rows })
  if (people.length) await tx.auditPerson.createMany({ data: people })
  await tx.$executeRaw`UPDATE audit_chain SET sequence = ${BigInt(sequence)}, hash = ${previousHash} WHERE tenant_id = ${tenantId}::uuid`
}

function json(value: unknown): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return value === null ? Prisma.DbNull : (value as Prisma.InputJsonValue)
}
