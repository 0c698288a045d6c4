/** Builds the production server, unless the sources are those of the last build. CASTELLAN_STANDALONE=1 makes the output that travels (Dockerfile). */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { runToEnd } from './child.mjs'
import { generate } from './generate.mjs'
import { root } from './prisma-cli.mjs'

const sources = ['app', 'components', 'lib', 'public', 'prisma/schema.prisma', 'package-lock.json', 'tsconfig.json', 'next.config.ts', 'postcss.config.mjs', 'instrumentation.ts', 'instrumentation-client.ts', 'proxy.ts']
const output = path.join(root, '.next')
const stampFile = path.join(output, 'built-from')

/** Changes when the content of any source does, or the kind of output. */
function stamp() {
  const hash = createHash('sha256').update(process.env.CASTELLAN_STANDALONE ?? '')
  for (const source of sources) {
    const full = path.join(root, source)
    if (!fs.existsSync(full)) continue
    const files = fs.statSync(full).isDirectory() ? fs.readdirSync(full, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name)) : [full]
    for (const file of files.sort()) {
      if (!/\.test\.tsx?$/.test(file)) hash.update(path.relative(root, file)).update(fs.readFileSync(file))
    }
  }
  return hash.digest('hex')
}

/**
 * @param {{ show?: boolean, behind?: boolean, onOutput?: (text: string) => void }} [options] show passes on what the builder says; behind lets everything else go first
 * @returns {Promise<boolean>} whether there was anything to build
 */
export async function build({ show = false, behind = false, onOutput } = {}) {
  const wanted = stamp()
  if (fs.existsSync(path.join(output, 'BUILD_ID')) && fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === wanted) return false
  generate()
  fs.rmSync(stampFile, { force: true })
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  await runToEnd(process.execPath, [next, 'build'], { cwd: root, show, behind, onOutput, env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' } })
  if (process.env.CASTELLAN_STANDALONE) completeStandalone()
  fs.writeFileSync(stampFile, wanted)
  return true
}

/** Next leaves these two to whoever serves static files; our server does it itself. */
function completeStandalone() {
  const standalone = path.join(output, 'standalone')
  fs.cpSync(path.join(output, 'static'), path.join(standalone, '.next/static'), { recursive: true })
  if (fs.existsSync(path.join(root, 'public'))) fs.cpSync(path.join(root, 'public'), path.join(standalone, 'public'), { recursive: true })
}

if (process.argv[1] === import.meta.filename) {
  try {
    if (!(await build({ show: true }))) console.log('The build is fresh.')
  } catch (error) {
    console.error(error.message)
    process.exit(1)
  }
}
