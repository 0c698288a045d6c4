// What the measures share in one run: PostgreSQL, a database per size, the production build, the floors. Each is made when first asked for.
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import type { Postgres } from '../scripts/embedded-postgres.d.mts'
import { build } from '../scripts/build.mjs'
import { startPostgres } from '../scripts/embedded-postgres.mjs'
import { root } from '../scripts/prisma-cli.mjs'
import { buildFloors } from './build-floors'
import { startServer, type RunningServer } from './running-server'
import { seededDatabase, type SeededDatabase, type Size } from './seeded-database'

export type FloorKind = 'next' | 'node'

export interface Rig {
  /** Small sizes and short loads: to see that a measure works, not what it says. */
  quick: boolean
  /** smallest first */
  sizes: readonly number[]
  database: (people: number) => Promise<SeededDatabase>
  /** The same, with few people and so many audit events. */
  audit: (events: number) => Promise<SeededDatabase>
  /** The same with eligible roles and so many requests of the past; `copy` names one beside another. */
  requests: (requests: number, copy?: string) => Promise<SeededDatabase>
  /** Castellan, the production build, on that database; the caller stops it. */
  console: (database: Pick<SeededDatabase, 'appUrl'>, settings?: Record<string, string>) => Promise<RunningServer>
  /** The bare Next application or the bare node:http server on that database; the caller stops it. */
  floor: (kind: FloorKind, database: SeededDatabase) => Promise<RunningServer>
  end: () => Promise<void>
}

const folder = path.join(root, '.data/bench')
// Room for the indexes of a million people, as a deployment of that size would give.
const SETTINGS = { shared_buffers: '1GB', max_wal_size: '8GB', maintenance_work_mem: '512MB', jit: 'off' }

const PEOPLE_OF_AN_AUDIT = 2000
const PEOPLE_OF_REQUESTS = 20_000

/** Of this run; what is hashed here can be verified there. */
export const secrets = {
  AUTH_SECRET: `demo-${randomBytes(48).toString('base64')}`,
  ENCRYPTION_KEYS: `demo-1:${randomBytes(32).toString('base64')}`,
}

/** What is asked for twice at once is made once. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

export function makeRig({ quick }: { quick: boolean }): Rig {
  let postgres: Postgres | undefined
  const server = once(async () => (postgres = await startPostgres({ folder: path.join(folder, 'postgres'), settings: SETTINGS })))
  const built = once(async () => build())
  const floorsBuilt = once(async () => buildFloors())
  const databases = new Map<string, () => Promise<SeededDatabase>>()
  const databaseOf = async (size: Size): Promise<SeededDatabase> => {
    const key = `${size.people} ${size.events ?? 0} ${size.requests ?? ''} ${size.copy ?? ''}`
    if (!databases.has(key)) databases.set(key, once(async () => seededDatabase(await server(), size)))
    return databases.get(key)!()
  }
  return {
    quick,
    sizes: quick ? [1000, 20_000] : [1000, 100_000, 1_000_000],
    database: async (people) => databaseOf({ people }),
    audit: async (events) => databaseOf({ people: PEOPLE_OF_AN_AUDIT, events }),
    requests: async (requests, copy) => databaseOf({ people: PEOPLE_OF_REQUESTS, requests, ...(copy === undefined ? {} : { copy }) }),
    console: async ({ appUrl }, settings = {}) => {
      await built()
      const start = path.join(root, 'scripts/start.mjs')
      const environment = (port: number) => ({ CASTELLAN_MODE: 'demo', HOSTNAME: '127.0.0.1', DATABASE_URL: appUrl, APP_ORIGIN: `http://localhost:${port}`, PORT: String(port), SMTP_URL: 'smtp://127.0.0.1:9', DEFAULT_TENANT: 'crowd', ...secrets, ...settings })
      return startServer({ args: () => [start], env: environment, readyPath: '/api/ready', logFile: path.join(folder, 'console.log') })
    },
    floor: async (kind, { appUrl, tenantId }) => {
      const env = () => ({ DATABASE_URL: appUrl, BENCH_TENANT: tenantId })
      if (kind === 'node') {
        const args = (port: number) => ['--conditions=react-server', '--import', 'tsx', path.join(root, 'bench/floors/plain-server.ts'), String(port)]
        return startServer({ args, env, readyPath: '/ready', logFile: path.join(folder, 'floors.log') })
      }
      const next = await floorsBuilt()
      const args = (port: number) => [next, 'start', path.join(root, 'bench/floors'), '--port', String(port), '--hostname', '127.0.0.1']
      return startServer({ args, env, readyPath: '/ready', logFile: path.join(folder, 'floors.log') })
    },
    end: async () => postgres?.stop(),
  }
}
