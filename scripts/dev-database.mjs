/**
 * A database to develop against: `node scripts/dev-database.mjs [demo|test]` leaves the embedded server running in .data,
 * `--stop` ends it, `--reset` starts over. Writes .data/env, which `scripts/run.mjs` reads.
 */
import path from 'node:path'
import { removePostgres, startPostgres, stopPostgres } from './embedded-postgres.mjs'
import { generate } from './generate.mjs'
import { prepareDatabase } from './local-database.mjs'
import { localPorts, writeLocalEnvironment } from './local-environment.mjs'
import { root } from './prisma-cli.mjs'

const dataFolder = path.join(root, '.data')
const folder = path.join(dataFolder, 'postgres')
const options = process.argv.slice(2)

if (options.includes('--stop')) {
  console.log(stopPostgres(folder) ? 'Stopped.' : 'It was not running.')
} else {
  if (options.includes('--reset')) removePostgres(folder)
  const mode = options.includes('test') ? 'test' : 'demo'
  generate()
  const { PORT, SMTP_PORT, PG_PORT } = localPorts()
  const server = await startPostgres({ folder, port: PG_PORT })
  const urls = await prepareDatabase(server, `castellan_${mode}`, mode)
  writeLocalEnvironment({ dataFolder, mode, ...urls, port: PORT, smtpPort: SMTP_PORT })
  console.log(`DATABASE_URL=${urls.databaseUrl}\nMIGRATION_DATABASE_URL=${urls.migrationDatabaseUrl}`)
}
