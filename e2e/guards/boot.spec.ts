import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { freePort, portIsFree } from '../../scripts/embedded-postgres.mjs'

/** Starts the production server with these settings and nothing else, and returns how it ended. */
async function bootAndEnd(settings: Record<string, string | undefined>): Promise<{ code: number | null; said: string }> {
  const server = await boot(settings)
  let said = ''
  server.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  const code = await new Promise<number | null>((resolve) => server.on('exit', resolve))
  return { code, said }
}

async function boot(settings: Record<string, string | undefined>, port?: string): Promise<ChildProcess> {
  const listen = port ?? String(await freePort())
  return spawn(process.execPath, ['scripts/start.mjs'], { env: { NODE_ENV: 'production', PATH: process.env.PATH, HOSTNAME: '127.0.0.1', ...settings, PORT: listen }, stdio: ['ignore', 'ignore', 'pipe'] })
}

const ours = () => ({
  CASTELLAN_MODE: 'test',
  DATABASE_URL: process.env.DATABASE_URL,
  APP_ORIGIN: 'http://localhost:3000',
  AUTH_SECRET: process.env.AUTH_SECRET,
  ENCRYPTION_KEYS: process.env.ENCRYPTION_KEYS,
  SMTP_URL: process.env.SMTP_URL,
})
const production = () => ({
  ...ours(),
  CASTELLAN_MODE: 'production',
  AUTH_SECRET: randomBytes(40).toString('base64'),
  ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
})

test('without settings it lists all of them and ends', async () => {
  const { code, said } = await bootAndEnd({})
  expect(code).toBe(1)
  for (const name of Object.keys(ours())) expect(said).toContain(`${name}: is missing`)
  expect(said).not.toContain('    at ')
})

test('production refuses a database that is marked for tests (T10)', async () => {
  expect(await bootAndEnd(production())).toMatchObject({ code: 1, said: expect.stringContaining('marked for test') })
})

test('the demo refuses a database that is marked for tests (T10)', async () => {
  expect(await bootAndEnd({ ...ours(), CASTELLAN_MODE: 'demo' })).toMatchObject({ code: 1, said: expect.stringContaining('marked for test') })
})

test('production refuses the secrets of a test, and a test refuses an origin that others can reach (T10)', async () => {
  expect(await bootAndEnd({ ...ours(), CASTELLAN_MODE: 'production' })).toMatchObject({ code: 1, said: expect.stringContaining('AUTH_SECRET: is a default secret') })
  expect(await bootAndEnd({ ...ours(), APP_ORIGIN: 'https://console.example.com' })).toMatchObject({ code: 1, said: expect.stringContaining('APP_ORIGIN: must be on this machine') })
})

test('SIGTERM ends a server within seconds, also while a connection is held open (F03)', async ({ playwright }) => {
  const port = String(await freePort())
  const server = await boot({ ...ours(), JOB_WORKER: 'off' }, port)
  const ended = new Promise((resolve) => server.on('exit', resolve))
  const held = await playwright.request.newContext({ baseURL: `http://localhost:${port}` })
  await expect.poll(async () => (await held.get('/api/ready').catch(() => null))?.status(), { timeout: 60_000 }).toBe(200)
  const from = performance.now()
  server.kill('SIGTERM')
  await ended
  expect(performance.now() - from).toBeLessThan(5000)
  expect(await portIsFree(Number(port))).toBe(true)
  await held.dispose()
})
