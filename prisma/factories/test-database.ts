/**
 * A database of its own for each integration test file, set up before the file is read (vitest.config.ts names this file):
 * `env().DATABASE_URL` leads to it. The file is isolated, so nothing that one file stores is seen by another.
 */
import { randomBytes } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { createDatabase, dropDatabase } from '../../scripts/postgres-roles.mjs'

const { superuserUrl, appUrl, ownerUrl, template, run } = inject('testServer')
const name = `castellan_run_${run}_${randomBytes(4).toString('hex')}`
await createDatabase(superuserUrl, name, template)
// Ten connections for many at once on a machine that may stand still: what is "busy" then is the machine.
Object.assign(globalThis, { castellanPatience: { connection: 60_000, begin: 60_000, transaction: 60_000, statement: 60_000, lock: 60_000, idle: 60_000 } })

/** The file's database, for tests that need another role than the application's. */
export const testDatabase = { name, appUrl: appUrl + name, ownerUrl: ownerUrl + name, superuserUrl: superuserUrl.replace(/[^/]*$/, name) }

Object.assign(process.env, {
  CASTELLAN_MODE: 'test',
  DATABASE_URL: testDatabase.appUrl,
  MIGRATION_DATABASE_URL: testDatabase.ownerUrl,
  APP_ORIGIN: 'http://localhost:3000',
  AUTH_SECRET: 'test-only-secret-that-production-refuses',
  ENCRYPTION_KEYS: `test-1:${Buffer.alloc(32, 'castellan').toString('base64')}`,
  SMTP_URL: 'smtp://localhost:1025',
  DEFAULT_TENANT: 'acme',
  HASH_MEMORY_KIB: '19456',
  HASH_ITERATIONS: '2',
  LOG_LEVEL: 'silent',
  // The identity providers of the tests are on this very machine.
  OUTBOUND_LOOPBACK: 'on',
})

afterAll(async () => dropDatabase(superuserUrl, name))
