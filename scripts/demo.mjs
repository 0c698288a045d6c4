/**
 * `npm run demo`: from a fresh clone to the console in the browser, with nothing but Node and npm.
 * Everything it needs is made in .data; `--reset` starts over, `--sso` adds identity providers to sign in with. Ctrl-C stops all of it.
 */
import fs from 'node:fs'
import path from 'node:path'
import { runToEnd, stopChild, stopChildren } from './child.mjs'
import { installPackages } from './install.mjs'
import { localPorts, writeLocalEnvironment } from './local-environment.mjs'
import { createSteps } from './steps.mjs'

const root = path.resolve(import.meta.dirname, '..')
const dataFolder = path.join(root, '.data')
const postgresFolder = path.join(dataFolder, 'postgres')
const closers = []
let ending = null

async function main() {
  const sso = process.argv.includes('--sso')
  const step = createSteps(sso ? 7 : 6)
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
  const { startProviders, switchProvidersOff } = await import('./demo-sso/start-providers.mjs')

  for (const name of ['PORT', 'MAIL_PORT', 'SMTP_PORT', ...(sso ? ['OPENID_PORT', 'SAML_PORT'] : [])]) {
    if (!(await portIsFree(ports[name]))) throw new Error(`Port ${ports[name]} is taken by another program. Stop that program, or choose another port: ${name}=${ports[name] + 1} npm run demo`)
  }
  if (process.argv.includes('--reset')) {
    removePostgres(postgresFolder)
    for (const name of ['env', 'keys.json', 'identity-providers.json', 'mail', 'server.log']) fs.rmSync(path.join(dataFolder, name), { recursive: true, force: true })
  }

  const server = await step('PostgreSQL', () => startPostgres({ folder: postgresFolder, port: ports.PG_PORT }))
  closers.unshift(server.stop)
  const settings = (urls) => writeLocalEnvironment({ dataFolder, mode: 'demo', ...urls, port: ports.PORT, smtpPort: ports.SMTP_PORT, outboundLoopback: sso })
  const environment = settings(await step('Migrations and the cast', () => openDemoDatabase(server, settings)))
  await step('Production build', async () => ((await build()) ? 'built' : 'nothing has changed'))
  const keys = runToEnd(process.execPath, ['scripts/run.mjs', 'scripts/demo-code.ts', '--keys'], { cwd: root, env: environment }).catch(() => '')
  const mailbox = await step('Mailbox', () => startMailbox({ smtpPort: ports.SMTP_PORT, webPort: ports.MAIL_PORT, folder: path.join(dataFolder, 'mail') }))
  closers.unshift(mailbox.stop)
  const providers = sso ? await step('Identity providers', () => startProviders({ environment, dataFolder, openidPort: ports.OPENID_PORT, samlPort: ports.SAML_PORT })) : await switchProvidersOff(environment.MIGRATION_DATABASE_URL)
  if (providers) closers.unshift(providers.stop)
  const app = await step('Console', () => serve(environment, path.join(dataFolder, 'server.log')))
  closers.unshift(() => stopChild(app))
  app.on('exit', () => void end(1, `The console has stopped by itself. Its last words are in ${path.join('.data', 'server.log')}.`))

  console.log(await welcome(ports, await readCast(environment.MIGRATION_DATABASE_URL), (await keys).trim(), providers?.said))
}

async function welcome(ports, { people, password }, keys, providers) {
  const widths = [Math.max(...people.map(({ email }) => email.length)), Math.max(...people.map(({ roles }) => roles.length))]
  const lines = people.map(({ email, roles, note }) => `    ${email.padEnd(widths[0])}  ${roles.padEnd(widths[1])}  ${note}`.trimEnd())
  return `
  Console   http://localhost:${ports.PORT}
  Mailbox   http://localhost:${ports.MAIL_PORT}
${providers ? `\n  Also sign in with ${providers.join(' or ')}, by their buttons on the sign-in page\n` : ''}
  ${password ? `Everybody's password is ${password}` : 'Nobody has a password yet'}
${lines.join('\n')}
${keys ? appLines(keys) : ''}
  Ctrl-C stops everything. The data stay in .data; "npm run demo -- --reset" starts over.
`
}

/** Whoever has an app is asked for its code when they sign in. */
function appLines(keys) {
  const lines = keys.split('\n').map((line) => line.split(' '))
  const width = Math.max(...lines.map(([email]) => email.length))
  return `
  With an app means a code as well: npm run demo:code -- ${lines[0][0].split('@')[0]}
  Or type these keys into an authenticator app of yours:
${lines.map(([email, key]) => `    ${email.padEnd(width)}  ${key}`).join('\n')}
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
