import path from 'node:path'
import { defineConfig } from 'vitest/config'

export const alias = {
  '@': import.meta.dirname,
  // Throws outside a server component; tests are the server.
  'server-only': path.resolve(import.meta.dirname, 'node_modules/server-only/empty.js'),
}
const exclude = ['node_modules/**', '**/.next*/**', '.data/**', '**/.stryker-tmp/**']
export const onDatabase = {
  globalSetup: './prisma/factories/vitest-server.ts',
  setupFiles: ['./prisma/factories/test-database.ts'],
}

/** Each file is as isolated as in a process of its own, and begins in a fifth less time: what the database's client compiles is compiled once. */
const pool = 'threads'

export default defineConfig({
  test: {
    // One more than there are cores at least: some wait for a clock, a lock or a letter.
    maxWorkers: 3,
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          pool,
          include: ['{lib,components,app,scripts,prisma,bench}/**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.integration.test.ts', '**/*.long.test.ts'],
          // Whole lists and thousands of texts: a busy machine takes its time.
          testTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        // What hangs is found all the same; what waits for processes and for many at once on two busy cores is not taken for it.
        test: { name: 'integration', pool, include: ['**/*.integration.test.ts'], exclude, ...onDatabase, testTimeout: 120_000, hookTimeout: 180_000 },
      },
      {
        resolve: { alias },
        test: { name: 'long', include: ['**/*.long.test.ts'], exclude, ...onDatabase, testTimeout: 900_000, hookTimeout: 300_000 },
      },
    ],
  },
})
