/** Installs the packages of the lock file when they are missing or others. Uses nothing but Node itself: it runs before anything is there. */
import fs from 'node:fs'
import path from 'node:path'
import { runToEnd } from './child.mjs'

const root = path.resolve(import.meta.dirname, '..')

/** Whether node_modules holds what package-lock.json asks for. Other platforms' binaries may be absent. */
export function packagesAreThere(folder = root) {
  try {
    const read = (file) => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')).packages
    const installed = read('node_modules/.package-lock.json')
    return Object.entries(read('package-lock.json')).every(([name, entry]) => name === '' || entry.optional || entry.devOptional || installed[name]?.version === entry.version)
  } catch {
    return false
  }
}

/** @returns {Promise<string>} what was done, for a person */
export async function installPackages() {
  if (packagesAreThere()) return 'there already'
  const npm = process.env.npm_execpath
  const [program, ...args] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm']
  try {
    await runToEnd(program, [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root })
  } catch (error) {
    throw new Error(`The packages could not be installed. The npm registry has to be reachable once.\n${error.output ?? error.message}`)
  }
  return 'installed'
}
