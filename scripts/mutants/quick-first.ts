import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Cases made up by chance by the thousand, and a database: most mutants are noticed by the other tests before. */
const SLOW = /\/explain\.test\.ts$|\.integration\.test\.ts$/

/** The first test that turns red ends the run: those that take long come last. */
export class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const last = (file: TestSpecification) => Number(SLOW.test(file.moduleId))
    return Promise.resolve(files.toSorted((a, b) => last(a) - last(b) || a.moduleId.localeCompare(b.moduleId)))
  }
}
