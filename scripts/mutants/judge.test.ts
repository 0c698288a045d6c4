import { expect, it } from 'vitest'
import { judge, type Mutant } from './judge.mjs'

const mutant = (status: string, line = 1, replacement = 'true'): Mutant => ({ status, replacement, location: { start: { line } } })
const report = (...mutants: Mutant[]) => ({ files: { 'lib/a.ts': { source: 'if (a) {\n  return b\n}', mutants } } })

it('what was killed or ran without end was noticed; what could not be run says nothing', () => {
  expect(judge([report(mutant('Killed'), mutant('Timeout')), report(mutant('Killed'), mutant('CompileError'), mutant('RuntimeError'), mutant('Ignored'))], [])).toMatchObject({ killed: 2, timeout: 1, survived: 0, broken: 3, unexplained: [] })
})

it('a survivor is explained by its line and by what it was changed to, with a reason; an explanation of nothing is told', () => {
  const known = { file: 'lib/a.ts', line: 'return b', replacement: 'true', because: 'b is always true here' }
  const judged = judge([report(mutant('Survived', 2), mutant('NoCoverage', 2, 'false'), mutant('Survived', 1))], [known, { ...known, line: 'if (a) {', because: '' }])
  expect(judged).toMatchObject({ survived: 3, explained: 1, unexplained: [{ line: 'return b', replacement: 'false' }, { line: 'if (a) {', replacement: 'true' }] })
  expect(judged.stale.map(({ line }) => line)).toEqual(['if (a) {'])
})
