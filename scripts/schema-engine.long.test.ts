import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase } from '../prisma/factories/test-database'
import { connect, dropDatabase } from './postgres-roles.mjs'
import { prisma, root } from './prisma-cli.mjs'

const database = `${testDatabase.name}_engine`
const url = testDatabase.ownerUrl.replace(testDatabase.name, database)
let folder: string

/** Runs Prisma on the small project of this test. */
const run = (args: string[], at = url) => prisma([...args, '--config', path.join(folder, 'prisma.config.mjs')], { quiet: true, env: { MIGRATION_DATABASE_URL: at, NO_COLOR: '1' } })

function addMigration(name: string, sql: string) {
  fs.mkdirSync(path.join(folder, 'migrations', name), { recursive: true })
  fs.writeFileSync(path.join(folder, 'migrations', name, 'migration.sql'), sql)
}

beforeAll(() => {
  fs.mkdirSync(path.join(root, '.data/test'), { recursive: true })
  folder = fs.mkdtempSync(path.join(root, '.data/test/engine-'))
  fs.writeFileSync(path.join(folder, 'schema.prisma'), 'datasource db {\n  provider = "postgresql"\n}\nmodel thing {\n  id Int @id\n  label String\n}\n')
  fs.writeFileSync(
    path.join(folder, 'prisma.config.mjs'),
    `export default { schema: ${JSON.stringify(path.join(folder, 'schema.prisma'))}, migrations: { path: ${JSON.stringify(path.join(folder, 'migrations'))} }, datasource: { url: process.env.MIGRATION_DATABASE_URL } }\n`,
  )
  addMigration('1_things', 'CREATE TABLE thing (id int PRIMARY KEY, label text NOT NULL);\n')
  addMigration('2_words', "CREATE FUNCTION word() RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 'a;b'; END $$;\nINSERT INTO thing VALUES (1, word());\n")
  fs.writeFileSync(path.join(folder, 'migrations/migration_lock.toml'), 'provider = "postgresql"\n')
})

afterAll(async () => {
  fs.rmSync(folder, { recursive: true, force: true })
  await dropDatabase(testDatabase.superuserUrl, database)
})

it('makes the database, applies each migration whole (function bodies too), and the second time nothing', async () => {
  expect(run(['migrate', 'deploy'])).toContain('All migrations have been successfully applied.')
  expect(run(['migrate', 'deploy'])).toContain('No pending migrations to apply.')
  const client = await connect(url)
  const { rows } = await client.query('SELECT label FROM thing')
  await client.end()
  expect(rows).toEqual([{ label: 'a;b' }])
})

it('reads the database back, and compares it with the migrations in a shadow database that it removes', async () => {
  expect(run(['db', 'pull', '--print'])).toMatch(/model thing \{\s+id\s+Int\s+@id\s+label\s+String\s+\}/)
  expect(run(['migrate', 'diff', '--from-migrations', path.join(folder, 'migrations'), '--to-config-datasource', '--exit-code'])).toContain('No difference detected')
  const client = await connect(url)
  const { rows } = await client.query("SELECT datname FROM pg_database WHERE datname LIKE 'prisma_migrate_shadow_db_%'")
  await client.end()
  expect(rows).toEqual([])
})

it('says why a migration failed, stops there until somebody has looked, and then goes on', () => {
  addMigration('3_wrong', 'ALTER TABLE thing ADD COLUMN label text;\n')
  expect(() => run(['migrate', 'deploy'])).toThrow(/column "label" of relation "thing" already exists[\s\S]*3_wrong/)
  expect(() => run(['migrate', 'deploy'])).toThrow(/P3009[\s\S]*3_wrong/)
  run(['migrate', 'resolve', '--rolled-back', '3_wrong'])
  addMigration('3_wrong', 'ALTER TABLE thing ADD COLUMN note text;\n')
  expect(run(['migrate', 'deploy'])).toContain('All migrations have been successfully applied.')
})

it.each([
  ['a wrong password', () => url.replace(/:[^:@]+@/, ':wrong@'), /P1000[\s\S]*password authentication failed/],
  ['a server that is not there', () => url.replace(/:\d+\//, ':1/'), /P1001[\s\S]*ECONNREFUSED/],
])('answers %s with its own code', (_what, at, message) => {
  expect(() => run(['migrate', 'deploy'], at())).toThrow(message)
})
