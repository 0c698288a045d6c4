/** `npm run migrate` is killed in the middle of a migration. What docs/operations.md says then is what is done here. */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { migrate } from '../scripts/migrate.mjs'
import { connect, createDatabase, dropDatabase } from '../scripts/postgres-roles.mjs'
import { prisma, root } from '../scripts/prisma-cli.mjs'
import { testDatabase } from './factories/test-database'

const MIGRATION = '20261121113000_withdrawn_invitations'
const name = `${testDatabase.name}_killed`
const urlOf = (url: string) => url.replace(/[^/]*$/, name)
const ownerUrl = urlOf(testDatabase.ownerUrl)
const server = testDatabase.superuserUrl.replace(/[^/]*$/, 'postgres')

afterEach(async () => dropDatabase(server, name))

async function ask<R>(url: string, text: string): Promise<R[]> {
  const client = await connect(url)
  try {
    return (await client.query(text)).rows as R[]
  } finally {
    await client.end()
  }
}

/** Every column and every index, as the database tells them. */
const shapeOf = async (url: string) => [
  await ask(url, "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_prisma%' ORDER BY 1, 2"),
  await ask(url, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE '\\_prisma%' ORDER BY 1"),
]

// The first index of that migration waits as long as the row is there. In a schema apart: Prisma begins in an empty one only.
const WAIT = `
CREATE SCHEMA apart; GRANT USAGE ON SCHEMA apart TO PUBLIC;
CREATE TABLE apart.waits AS SELECT true AS here; GRANT SELECT ON apart.waits TO PUBLIC;
CREATE FUNCTION apart.wait_here() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
  IF to_regclass('public.withdrawn_link') IS NULL THEN RETURN; END IF;
  WHILE EXISTS (SELECT FROM apart.waits) LOOP PERFORM pg_sleep(0.02); END LOOP;
END $$;
CREATE EVENT TRIGGER wait_here ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION apart.wait_here()`

it.each([
  ['the database ends its half as well: nothing of it remains', 'SELECT pg_terminate_backend(pid)', '--rolled-back'],
  ['the database finishes its half: all of it is there', 'SELECT pid', '--applied'],
] as const)('[F26] kill -9 in the middle of a migration, and %s; the next run stops, is told which it was, and completes', async (_what, meanwhile, resolution) => {
  const superuser = urlOf(testDatabase.superuserUrl)
  await createDatabase(server, name)
  await ask(superuser, WAIT)
  const command = spawn(process.execPath, [path.join(root, 'scripts/migrate.mjs')], { cwd: root, detached: true, stdio: 'ignore', env: { ...process.env, MIGRATION_DATABASE_URL: ownerUrl } })
  const gone = new Promise((resolve) => command.once('exit', resolve))
  const atWork = `FROM pg_stat_activity WHERE datname = '${name}' AND usename = 'castellan_owner'`
  await vi.waitFor(async () => expect(await ask(superuser, `SELECT 1 ${atWork} AND wait_event = 'PgSleep'`)).toHaveLength(1), { timeout: 60_000, interval: 20 })
  process.kill(-command.pid!, 'SIGKILL')
  await gone
  await ask(superuser, `${meanwhile} ${atWork}`)
  await ask(superuser, 'DELETE FROM apart.waits')
  await vi.waitFor(async () => expect(await ask(superuser, `SELECT 1 ${atWork}`)).toEqual([]), { timeout: 20_000, interval: 20 })
  await ask(superuser, 'DROP EVENT TRIGGER wait_here; DROP SCHEMA apart CASCADE')

  const [left] = await ask<{ there: boolean }>(superuser, "SELECT to_regclass('withdrawn_link_age') IS NOT NULL AS there")
  expect(left!.there).toBe(resolution === '--applied')
  expect(() => migrate(ownerUrl, { quiet: true })).toThrow(/P3009/)
  prisma(['migrate', 'resolve', resolution, MIGRATION], { quiet: true, env: { MIGRATION_DATABASE_URL: ownerUrl } })
  migrate(ownerUrl, { quiet: true })
  expect(await shapeOf(ownerUrl)).toEqual(await shapeOf(testDatabase.ownerUrl))
})
