/** Runs a TypeScript file in a process of its own, as the server would: `@/` and `server-only` work. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')

/** `server-only` throws wherever the first condition is missing; here, as in a server component, it is true. */
export const typescriptFlags = ['--conditions=react-server', '--import', 'tsx']

/** The settings of the demo or of development, unless the environment says itself what it is for. */
export function loadLocalSettings() {
  const settings = path.join(root, '.data/env')
  if (!process.env.CASTELLAN_MODE && fs.existsSync(settings)) process.loadEnvFile(settings)
}

/** Runs the file until it ends, and ends with its exit code. */
export function runTypeScript(file, args = []) {
  loadLocalSettings()
  const child = spawn(process.execPath, [...typescriptFlags, path.resolve(root, file), ...args], { stdio: process.channel ? ['ignore', 'inherit', 'inherit', 'ipc'] : 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) {
    // The terminal sends Ctrl-C to both; the child decides when it is over.
    process.on(signal, () => signal === 'SIGTERM' && child.kill(signal))
  }
  process.on('disconnect', () => child.kill('SIGTERM'))
  process.channel?.unref()
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
}
