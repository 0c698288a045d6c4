/** Castellan as a whole, for tests: the production build, a database with the cast, a mailbox. All on free ports. */
import fs from 'node:fs'
import path from 'node:path'
import { build } from './build.mjs'
import { stopChild } from './child.mjs'
import { serve } from './serve.mjs'
import { freePort } from './embedded-postgres.mjs'
import { writeLocalEnvironment } from './local-environment.mjs'
import { startMailbox } from './mailbox.mjs'
import { root } from './prisma-cli.mjs'
import { castExists, seedCast } from './seed-cast.mjs'
import { startTestServer } from './test-server.mjs'

/**
 * @param {{ settings?: Record<string, string>, patient?: boolean }} [options] settings that differ from the usual ones of the test mode; whether
 * the server goes on waiting for its database where it would say "busy" otherwise, for tests that are not about that
 * @returns {Promise<import('./test-stack.d.mts').TestStack>}
 */
export async function startTestStack({ settings = {}, patient = false } = {}) {
  await build()
  const closers = []
  const stop = async () => {
    for (const close of closers) await close()
  }
  try {
    const postgres = await startTestServer()
    closers.unshift(postgres.leave)
    const database = await postgres.clone('stack')
    const [port, smtpPort, mailPort] = [await freePort(), await freePort(), await freePort()]
    const dataFolder = fs.mkdtempSync(path.join(root, '.data/test/stack-'))
    closers.push(async () => fs.rmSync(dataFolder, { recursive: true, force: true }))
    const environment = { ...writeLocalEnvironment({ dataFolder, mode: 'test', ...database, port, smtpPort }), ...settings }
    // The tests that need nobody run without it.
    if (castExists()) await seedCast(environment)
    const mailbox = await startMailbox({ smtpPort, webPort: mailPort, folder: path.join(dataFolder, 'mail') })
    closers.unshift(mailbox.stop)
    // For the server alone: whoever inherits this environment says for itself how long it waits.
    const app = await serve(patient ? { ...environment, NODE_OPTIONS: `--import=${new URL('patient-server.mjs', import.meta.url).href}` } : environment, path.join(root, '.data/test/server.log'))
    closers.unshift(() => stopChild(app))
    return { origin: environment.APP_ORIGIN, mailOrigin: `http://localhost:${mailPort}`, environment, app, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
