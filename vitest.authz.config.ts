import { defineConfig } from 'vitest/config'
import { QuickFirst } from './scripts/mutants/quick-first'
import { alias } from './vitest.config'

/** What judges the small changes in lib/authz: the unit tests beside them, and nothing further away. */
export default defineConfig({
  resolve: { alias },
  test: {
    name: 'unit',
    include: ['lib/authz/**/*.test.ts'],
    exclude: ['**/*.integration.test.ts', '**/*.long.test.ts'],
    setupFiles: ['./scripts/mutants/same-cases.ts'],
    // The modules are pure: read once for a mutant, not once for each file.
    isolate: false,
    sequence: { sequencer: QuickFirst },
    testTimeout: 30_000,
  },
})
