/** The settings of a Castellan on this machine (demo, tests, development): made once, kept in the data folder, for nobody else to read. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

const defaultPorts = { PORT: 3000, MAIL_PORT: 1080, SMTP_PORT: 1025, PG_PORT: 5439, OPENID_PORT: 4100, SAML_PORT: 4101 }

/** @returns {{ PORT: number, MAIL_PORT: number, SMTP_PORT: number, PG_PORT: number, OPENID_PORT: number, SAML_PORT: number }} from the environment, else the usual ones */
export function localPorts() {
  return Object.fromEntries(
    Object.entries(defaultPorts).map(([name, usual]) => {
      const port = Number(process.env[name] || usual)
      if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${name} must be a port between 1 and 65535, not "${process.env[name]}".`)
      return [name, port]
    }),
  )
}

/**
 * Writes `env` in the data folder and returns what it says.
 * @param {object} options
 * @param {string} options.dataFolder
 * @param {'demo' | 'test'} options.mode
 * @param {string} options.databaseUrl as the application role
 * @param {string} options.migrationDatabaseUrl as the role that owns the tables
 * @param {number} options.port of the console
 * @param {number} options.smtpPort of the mailbox
 * @param {boolean} [options.outboundLoopback] whether identity providers may be on this machine
 * @returns {Record<string, string>}
 */
export function writeLocalEnvironment({ dataFolder, mode, databaseUrl, migrationDatabaseUrl, port, smtpPort, outboundLoopback = false }) {
  const environment = {
    CASTELLAN_MODE: mode,
    DATABASE_URL: databaseUrl,
    MIGRATION_DATABASE_URL: migrationDatabaseUrl,
    APP_ORIGIN: `http://localhost:${port}`,
    PORT: String(port),
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    MAIL_FROM: 'Castellan <no-reply@castellan.example>',
    DEFAULT_TENANT: 'acme',
    ...(outboundLoopback ? { OUTBOUND_LOOPBACK: 'on' } : {}),
    ...localSecrets(dataFolder, mode),
    // Tests sign in hundreds of times; the floor of what production accepts is enough for them.
    ...(mode === 'test' ? { HASH_MEMORY_KIB: '19456', HASH_ITERATIONS: '2' } : {}),
  }
  const lines = Object.entries(environment).map(([name, value]) => `${name}="${value}"\n`)
  writePrivately(path.join(dataFolder, 'env'), lines.join(''))
  return environment
}

/** The marks `demo-` and `test-` make production refuse these secrets. */
function localSecrets(dataFolder, mode) {
  const file = path.join(dataFolder, 'keys.json')
  const all = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {}
  if (!all[mode]) {
    all[mode] = {
      AUTH_SECRET: `${mode}-${randomBytes(32).toString('base64url')}`,
      ENCRYPTION_KEYS: `${mode}-1:${randomBytes(32).toString('base64')}`,
    }
    writePrivately(file, JSON.stringify(all, null, 2))
  }
  return all[mode]
}

function writePrivately(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  fs.writeFileSync(draft, text, { mode: 0o600 })
  fs.renameSync(draft, file)
}
