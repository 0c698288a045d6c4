// The proxy is not a lock: a build without it passes every test of who may do what (T64).
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { runToEnd } from '../../scripts/child.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const TESTS = ['matrix', 'attacks', 'readers', 'ended-sessions'].map((name) => `e2e/guards/${name}.spec.ts`)

/** The project in a folder of its own, so that this one keeps its build. Packages are linked, not copied: the builder follows no link to a folder elsewhere. */
function copyProject(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  for (const entry of fs.readdirSync(root)) {
    if (['node_modules', 'reports', 'docs'].includes(entry) || /^\.(git|data|next.*|stryker-tmp)$/.test(entry)) continue
    fs.cpSync(path.join(root, entry), path.join(folder, entry), { recursive: true })
  }
  execFileSync('cp', ['-al', path.join(root, 'node_modules'), path.join(folder, 'node_modules')])
}

it('[T64] a build without proxy.ts refuses all that the real one refuses', async () => {
  const folder = path.join(root, '.data/without-proxy')
  copyProject(folder)
  try {
    fs.rmSync(path.join(folder, 'proxy.ts'))
    // A server, a database and settings of its own: none of those that this test was started with.
    const env = { NODE_ENV: undefined, CASTELLAN_E2E_ORIGIN: undefined, CASTELLAN_MODE: undefined, DATABASE_URL: undefined, MIGRATION_DATABASE_URL: undefined, VITEST: undefined, CASTELLAN_WITHOUT_PROXY: '1' }
    const said = await runToEnd(process.execPath, ['node_modules/@playwright/test/cli.js', 'test', '--reporter=line', '--trace=off', ...TESTS], { cwd: folder, env })
    const passed = Number(/(\d+) passed/.exec(said)?.[1])
    console.log(`${passed} tests passed without the proxy`)
    expect(passed).toBeGreaterThan(100)
    // The build had none indeed.
    expect(fs.readFileSync(path.join(folder, '.next/server/functions-config-manifest.json'), 'utf8')).not.toContain('/_middleware')
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
})
