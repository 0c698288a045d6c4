import { stripVTControlCharacters } from 'node:util'

/** Reads how many tests passed and failed out of the reports, and what the failed ones said. A test that did not run has failed: nothing is left out here on purpose. */

/** @returns `failures` one text for each failed test: its name, how long it ran, and the beginning of what it said */
export function vitestCounts(report) {
  const unread = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  return {
    passed: report.numPassedTests,
    // A file that could not be read has no tests to fail.
    failed: report.numFailedTests + report.numPendingTests + report.numTodoTests + unread.length,
    failures: [
      ...unread.map(({ name, message }) => said(name, undefined, [message])),
      ...report.testResults.flatMap(({ name, assertionResults }) =>
        assertionResults.filter(({ status }) => status === 'failed').map(({ fullName, duration, failureMessages }) => said(`${name}: ${fullName}`, duration, failureMessages)),
      ),
    ],
  }
}

/** @returns as `vitestCounts` */
export function playwrightCounts(report) {
  const { expected, unexpected, flaky, skipped } = report.stats
  return {
    passed: expected,
    failed: unexpected + flaky + skipped + report.errors.length,
    failures: [...report.errors.map(({ message }) => said('outside any journey', undefined, [message])), ...failedJourneys(report.suites ?? [])],
  }
}

function failedJourneys(suites) {
  return suites.flatMap((suite) => [
    ...(suite.specs ?? []).flatMap(({ file, line, title, tests }) =>
      tests.flatMap(({ results }) =>
        results.filter(({ status, errors }) => status !== 'passed' && errors.length > 0).map(({ duration, errors }) => said(`${file}:${line}: ${title}`, duration, errors.map(({ message, location }) => `${message}\n${location ? `at ${location.file}:${location.line}` : ''}`))),
      ),
    ),
    ...failedJourneys(suite.suites ?? []),
  ])
}

/** @param milliseconds how long it ran */
function said(name, milliseconds, messages) {
  const lines = messages
    .filter(Boolean)
    .flatMap((message) => stripVTControlCharacters(message).split('\n').filter((line) => line.trim()).slice(0, 14))
  return [`${name}${milliseconds === undefined ? '' : ` (${(milliseconds / 1000).toFixed(1)} s)`}`, ...lines.map((line) => `  ${line.slice(0, 400)}`)].join('\n')
}
