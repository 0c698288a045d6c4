import path from 'node:path'
import { defineConfig } from 'vitest/config'

const alias = {
  '@': import.meta.dirname,
  // Throws outside a server component; tests are the server.
  'server-only': path.resolve(import.meta.dirname, 'node_modules/server-only/empty.js'),
}
const exclude = ['node_modules/**', '**/.next*/**', '.data/**', '**/.stryker-tmp/**']
const onDatabase = {
  globalSetup: './prisma/factories/vitest-server.ts',
  setupFiles: ['./prisma/factories/test-database.ts'],
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['{lib,components,app,scripts,prisma,bench}/**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.integration.test.ts', '**/*.long.test.ts'],
          // Whole lists and thousands of texts: a busy machine takes its time.
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: { name: 'integration', include: ['**/*.integration.test.ts'], exclude, ...onDatabase, testTimeout: 30_000, hookTimeout: 60_000 },
      },
      {
        resolve: { alias },
        test: { name: 'long', include: ['**/*.long.test.ts'], exclude, ...onDatabase, testTimeout: 900_000, hookTimeout: 300_000 },
      },
    ],
  },
})
