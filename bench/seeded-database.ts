// One database per size, kept between runs: a run seeds what is missing or was made by other migrations or another seed.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { newToken } from '@/lib/crypto/tokens'
import { storeAuditEvents } from '@/prisma/factories/audit-events'
import { storeCrowd } from '@/prisma/factories/people'
import type { Postgres } from '../scripts/embedded-postgres.d.mts'
import { migrate } from '../scripts/migrate.mjs'
import { connect, createDatabase, dropDatabase } from '../scripts/postgres-roles.mjs'
import { root } from '../scripts/prisma-cli.mjs'
import { storeOwner, storePlanted } from './planted-people'
import { storePowers } from './planted-powers'

export interface SeededDatabase {
  people: number
  appUrl: string
  ownerUrl: string
  superuserUrl: string
  tenantId: string
  /** of a Client Owner who is signed in */
  cookie: string
}

/** What a database holds; without events it has people alone. With requests: eligible roles too, and so many requests that are over. */
export interface Size { people: number; events?: number; requests?: number; /** another one like it */ copy?: string }

const SLUG = 'crowd'

/** What a database was made from; another stamp means to make it anew. */
function stamp({ events = 0, requests }: Size): string {
  const hash = createHash('sha256')
  const sources = [...(events > 0 ? ['prisma/factories/audit-events.ts'] : []), ...(requests === undefined ? [] : ['prisma/factories/pim-history.ts', 'bench/planted-powers.ts']), 'prisma/factories/people.ts', 'bench/planted-people.ts', ...fs.readdirSync(path.join(root, 'prisma/migrations')).map((name) => `prisma/migrations/${name}/migration.sql`)]
  for (const source of sources.toSorted()) if (fs.existsSync(path.join(root, source))) hash.update(fs.readFileSync(path.join(root, source)))
  return hash.digest('hex').slice(0, 12)
}

/** @returns the database with so many administrators and audit events, seeded when absent, and someone signed in */
export async function seededDatabase(server: Postgres, size: Size): Promise<SeededDatabase> {
  const { people, events = 0, requests, copy = 'history' } = size
  const family = requests !== undefined ? `bench_pim_${copy}_${requests}_` : events > 0 ? `bench_audit_${events}_` : `bench_${people}_`
  const name = `${family}${stamp(size)}`
  await dropOthers(server, family, name)
  const ownerUrl = server.ownerUrl(name)
  if (await createDatabase(server.superuserUrl(), name)) await fill(server, name, size)
  const client = await connect(ownerUrl)
  try {
    const { rows: [tenant] } = await client.query<{ id: string }>('SELECT id FROM tenant WHERE slug = $1', [SLUG])
    const { token, hash } = newToken('session')
    await client.query(
      `INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at, factor_used_at, factor_used_kind, fresh_factor_at)
       SELECT tenant_id, id, $2, castellan_now(), castellan_now(), castellan_now() + interval '12 hours', castellan_now(), 'totp', castellan_now() FROM administrator WHERE tenant_id = $1 AND email_key = 'owner@bench.example'`,
      [tenant!.id, Buffer.from(hash)],
    )
    return { people, appUrl: server.appUrl(name), ownerUrl, superuserUrl: server.superuserUrl(name), tenantId: tenant!.id, cookie: `castellan=${token}` }
  } finally {
    await client.end()
  }
}

async function fill(server: Postgres, name: string, { people, events = 0, requests }: Size): Promise<void> {
  const started = performance.now()
  process.stdout.write(`Seeding ${people.toLocaleString('en')} administrators${events > 0 ? ` and ${events.toLocaleString('en')} audit events` : ''}${requests ? ` and ${requests.toLocaleString('en')} requests for roles` : ''} … `)
  try {
    const ownerUrl = server.ownerUrl(name)
    migrate(ownerUrl, { quiet: true })
    const tenantId = await storeCrowd(ownerUrl, { slug: SLUG, people, passwords: true })
    await storePlanted(ownerUrl, tenantId)
    await storeOwner(ownerUrl, tenantId)
    if (requests !== undefined) await storePowers(server.superuserUrl(name), { tenantId, requests })
    if (events > 0) await storeAuditEvents(ownerUrl, { tenantId, events })
    const client = await connect(server.superuserUrl(name))
    await client.query("INSERT INTO database_mark (mode) VALUES ('demo')")
    await client.query('VACUUM ANALYZE')
    await client.end()
  } catch (error) {
    await dropDatabase(server.superuserUrl(), name)
    throw error
  }
  process.stdout.write(`${((performance.now() - started) / 1000).toFixed(0)} s\n`)
}

async function dropOthers(server: Postgres, family: string, keep: string): Promise<void> {
  const client = await connect(server.superuserUrl())
  const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database WHERE datname LIKE $1 AND datname <> $2', [`${family.replaceAll('_', '\\_')}%`, keep])
  await client.end()
  for (const { datname } of rows) await dropDatabase(server.superuserUrl(), datname)
}
