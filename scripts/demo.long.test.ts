/** `npm run demo` as a new user meets it: a copy of the project with its packages, and nothing else. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freePort, isRunning, portIsFree, removePostgres } from './embedded-postgres.mjs'
import { root } from './prisma-cli.mjs'

const SECOND_START_MILLISECONDS = 5000
/** What a clone does not have: it is written where it is needed (.gitignore), and the demo has to write it. */
const madeHere = new Set(['prisma/generated', 'next-env.d.ts', 'tsconfig.tsbuildinfo'])
let folder: string
let ports: Record<'PORT' | 'MAIL_PORT' | 'SMTP_PORT' | 'PG_PORT' | 'OPENID_PORT' | 'SAML_PORT', string>
let runs: { child: ChildProcess; ended: Promise<number | null> }[] = []

beforeAll(async () => {
  fs.mkdirSync(path.join(root, '.data/test'), { recursive: true })
  folder = fs.mkdtempSync(path.join(root, '.data/test/demo-'))
  fs.chmodSync(folder, 0o755)
  for (const entry of fs.readdirSync(root)) {
    if (/^(node_modules|reports|\.git|\.data|\.next.*|\.stryker-tmp)$/.test(entry)) continue
    fs.cpSync(path.join(root, entry), path.join(folder, entry), { recursive: true, filter: (source) => !madeHere.has(path.relative(root, source)) })
  }
  execFileSync('cp', ['-al', path.join(root, 'node_modules'), path.join(folder, 'node_modules')])
  const port = async () => String(await freePort())
  ports = { PORT: await port(), MAIL_PORT: await port(), SMTP_PORT: await port(), PG_PORT: await port(), OPENID_PORT: await port(), SAML_PORT: await port() }
})

// A test that failed must not leave its demo to the next one.
afterEach(async () => {
  for (const { child } of runs) child.kill('SIGTERM')
  await Promise.all(runs.map(({ ended }) => ended))
  runs = []
})

afterAll(() => {
  removePostgres(path.join(folder, '.data/postgres'))
  fs.rmSync(folder, { recursive: true, force: true })
})

/** Starts the demo and collects what it says; `ready` when it has printed the addresses, `ended` with its exit code. */
function demo(...args: string[]) {
  const { CASTELLAN_MODE: _mode, DATABASE_URL: _url, ...inherited } = process.env
  const child = spawn(process.execPath, ['scripts/demo.mjs', ...args], { cwd: folder, env: { ...inherited, ...ports }, stdio: ['ignore', 'pipe', 'pipe'] })
  const run = { child, said: '', ready: Promise.resolve(), ended: new Promise<number | null>((resolve) => child.on('exit', resolve)) }
  run.ready = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        run.said += text
        if (run.said.includes('Ctrl-C stops everything')) resolve()
      })
    }
    child.on('exit', () => reject(new Error(`The demo ended.\n${run.said}`)))
  })
  run.ready.catch(() => undefined)
  runs.push(run)
  return run
}

const answers = async (url: string) => (await fetch(url, { headers: { accept: 'text/html' } }).catch(() => null))?.status ?? 0

async function everythingIsGone() {
  for (const port of Object.values(ports)) expect(await portIsFree(Number(port)), `port ${port}`).toBe(true)
  expect(isRunning(path.join(folder, '.data/postgres'))).toBe(false)
}

describe('npm run demo', () => {
  it('says who may sign in and where, answers there, and Ctrl-C leaves nothing running', async () => {
    const run = demo()
    await run.ready
    expect(run.said).toContain(`http://localhost:${ports.PORT}`)
    expect(run.said).toMatch(/olivia@acme\.example\s+Client Owner/)
    expect(run.said).toMatch(/max@acme\.example\s+Member, Workspace Admin of Payments/)
    expect(await answers(`http://localhost:${ports.PORT}/api/ready`)).toBe(200)
    expect(await answers(`http://localhost:${ports.MAIL_PORT}/`)).toBe(200)
    expect(fs.statSync(path.join(folder, '.data/keys.json')).mode & 0o777).toBe(0o600)
    expect(fs.statSync(path.join(folder, '.data/env')).mode & 0o777).toBe(0o600)
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(0)
    await everythingIsGone()
  })

  it('starts again within five seconds, without building', async () => {
    const from = performance.now()
    const run = demo()
    await run.ready
    expect(performance.now() - from).toBeLessThan(SECOND_START_MILLISECONDS)
    expect(run.said).toContain('nothing has changed')
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(0)
  })

  it('killed outright, its server ends too, and the next start adopts the database', async () => {
    const killed = demo()
    await killed.ready
    killed.child.kill('SIGKILL')
    await expect.poll(() => portIsFree(Number(ports.PORT)), { timeout: 20_000 }).toBe(true)
    const run = demo()
    await run.ready
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(0)
    await everythingIsGone()
  })

  it.each(['PORT', 'MAIL_PORT', 'SMTP_PORT', 'PG_PORT'] as const)('names the taken port and the way out (%s)', async (name) => {
    const other = net.createServer()
    await new Promise<void>((done) => other.listen(Number(ports[name]), '127.0.0.1', done))
    const run = demo()
    expect(await run.ended).toBe(1)
    expect(run.said).toContain(`Port ${ports[name]} is taken by another program.`)
    expect(run.said).toContain(name)
    await new Promise((done) => other.close(done))
    await everythingIsGone()
  })

  it('with --sso there is an identity provider to sign in with, and without it its button is gone', async () => {
    const signInPage = async () => (await fetch(`http://localhost:${ports.PORT}/sign-in/acme`)).text()
    const run = demo('--sso')
    await run.ready
    expect(run.said).not.toContain('WARNING')
    const starts = [...(await signInPage()).matchAll(/href="(\/api\/sso\/acme\/[^"]+\/start[^"]*)"/g)].map(([, address]) => address!)
    const sent = await Promise.all(starts.map(async (start) => (await fetch(`http://localhost:${ports.PORT}${start}`, { redirect: 'manual' })).headers.get('location')!))
    expect(sent.map((address) => new URL(address).port).toSorted()).toEqual([ports.OPENID_PORT, ports.SAML_PORT].toSorted())
    for (const address of sent) {
      const page = await fetch(address)
      expect(await page.text()).toContain('Oscar Ortega')
    }
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(0)
    await everythingIsGone()
    const without = demo()
    await without.ready
    expect(await signInPage()).not.toContain('/api/sso/')
    without.child.kill('SIGINT')
    expect(await without.ended).toBe(0)
  })

  it('starts over with --reset: new keys, a new database', async () => {
    const keys = fs.readFileSync(path.join(folder, '.data/keys.json'), 'utf8')
    const run = demo('--reset')
    await run.ready
    expect(fs.readFileSync(path.join(folder, '.data/keys.json'), 'utf8')).not.toBe(keys)
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(0)
  })
})
