/** Runs a TypeScript file of the project: `node scripts/run.mjs prisma/seed.ts --cast`. */
import { runTypeScript } from './typescript.mjs'

const [file, ...args] = process.argv.slice(2)
if (!file) {
  console.error('Name the file to run: node scripts/run.mjs scripts/owner.ts')
  process.exit(1)
}
runTypeScript(file, args)
