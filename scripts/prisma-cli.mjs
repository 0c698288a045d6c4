/** Runs the Prisma command line with the stand-in for the engine it would otherwise download: `node scripts/prisma-cli.mjs migrate status`. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '..')

/**
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean }} [options] quiet keeps the output for the error message
 * @returns {string} what Prisma wrote, when quiet
 * @throws {Error} with Prisma's output when it failed
 */
export function prisma(args, { env = {}, quiet = false } = {}) {
  const engine = path.join(import.meta.dirname, 'schema-engine.mjs')
  // An archive or a copy may have lost the mark.
  if (!(fs.statSync(engine).mode & 0o100)) fs.chmodSync(engine, 0o755)
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js')
  const result = spawnSync(process.execPath, [cli, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    env: { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1', ...env, PRISMA_SCHEMA_ENGINE_BINARY: engine },
  })
  if (result.status !== 0) throw new Error(`prisma ${args.join(' ')} failed.\n${result.stdout ?? ''}${result.stderr ?? ''}`)
  return result.stdout ?? ''
}

if (process.argv[1] === import.meta.filename) {
  try {
    prisma(process.argv.slice(2))
  } catch {
    // Prisma has said why.
    process.exit(1)
  }
}
