/** Reads how many tests passed and failed out of the reports. A test that did not run has failed: nothing is left out here on purpose. */

export function vitestCounts(report) {
  return {
    passed: report.numPassedTests,
    // A file that could not be read has no tests to fail.
    failed: report.numFailedTests + report.numPendingTests + report.numTodoTests + report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length,
  }
}

export function playwrightCounts(report) {
  const { expected, unexpected, flaky, skipped } = report.stats
  return { passed: expected, failed: unexpected + flaky + skipped + report.errors.length }
}
