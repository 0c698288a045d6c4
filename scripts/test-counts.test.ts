import { expect, it } from 'vitest'
import { playwrightCounts, vitestCounts } from './test-counts.mjs'

it('counts a test file that could not be read, and a test that did not run, as failed', () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: [
      { name: 'a.test.ts', message: 'no such module', status: 'failed', assertionResults: [] },
      { name: 'b.test.ts', status: 'failed', assertionResults: [{ status: 'failed', fullName: 'adds', duration: 1200, failureMessages: ['expected 1\n    at b.test.ts:3'] }] },
      { name: 'c.test.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'adds', failureMessages: [] }] },
    ],
  }
  expect(vitestCounts(report)).toEqual({ passed: 5, failed: 3, failures: ['a.test.ts\n  no such module', 'b.test.ts: adds (1.2 s)\n  expected 1\n      at b.test.ts:3'] })
})

it('counts a journey that passed only the second time, and an error outside any journey, as failed', () => {
  const failed = { file: 'a.spec.ts', line: 3, title: 'opens', tests: [{ results: [{ status: 'failed', duration: 2500, errors: [{ message: '\u001B[31mnot visible\u001B[39m', location: { file: 'a.spec.ts', line: 5 } }] }, { status: 'passed', duration: 2000, errors: [] }] }] }
  const report = { stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 1 }, errors: [{ message: 'no browser' }], suites: [{ suites: [{ specs: [failed] }] }] }
  expect(playwrightCounts(report)).toEqual({ passed: 7, failed: 4, failures: ['outside any journey\n  no browser', 'a.spec.ts:3: opens (2.5 s)\n  not visible\n  at a.spec.ts:5'] })
})
