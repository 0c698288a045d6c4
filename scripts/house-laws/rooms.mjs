/** Which room of the house a file is in, and which one an import leads to. */
import fs from 'node:fs'
import path from 'node:path'

const sharedRooms = new Set(['actions', 'audit', 'authn', 'authz', 'crypto', 'db', 'errors', 'format', 'jobs', 'live', 'mail'])
const roots = new Map()

function rootOf(folder) {
  if (!roots.has(folder)) {
    const above = path.dirname(folder)
    roots.set(folder, fs.existsSync(path.join(folder, 'package.json')) || above === folder ? folder : rootOf(above))
  }
  return roots.get(folder)
}

/** The path of a file inside the project (the nearest folder above it with a package.json), with slashes. */
export function insideProject(file) {
  return path.relative(rootOf(path.dirname(file)), file).replaceAll('\\', '/')
}

/** Where an import leads, as a path inside the project without its ending; null when it leads into a package. */
export function target(file, source) {
  if (source.startsWith('@/')) return source.slice(2)
  if (!source.startsWith('.')) return null
  return path.posix.normalize(path.posix.join(path.posix.dirname(file), source))
}

export const isTest = (file) => /\.(test|spec)\.tsx?$/.test(file) || /^(e2e|bench)\//.test(file) || file.startsWith('prisma/factories/')

/** The noun a file of `lib` belongs to: its folder, unless that is one of the rooms all nouns share. */
export function noun(file) {
  const folder = /^lib\/([^/]+)\//.exec(file)?.[1]
  return folder === undefined || sharedRooms.has(folder) ? null : folder
}
