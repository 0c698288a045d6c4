export type Counts = { passed: number; failed: number; failures: string[] }
type Said = { status: string; fullName: string; duration?: number; failureMessages: string[] }
type Suite = { specs?: { file: string; line: number; title: string; tests: { results: { status: string; duration: number; errors: { message?: string; location?: { file: string; line: number } }[] }[] }[] }[]; suites?: Suite[] }
export function vitestCounts(report: { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number; testResults: { name: string; message?: string; status: string; assertionResults: Said[] }[] }): Counts
export function playwrightCounts(report: { stats: { expected: number; unexpected: number; flaky: number; skipped: number }; errors: { message?: string }[]; suites?: Suite[] }): Counts
