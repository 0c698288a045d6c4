/**
 * The embedded PostgreSQL: real server programs from npm packages, one cluster per folder.
 * The server is started through pg_ctl and outlives this process when that is killed; the next start finds and adopts it.
 */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { canReach, runnableBinaries, serverUser } from './postgres-binaries.mjs'
import { connect, databaseUrl, prepareRoles } from './postgres-roles.mjs'

const HOST = '127.0.0.1'
const startTries = 20
const throwAwaySettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }
const usualSettings = {
  listen_addresses: HOST,
  // Only TCP: a socket file in the shared temp folder, left by another user, would stop the start.
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  timezone: 'UTC',
}

/**
 * Starts the server of this folder, or adopts the one that already runs there.
 * @param {object} options
 * @param {string} options.folder where the cluster, its passwords and its log belong, made when absent
 * @param {number} [options.port] the port it must listen on; without it any free one, or that of the running server
 * @param {boolean} [options.durable] false gives up safety against a crash of the machine, for tests
 * @param {Record<string, string>} [options.settings] more server settings
 * @returns {Promise<import('./embedded-postgres.d.mts').Postgres>}
 * @throws {Error} with a sentence for a person: a taken port, or the tail of the server's log
 */
export async function startPostgres({ folder, port, durable = true, settings = {} }) {
  const cluster = openCluster(path.resolve(folder))
  const flags = { ...usualSettings, ...(durable ? {} : throwAwaySettings), ...settings }
  const started = await startOrAdopt(cluster, port, flags)
  const { credentials } = cluster
  const urls = { credentials, port: started.port, host: HOST }
  await prepareRoles(urls)
  return {
    port: started.port,
    adopted: started.adopted,
    processId: readPid(cluster).pid,
    dataFolder: cluster.data,
    superuserUrl: (database = 'postgres') => databaseUrl(urls, 'postgres', database),
    ownerUrl: (database) => databaseUrl(urls, 'castellan_owner', database),
    appUrl: (database) => databaseUrl(urls, 'castellan_app', database),
    stop: async () => stopServer(cluster),
  }
}

/** Whether a server runs in this folder. Starts nothing. */
export function isRunning(folder) {
  return fs.existsSync(path.join(folder, 'credentials.json')) && isServer(readPid(openCluster(path.resolve(folder))).pid)
}

/** Stops the server of this folder when one runs there. Returns whether one did. */
export function stopPostgres(folder) {
  if (!isRunning(folder)) return false
  stopServer(openCluster(path.resolve(folder)))
  return true
}

/** Stops the server and deletes the cluster, wherever it had to be placed. */
export function removePostgres(folder) {
  stopPostgres(folder)
  const elsewhere = path.join(folder, 'location')
  if (fs.existsSync(elsewhere)) fs.rmSync(fs.readFileSync(elsewhere, 'utf8'), { recursive: true, force: true })
  fs.rmSync(folder, { recursive: true, force: true })
}

function openCluster(folder) {
  fs.mkdirSync(folder, { recursive: true })
  const user = serverUser()
  const base = baseFolder(folder, user)
  const credentials = readCredentials(folder)
  const native = runnableBinaries(user, base)
  return { user, base, credentials, data: path.join(base, 'data'), log: path.join(base, 'server.log'), program: (name) => path.join(native, 'bin', name) }
}

/** The folder itself where the server's user can reach it; else one under /var/lib or the temp folder, written down in `location`. */
function baseFolder(folder, user) {
  const note = path.join(folder, 'location')
  if (fs.existsSync(note)) {
    const noted = fs.readFileSync(note, 'utf8')
    fs.mkdirSync(noted, { recursive: true })
    return noted
  }
  if (canReach(path.dirname(folder), user)) {
    if (user.uid !== undefined) fs.chmodSync(folder, 0o755)
    return folder
  }
  for (const parent of ['/var/lib/castellan', path.join(os.tmpdir(), 'castellan')]) {
    try {
      fs.mkdirSync(parent, { recursive: true, mode: 0o755 })
      const made = fs.mkdtempSync(path.join(parent, 'postgres-'))
      fs.chmodSync(made, 0o755)
      if (!canReach(made, user)) continue
      fs.writeFileSync(note, made)
      return made
    } catch {
      // The next place may do.
    }
  }
  throw new Error(`The system user "postgres" can reach neither ${folder} nor /var/lib/castellan nor ${os.tmpdir()}. Move the project to a folder that other users may enter.`)
}

/** Written once, by whoever comes first. */
function readCredentials(folder) {
  const file = path.join(folder, 'credentials.json')
  const secret = () => randomBytes(24).toString('base64url')
  const fresh = { postgres: secret(), castellan_owner: secret(), castellan_app: secret() }
  try {
    fs.writeFileSync(file, JSON.stringify(fresh), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  return JSON.parse(fs.readFileSync(file, 'utf8'))
}

async function startOrAdopt(cluster, wantedPort, flags) {
  if (!fs.existsSync(cluster.data)) initialise(cluster)
  let failure = ''
  for (let attempt = 0; attempt < startTries; attempt += 1) {
    const running = await findRunning(cluster)
    if (running && (wantedPort === undefined || running.port === wantedPort)) return { port: running.port, adopted: true }
    if (running) stopServer(cluster)
    const port = wantedPort ?? (await freePort())
    if (!(await portIsFree(port))) {
      // A server of this folder that is just starting would hold it too: the next round adopts that one.
      if (!readPid(cluster).pid) throw takenPort(port)
      failure = takenPort(port).message
    } else {
      const result = control(cluster, ['start', '-w', '-t', '60', '-l', cluster.log, '-o', serverFlags({ ...flags, port: String(port) })])
      if (result.status === 0) return { port, adopted: false }
      failure = `${result.stderr || result.stdout}\n${logTail(cluster)}`
      // After a killed server its children hold the shared memory for a moment; then a start succeeds.
      if (!/lock file|shared memory|another server|starting up|recovery/i.test(failure)) break
    }
    await wait(250)
  }
  throw new Error(`PostgreSQL did not start in ${cluster.data}.\n${failure.trim()}`)
}

function initialise(cluster) {
  const draft = fs.mkdtempSync(path.join(cluster.base, 'data-draft-'))
  const passwordFile = `${draft}.password`
  fs.writeFileSync(passwordFile, `${cluster.credentials.postgres}\n`, { mode: 0o600 })
  if (cluster.user.uid !== undefined) for (const entry of [draft, passwordFile]) fs.chownSync(entry, cluster.user.uid, cluster.user.gid)
  // The built-in locale sorts and folds the same on every machine.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const result = run(cluster, 'initdb', ['-D', draft, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, ...locale])
  fs.rmSync(passwordFile, { force: true })
  try {
    if (result.status !== 0) throw new Error(`PostgreSQL could not prepare ${cluster.data}.\n${result.stderr}`)
    fs.renameSync(draft, cluster.data)
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true })
    if (!fs.existsSync(cluster.data)) throw error
  }
}

async function findRunning(cluster) {
  const { pid, port } = readPid(cluster)
  if (!pid) return null
  if (!isServer(pid)) {
    // Left by a killed server; its number may belong to anything by now, which PostgreSQL would take for itself.
    fs.rmSync(path.join(cluster.data, 'postmaster.pid'), { force: true })
    return null
  }
  try {
    const client = await connect(databaseUrl({ credentials: cluster.credentials, port, host: HOST }, 'postgres', 'postgres'))
    await client.end()
    return { port }
  } catch {
    return null
  }
}

function readPid(cluster) {
  try {
    const lines = fs.readFileSync(path.join(cluster.data, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]) }
  } catch {
    return { pid: 0, port: 0 }
  }
}

function isServer(pid) {
  if (!pid) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
  if (process.platform !== 'linux') return true
  try {
    return fs.readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
  } catch {
    return false
  }
}

function stopServer(cluster) {
  const polite = control(cluster, ['stop', '-m', 'fast', '-w', '-t', '20'])
  if (polite.status !== 0) control(cluster, ['stop', '-m', 'immediate', '-w', '-t', '10'])
}

function control(cluster, args) {
  return run(cluster, 'pg_ctl', ['-D', cluster.data, ...args])
}

function run(cluster, program, args) {
  if (cluster.user.uid !== undefined && !fs.existsSync(cluster.log)) {
    fs.writeFileSync(cluster.log, '')
    fs.chownSync(cluster.log, cluster.user.uid, cluster.user.gid)
  }
  // Messages are read by this program, so they must be in one language; PG* variables of the person's shell must not leak in.
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_')))
  return spawnSync(cluster.program(program), args, { ...cluster.user, cwd: '/', encoding: 'utf8', env: { ...inherited, LC_ALL: 'C' } })
}

function serverFlags(flags) {
  return Object.entries(flags).map(([name, value]) => `-c ${name}='${value}'`).join(' ')
}

function logTail(cluster) {
  try {
    return fs.readFileSync(cluster.log, 'utf8').trimEnd().split('\n').slice(-15).join('\n')
  } catch {
    return ''
  }
}

function takenPort(port) {
  return new Error(`Port ${port} is taken by another program. Stop that program, or choose another port for PostgreSQL with PG_PORT.`)
}

/** Whether nothing listens on this port of the loopback address. */
export function portIsFree(port, host = HOST) {
  return new Promise((resolve) => {
    const probe = net.createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/** A port that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', reject)
    probe.listen(0, HOST, () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
