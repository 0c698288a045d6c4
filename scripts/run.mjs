/** Runs a TypeScript file of the project: `node scripts/run.mjs prisma/seed.ts --cast`. Settings come from the environment, else from .data/env. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { root } from './prisma-cli.mjs'

const settings = path.join(root, '.data/env')
// What the environment says already stays.
if (fs.existsSync(settings)) process.loadEnvFile(settings)

const [file, ...args] = process.argv.slice(2)
if (!file) {
  console.error('Name the file to run: node scripts/run.mjs scripts/owner.ts')
  process.exit(1)
}
// `server-only` throws wherever this condition is missing; here, as in a server component, it is true.
const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', path.resolve(file), ...args], { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) {
  // The terminal sends Ctrl-C to both; the child decides when it is over.
  process.on(signal, () => signal === 'SIGTERM' && child.kill(signal))
}
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
