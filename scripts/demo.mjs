/**
 * `npm run demo`: from a fresh clone to the console in the browser, with nothing but Node and npm.
 * Everything it needs is made in .data; `--reset` starts over. Ctrl-C stops all of it.
 */
import fs from 'node:fs'
import path from 'node:path'
import { stopChild, stopChildren } from './child.mjs'
import { installPackages } from './install.mjs'
import { localPorts, writeLocalEnvironment } from './local-environment.mjs'
import { createSteps } from './steps.mjs'

const root = path.resolve(import.meta.dirname, '..')
const dataFolder = path.join(root, '.data')
const postgresFolder = path.join(dataFolder, 'postgres')
const closers = []
let ending = null

async function main() {
  const step = createSteps(6)
  const ports = localPorts()
  await step('Packages', installPackages)
  // Only now is there anything to import that comes from a package.
  const { portIsFree, removePostgres, startPostgres } = await import('./embedded-postgres.mjs')
  const { openDemoDatabase, readCast } = await import('./demo-database.mjs')
  const { build } = await import('./build.mjs')
  const { startMailbox } = await import('./mailbox.mjs')
  // The mailbox is a second of code to read; there is time for it while PostgreSQL starts. What is wrong with it is said where it is used.
  import('maildev').catch(() => undefined)
  const { serve } = await import('./serve.mjs')

  for (const name of ['PORT', 'MAIL_PORT', 'SMTP_PORT']) {
    if (!(await portIsFree(ports[name]))) throw new Error(`Port ${ports[name]} is taken by another program. Stop that program, or choose another port: ${name}=${ports[name] + 1} npm run demo`)
  }
  if (process.argv.includes('--reset')) {
    removePostgres(postgresFolder)
    for (const name of ['env', 'keys.json', 'mail', 'server.log']) fs.rmSync(path.join(dataFolder, name), { recursive: true, force: true })
  }

  const server = await step('PostgreSQL', () => startPostgres({ folder: postgresFolder, port: ports.PG_PORT }))
  closers.unshift(server.stop)
  const settings = (urls) => writeLocalEnvironment({ dataFolder, mode: 'demo', ...urls, port: ports.PORT, smtpPort: ports.SMTP_PORT })
  const environment = settings(await step('Migrations and the cast', () => openDemoDatabase(server, settings)))
  await step('Production build', async () => ((await build()) ? 'built' : 'nothing has changed'))
  const mailbox = await step('Mailbox', () => startMailbox({ smtpPort: ports.SMTP_PORT, webPort: ports.MAIL_PORT, folder: path.join(dataFolder, 'mail') }))
  closers.unshift(mailbox.stop)
  const app = await step('Console', () => serve(environment, path.join(dataFolder, 'server.log')))
  closers.unshift(() => stopChild(app))
  app.on('exit', () => void end(1, `The console has stopped by itself. Its last words are in ${path.join('.data', 'server.log')}.`))

  console.log(await welcome(ports, await readCast(environment.MIGRATION_DATABASE_URL)))
}

async function welcome(ports, { people, password }) {
  const widths = [Math.max(...people.map(({ email }) => email.length)), Math.max(...people.map(({ roles }) => roles.length))]
  const lines = people.map(({ email, roles, note }) => `    ${email.padEnd(widths[0])}  ${roles.padEnd(widths[1])}  ${note}`.trimEnd())
  return `
  Console   http://localhost:${ports.PORT}
  Mailbox   http://localhost:${ports.MAIL_PORT}

  ${password ? `Everybody's password is ${password}` : 'Nobody has a password yet'}
${lines.join('\n')}

  Ctrl-C stops everything. The data stay in .data; "npm run demo -- --reset" starts over.
`
}

/** Stops what was started, the last first. A second Ctrl-C does not wait. */
function end(code, message) {
  if (ending) return ending
  if (message) console.error(`\n${message}`)
  ending = (async () => {
    for (const close of closers) await Promise.resolve(close()).catch((error) => console.error(error.message))
    await stopChildren()
    process.exit(code)
  })()
  return ending
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (ending) process.exit(130)
    console.log('\nStopping …')
    void end(0)
  })
}

try {
  await main()
} catch (error) {
  if (!ending) await end(1, error.message)
}
