import { readdirSync } from 'node:fs'
import { expect, it, vi } from 'vitest'

vi.mock('next/headers', () => ({}))
vi.mock('@/lib/authn/current-session', () => ({}))

const modules = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))

// A file of tests that cannot even be read has no test to fail: here reading is the test.
it.each(modules)('%s can be read', async (file) => {
  expect(Object.keys((await import(`./${file.slice(0, -3)}.ts`)) as object).length).toBeGreaterThan(0)
})
