// Castellan as a whole on a PostgreSQL of its own, so that both can be killed. Durable: what was acknowledged must be there afterwards.
import fs from 'node:fs'
import path from 'node:path'
import { build } from '../../scripts/build.mjs'
import { stopChild } from '../../scripts/child.mjs'
import { freePort, startPostgres } from '../../scripts/embedded-postgres.mjs'
import type { Postgres } from '../../scripts/embedded-postgres.d.mts'
import { writeLocalEnvironment } from '../../scripts/local-environment.mjs'
import { prepareDatabase } from '../../scripts/local-database.mjs'
import { connect } from '../../scripts/postgres-roles.mjs'
import { root } from '../../scripts/prisma-cli.mjs'
import { seedCast } from '../../scripts/seed-cast.mjs'
import { serve } from '../../scripts/serve.mjs'
import type { ChildProcess } from 'node:child_process'

export interface FaultyStack {
  origin: string
  /** what the server was started with */
  environment: Record<string, string>
  postgres: () => Postgres
  app: () => ChildProcess
  log: () => string
  /** as the superuser */
  query: <R>(text: string, values?: unknown[]) => Promise<R[]>
  /** as the application's own role */
  connectAsApp: () => ReturnType<typeof connect>
  /** sends the postmaster a signal and starts it again, at once or after a while; resolves when it takes connections */
  restartPostgres: (signal: NodeJS.Signals, downMilliseconds?: number) => Promise<void>
  killApp: (signal: NodeJS.Signals) => Promise<void>
  /** @param settings beside the usual ones */
  startApp: (settings?: Record<string, string>) => Promise<void>
  stop: () => Promise<void>
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

export async function startFaultyStack({ settings = {} }: { settings?: Record<string, string> } = {}): Promise<FaultyStack> {
  await build()
  fs.mkdirSync(path.join(root, '.data/test'), { recursive: true })
  const folder = fs.mkdtempSync(path.join(root, '.data/test/faults-'))
  const port = await freePort()
  const start = async () => startPostgres({ folder: path.join(folder, 'postgres'), port, settings })
  let postgres = await start()
  const environment = writeLocalEnvironment({ dataFolder: folder, mode: 'test', ...(await prepareDatabase(postgres, 'castellan', 'test')), port: await freePort(), smtpPort: 9 })
  await seedCast(environment)
  const logFile = path.join(folder, 'server.log')
  let app = await serve(environment, logFile)
  process.env.CASTELLAN_E2E_ORIGIN = environment.APP_ORIGIN

  async function query<R>(text: string, values: unknown[] = []): Promise<R[]> {
    const client = await connect(postgres.superuserUrl('castellan'))
    try {
      return (await client.query(text, values)).rows as R[]
    } finally {
      await client.end()
    }
  }
  return {
    origin: environment.APP_ORIGIN!,
    environment,
    postgres: () => postgres,
    app: () => app,
    log: () => fs.readFileSync(logFile, 'utf8'),
    query,
    connectAsApp: async () => connect(environment.DATABASE_URL!),
    restartPostgres: async (signal, downMilliseconds = 0) => {
      process.kill(postgres.processId, signal)
      while (isAlive(postgres.processId)) await pause(20)
      await pause(downMilliseconds)
      postgres = await patiently(start)
    },
    killApp: async (signal) => {
      const gone = new Promise((resolve) => app.once('exit', resolve))
      app.kill(signal)
      await gone
    },
    startApp: async (settings = {}) => {
      app = await serve({ ...environment, ...settings }, logFile)
    },
    stop: async () => {
      await stopChild(app)
      await postgres.stop()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch {
    return false
  }
}

/** After a kill -9 the old server's children may still hold its memory for a moment. */
async function patiently(start: () => Promise<Postgres>, tries = 50): Promise<Postgres> {
  try {
    return await start()
  } catch (error) {
    if (tries === 0) throw error
    await pause(100)
    return patiently(start, tries - 1)
  }
}
