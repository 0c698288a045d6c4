import { defineConfig } from 'vitest/config'
import { QuickFirst } from './scripts/mutants/quick-first'
import { alias } from './vitest.config'

/** What judges the small changes in the pure files of lib/pim: the unit tests beside them. Whatever asks the database is judged by the named guards. */
export default defineConfig({
  resolve: { alias },
  test: {
    name: 'unit',
    include: ['lib/pim/**/*.test.ts'],
    exclude: ['**/*.integration.test.ts', '**/*.long.test.ts'],
    setupFiles: ['./scripts/mutants/same-cases.ts'],
    isolate: false,
    sequence: { sequencer: QuickFirst },
    testTimeout: 30_000,
  },
})
