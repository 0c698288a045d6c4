import { expect, it } from 'vitest'
import { playwrightCounts, vitestCounts } from './test-counts.mjs'

it('counts a test file that could not be read, and a test that did not run, as failed', () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
      { status: 'passed', assertionResults: [{}] },
    ],
  }
  expect(vitestCounts(report)).toEqual({ passed: 5, failed: 3 })
})

it('counts a journey that passed only the second time, and an error outside any journey, as failed', () => {
  expect(playwrightCounts({ stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 1 }, errors: [{}] })).toEqual({ passed: 7, failed: 4 })
})
