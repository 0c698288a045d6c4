// People who change their own name again and again, each change under its own key, repeated under the same key until the answer is sure.
// Afterwards version and audit tell exactly how often it took effect.
import { randomUUID } from 'node:crypto'
import { newToken } from '@/lib/crypto/tokens'
import { callAction, offeredActions, type OfferedAction } from '../guards/call-action'
import type { FaultyStack } from './faulty-stack'

export interface VirtualUser {
  administratorId: string
  cookie: string
  /** what was acknowledged last */
  version: number
  /** answers that were no success, by what they said */
  failures: Map<string, number>
  /** performance.now() of each success */
  successes: number[]
}

/** Makes people in Acme with a session each. */
export async function makeVirtualUsers({ query }: FaultyStack, count: number): Promise<VirtualUser[]> {
  const users: VirtualUser[] = []
  for (let index = 0; index < count; index += 1) {
    const { token, hash } = newToken('session')
    const [row] = await query<{ id: string }>(
      `WITH person AS (
         INSERT INTO administrator (tenant_id, pool_id, status, given_name, family_name, email, email_key, activated_at)
         SELECT p.tenant_id, p.id, 'active', 'Virtual', $1, $2, $2, castellan_now() FROM identity_pool p JOIN tenant t ON t.id = p.tenant_id WHERE t.slug = 'acme' AND p.built_in RETURNING tenant_id, pool_id, id
       ), named AS (
         INSERT INTO identifier (tenant_id, pool_id, administrator_id, type, value, value_key) SELECT tenant_id, pool_id, id, 'email', $2, $2 FROM person
       ), granted AS (
         INSERT INTO role_grant (tenant_id, administrator_id, role, scope, source, starts_at) SELECT tenant_id, id, 'readonly_viewer', 'tenant', 'seed', castellan_now() FROM person
       ) INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at, fresh_factor_at)
         SELECT tenant_id, id, $3, castellan_now(), castellan_now(), castellan_now() + interval '12 hours', castellan_now() FROM person RETURNING administrator_id AS id`,
      [String(index), `virtual${index}-${randomUUID().slice(0, 8)}@acme.example`, Buffer.from(hash)],
    )
    users.push({ administratorId: row!.id, cookie: token, version: 1, failures: new Map(), successes: [] })
  }
  return users
}

export interface Load {
  /** no new changes; resolves when each user knows what became of the last one */
  end: () => Promise<void>
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Lets all of them work until the load is ended. */
export function startLoad(users: readonly VirtualUser[]): Load {
  const rename = offeredActions().find(({ where }) => where === 'lib/account/actions.ts rename')!
  let ending = false
  const working = users.map(async (user) => {
    while (!ending) await changeName(user, rename)
  })
  return {
    end: async () => {
      ending = true
      await Promise.all(working)
    },
  }
}

async function changeName(user: VirtualUser, action: OfferedAction): Promise<void> {
  const key = randomUUID()
  const input = { version: user.version, givenName: 'Virtual', familyName: `after ${user.version}` }
  for (;;) {
    const said = await attempt(user, action, input, key)
    if (typeof said === 'number') {
      user.version = said
      user.successes.push(performance.now())
      return
    }
    user.failures.set(said, (user.failures.get(said) ?? 0) + 1)
    await pause(20)
  }
}

async function attempt(user: VirtualUser, action: OfferedAction, input: object, key: string): Promise<number | string> {
  try {
    const { status, result } = await callAction({ action, args: [input, key], cookie: user.cookie, crowding: true })
    if (result?.ok) return (result.data as { version: number }).version
    return result?.error?.code ?? String(status)
  } catch {
    return 'no answer'
  }
}

/** @returns where what was acknowledged and what stands there differ; empty when each change took effect exactly once */
export async function lostOrDoubled({ query }: FaultyStack, users: readonly VirtualUser[]): Promise<string[]> {
  const rows = await query<{ id: string; version: number; events: number }>(
    `SELECT a.id, a.version, (SELECT count(*)::integer FROM audit_event e WHERE e.tenant_id = a.tenant_id AND e.actor_id = a.id AND e.action = 'profile.updated' AND e.outcome = 'done') AS events
     FROM administrator a WHERE a.id = ANY ($1)`,
    [users.map(({ administratorId }) => administratorId)],
  )
  const stored = new Map(rows.map((row) => [row.id, row]))
  return users.flatMap(({ administratorId, version }) => {
    const row = stored.get(administratorId)
    return row?.version === version && row.events === version - 1 ? [] : [`${administratorId}: acknowledged ${version}, stored ${row?.version}, events ${row?.events}`]
  })
}

/** @returns everything that was said instead of a success */
export const failuresOf = (users: readonly VirtualUser[]): string[] => [...new Set(users.flatMap(({ failures }) => [...failures.keys()]))].toSorted()
