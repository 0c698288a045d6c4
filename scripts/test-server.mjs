/** The PostgreSQL that tests share: one server per checkout, one migrated template, a clone of it for whoever asks. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { isRunning, startPostgres } from './embedded-postgres.mjs'
import { prepareDatabase } from './local-database.mjs'
import { connect, createDatabase, dropDatabase, withLock } from './postgres-roles.mjs'
import { root } from './prisma-cli.mjs'

/** Held shared by every test run; whoever gets it alone is the last and stops the server. */
const RUN_LOCK = 7_264_002
export const testServerFolder = path.join(root, '.data/test/postgres')

/** @returns {Promise<import('./test-server.d.mts').TestServer>} */
export async function startTestServer() {
  const { server, holder, run } = await join()
  await dropLeftovers(server, holder)
  const template = await prepareTemplate(server)
  let clones = 0
  return {
    server,
    template,
    run,
    async clone(label = String((clones += 1))) {
      const name = `castellan_run_${run}_${label}`
      await createDatabase(server.superuserUrl(), name, template)
      return { name, databaseUrl: server.appUrl(name), migrationDatabaseUrl: server.ownerUrl(name) }
    },
    drop: (name) => dropDatabase(server.superuserUrl(), name),
    async leave() {
      await dropMine(server, run)
      await holder.query('SELECT pg_advisory_unlock_shared($1)', [RUN_LOCK])
      await stopWhenLast(server, holder)
    },
  }
}

/** Stops a server that a killed run has left. */
export async function stopIdleTestServer() {
  if (!isRunning(testServerFolder)) return
  const server = await startPostgres({ folder: testServerFolder, durable: false })
  await stopWhenLast(server, await connect(server.superuserUrl()))
}

async function stopWhenLast(server, client) {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS last', [RUN_LOCK])
  await client.end()
  if (rows[0].last) await server.stop()
}

/** Another run may be stopping the server just now: then it is started anew. */
async function join(triesLeft = 5) {
  const server = await startPostgres({ folder: testServerFolder, durable: false })
  try {
    const holder = await connect(`${server.superuserUrl()}?application_name=castellan-test-run`)
    await holder.query('SELECT pg_advisory_lock_shared($1)', [RUN_LOCK])
    const { rows } = await holder.query('SELECT pg_backend_pid() AS pid')
    return { server, holder, run: rows[0].pid }
  } catch (error) {
    if (triesLeft === 0) throw error
    return join(triesLeft - 1)
  }
}

async function prepareTemplate(server) {
  const name = `castellan_template_${migrationsHash()}`
  await withLock(server.superuserUrl(), async (client) => {
    const { rows } = await client.query("SELECT datname, datistemplate FROM pg_database WHERE datname LIKE 'castellan\\_template\\_%'")
    if (rows.some(({ datname, datistemplate }) => datname === name && datistemplate)) return
    for (const { datname } of rows) {
      // Of other migrations, or left half made by a killed run.
      await client.query(`ALTER DATABASE ${client.escapeIdentifier(datname)} IS_TEMPLATE false`)
      await client.query(`DROP DATABASE ${client.escapeIdentifier(datname)} WITH (FORCE)`)
    }
    await prepareDatabase(server, name, 'test')
    await client.query(`ALTER DATABASE ${client.escapeIdentifier(name)} IS_TEMPLATE true`)
  })
  return name
}

function migrationsHash() {
  const folder = path.join(root, 'prisma/migrations')
  const hash = createHash('sha256')
  for (const file of fs.readdirSync(folder, { recursive: true }).sort()) {
    if (file.endsWith('.sql')) hash.update(file).update(fs.readFileSync(path.join(folder, file)))
  }
  return hash.digest('hex').slice(0, 16)
}

/** Clones of runs that were killed: their number belongs to no run that holds a connection. */
async function dropLeftovers(server, holder) {
  const { rows } = await holder.query(
    `SELECT datname FROM pg_database WHERE datname LIKE 'castellan\\_run\\_%'
     AND split_part(datname, '_', 3) NOT IN (SELECT pid::text FROM pg_stat_activity WHERE application_name = 'castellan-test-run')`,
  )
  for (const { datname } of rows) await dropDatabase(server.superuserUrl(), datname)
}

async function dropMine(server, run) {
  const client = await connect(server.superuserUrl())
  const { rows } = await client.query('SELECT datname FROM pg_database WHERE datname LIKE $1', [`castellan\\_run\\_${run}\\_%`])
  await client.end()
  for (const { datname } of rows) await dropDatabase(server.superuserUrl(), datname)
}
