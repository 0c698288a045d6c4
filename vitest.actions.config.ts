import { defineConfig } from 'vitest/config'
import { QuickFirst } from './scripts/mutants/quick-first'
import { alias, onDatabase } from './vitest.config'

/** What judges the small changes in lib/actions: the tests beside them. The two that walk over every entrance of the console read all of it, and prove something else. */
export default defineConfig({
  resolve: { alias },
  test: {
    sequence: { sequencer: QuickFirst },
    projects: [
      { resolve: { alias }, test: { name: 'unit', include: ['lib/actions/**/*.test.ts'], exclude: ['**/*.integration.test.ts', '**/every-action.test.ts'], testTimeout: 30_000 } },
      { resolve: { alias }, test: { name: 'integration', include: ['lib/actions/**/*.integration.test.ts'], exclude: ['**/owing.integration.test.ts'], ...onDatabase, testTimeout: 30_000, hookTimeout: 60_000 } },
    ],
  },
})
