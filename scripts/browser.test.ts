import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { findBrowser } from './browser.mjs'

let folder: string

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'castellan-browsers-'))
  vi.stubEnv('CASTELLAN_BROWSER', '')
  vi.stubEnv('PATH', folder)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  fs.rmSync(folder, { recursive: true })
})

function program(name: string, exitCode = 0): string {
  const file = path.join(folder, name)
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, `#!/bin/sh\nexit ${exitCode}\n`, { mode: 0o755 })
  return file
}

it('takes the browser without windows when both are there: the whole one does much more for the same page', () => {
  program('chromium')
  const shell = program('chromium-headless-shell')
  expect(findBrowser()).toBe(shell)
})

it('takes the whole browser when it is the only one that runs', () => {
  program('chromium-headless-shell', 1)
  const whole = program('chromium')
  expect(findBrowser()).toBe(whole)
})

it('finds what Playwright puts beside its own whole browser', () => {
  vi.spyOn(chromium, 'executablePath').mockReturnValue(program('chromium-1255/chrome-linux64/chrome'))
  const shell = program('chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell')
  expect(findBrowser()).toBe(shell)
})
