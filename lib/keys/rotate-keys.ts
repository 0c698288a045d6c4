import 'server-only'
import { submissionContext } from '@/lib/actions/idempotency'
import { currentKeyId, reseal } from '@/lib/crypto/seal'
import { pool } from '@/lib/db/client'
import { withdrawnContext } from '@/lib/invitations/withdrawn-links'
import { sealContext } from '@/lib/jobs/enqueue-job'
import { factorContext } from '@/lib/mfa/totp'
import { credentialContext, passageContext, type Passage } from '@/lib/sso/sealed-places'

/** At a time: no statement comes near its time limit or holds many rows. */
const BATCH = 500

type Row = Readonly<Record<string, string>>

/** Where something is sealed. */
interface SealedPlace {
  what: string
  table: string
  /** gives the sealed text */
  sealed: string
  /** puts a new one (parameter 1) in its place */
  set: string
  /** the primary key, column by column with its type: rows are walked along it and found again by it */
  key: readonly (readonly [column: string, type: 'uuid' | 'bytea' | 'text'])[]
  /** further columns that the seal is bound to */
  also: readonly string[]
  context: (row: Row) => string
}

/** Something sealed for minutes, in a row known by tenant and id. */
function onTheWay(what: string, passage: Passage, table: string, sealed: string): SealedPlace {
  return { what, table, sealed, set: `${sealed} = $1`, key: [['tenant_id', 'uuid'], ['id', 'uuid']], also: [], context: (row) => passageContext(passage, { tenantId: row.tenant_id!, id: row.id! }) }
}

const PLACES: readonly SealedPlace[] = [
  {
    what: 'second factors', table: 'second_factor', sealed: 'secret_sealed', set: 'secret_sealed = $1', key: [['tenant_id', 'uuid'], ['id', 'uuid']], also: ['administrator_id'],
    context: (row) => factorContext({ tenantId: row.tenant_id!, administratorId: row.administrator_id!, factorId: row.id! }),
  },
  {
    what: 'secrets of connections', table: 'sso_credential', sealed: 'sealed', set: 'sealed = $1', key: [['tenant_id', 'uuid'], ['id', 'uuid']], also: ['connection_id'],
    context: (row) => credentialContext({ tenantId: row.tenant_id!, connectionId: row.connection_id!, credentialId: row.id! }),
  },
  onTheWay('trips to providers', 'request-secrets', 'sso_request', 'secrets_sealed'),
  onTheWay('answers that wait to be handed over', 'request-hand-over', 'sso_request', 'hand_over_sealed'),
  onTheWay('answers of providers', 'request-answer', 'sso_request', 'answer_sealed'),
  onTheWay('links that wait', 'pending-link', 'sso_pending_link', 'answer_sealed'),
  onTheWay('second steps after single sign-on', 'pending-sign-in', 'pending_sign_in', 'sso_answer_sealed'),
  { what: 'waiting jobs', table: 'job', sealed: 'sealed', set: 'sealed = $1', key: [['id', 'uuid']], also: ['tenant_id'], context: (row) => sealContext(row.tenant_id ?? null, row.id!) },
  {
    what: 'links of withdrawn invitations', table: 'withdrawn_link', sealed: 'sealed', set: 'sealed = $1', key: [['token_hash', 'bytea']], also: ['tenant_id', 'administrator_id'],
    context: (row) => withdrawnContext({ tenantId: row.tenant_id!, administratorId: row.administrator_id! }),
  },
  {
    what: 'kept answers', table: 'idempotency_key', sealed: "(result ->> 'sealed')", set: "result = jsonb_build_object('sealed', $1::text)", key: [['scope', 'text'], ['key', 'uuid']], also: [],
    context: (row) => submissionContext({ scope: row.scope!, key: row.key! }),
  },
]

export interface Rotated {
  what: string
  resealed: number
  /** sealed with a key that is not on the ring, or not what was sealed: left as they are */
  unreadable: number
}

/** What goes on needing a key that is not the first: these cannot be made anew without their owners. */
export interface StillNeeded {
  keyId: string
  passwords: number
  recoveryCodes: number
}

/**
 * Seals everything anew with the first key of the ring, batch by batch. Each row is replaced only if it is still what was read, so it may
 * run while the servers serve, be cut off anywhere, and run again; a second run finds nothing to do.
 */
export async function rotateKeys(): Promise<{ rotated: Rotated[]; still: StillNeeded[] }> {
  const rotated: Rotated[] = []
  for (const place of PLACES) rotated.push(await rotatePlace(place))
  const { rows } = await pool().query<StillNeeded>(`
    SELECT key_id AS "keyId", sum(passwords)::int AS passwords, sum(codes)::int AS "recoveryCodes" FROM (
      SELECT pepper_key_id AS key_id, count(*) AS passwords, 0 AS codes FROM password_credential GROUP BY 1
      UNION ALL SELECT key_id, 0, count(*) FROM recovery_code WHERE used_at IS NULL GROUP BY 1
    ) counted WHERE key_id IS NOT NULL AND key_id <> $1 GROUP BY 1 ORDER BY 1`, [currentKeyId()])
  return { rotated, still: rows }
}

async function rotatePlace(place: SealedPlace): Promise<Rotated> {
  const done = { what: place.what, resealed: 0, unreadable: 0 }
  for (let after: Row | null = null; ;) {
    const rows: Row[] = await readBatch(place, after)
    for (const row of rows) {
      const next = tryReseal(row.sealed!, place.context(row))
      if (next === null) done.unreadable += 1
      else done.resealed += await replace(place, row, next)
    }
    if (rows.length < BATCH) return done
    after = rows.at(-1)!
  }
}

/** @param after the row to go on behind */
async function readBatch({ table, sealed, key, also }: SealedPlace, after: Row | null): Promise<Row[]> {
  const columns = [...key.map(([column]) => column), ...also].map((column) => `${column}::text AS ${column}`).join(', ')
  const along = key.map(([column]) => column).join(', ')
  const behind = after ? `AND (${along}) > (${key.map(([, type], index) => `$${index + 2}::${type}`).join(', ')})` : ''
  const { rows } = await pool().query<Record<string, string>>(
    `SELECT ${columns}, ${sealed} AS sealed FROM ${table} t WHERE ${sealed} IS NOT NULL AND NOT starts_with(${sealed}, $1) ${behind} ORDER BY ${key.map(([column]) => `t.${column}`).join(', ')} LIMIT ${BATCH}`,
    [`${currentKeyId()}.`, ...(after ? key.map(([column]) => after[column]) : [])])
  return rows
}

async function replace({ table, sealed, set, key }: SealedPlace, row: Row, next: string): Promise<number> {
  const found = key.map(([column, type], index) => `${column} = $${index + 3}::${type}`).join(' AND ')
  const { rowCount } = await pool().query(`UPDATE ${table} SET ${set} WHERE ${found} AND ${sealed} = $2`, [next, row.sealed, ...key.map(([column]) => row[column])])
  return rowCount ?? 0
}

function tryReseal(sealed: string, context: string): string | null {
  try {
    return reseal(sealed, context)
  } catch {
    return null
  }
}
