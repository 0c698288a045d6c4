/**
 * Completes package-lock.json after an `npm install`: where the registry does not carry other platforms' binaries, npm leaves their
 * entries out, and `npm ci` then refuses the file. Run it after each `npm install`; running it again changes nothing.
 */
import fs from 'node:fs'
import path from 'node:path'

const lockFile = path.resolve(import.meta.dirname, '../package-lock.json')
const systems = { android: 'android', darwin: 'darwin', freebsd: 'freebsd', linux: 'linux', netbsd: 'netbsd', openbsd: 'openbsd', openharmony: 'openharmony', sunos: 'sunos', win32: 'win32', windows: 'win32' }
const processors = new Set(['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'])

/** What a package named like `@next/swc-linux-x64-musl` runs on. */
export function platformOf(name) {
  const words = name.split(/[-/]/)
  const os = words.map((word) => systems[word]).find(Boolean)
  const cpu = words.find((word) => processors.has(word))
  const libc = os === 'linux' ? words.map((word) => (word.startsWith('musl') ? 'musl' : word.startsWith('gnu') ? 'glibc' : null)).find(Boolean) : null
  return { ...(cpu ? { cpu: [cpu] } : {}), ...(libc ? { libc: [libc] } : {}), ...(os ? { os: [os] } : {}) }
}

function isThere(packages, parent, name) {
  for (let folder = parent; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true
    if (folder === '' || !folder.includes('/node_modules/')) return Boolean(packages[`node_modules/${name}`])
  }
}

/** Adds the missing entries to `packages` of a lock file. Returns their names. */
export function complete(packages) {
  const added = []
  for (const [parent, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isThere(packages, parent, name)) continue
      const version = range.replace(/^[\^~]/, '')
      packages[`node_modules/${name}`] = { version, ...platformOf(name), optional: true, ...(entry.dev ? { dev: true } : {}) }
      added.push(`${name}@${version}`)
    }
  }
  return added
}

if (process.argv[1] === import.meta.filename) {
  const lock = JSON.parse(fs.readFileSync(lockFile, 'utf8'))
  const added = complete(lock.packages)
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
  fs.writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`)
  console.log(added.length === 0 ? 'The lock file is complete.' : `Added ${added.length} entries for other platforms:\n  ${added.join('\n  ')}`)
}
