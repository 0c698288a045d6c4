/** Reads Stryker's reports: what was noticed, and what was not and why that is right. */

export function judge(reports, explained) {
  const counts = { killed: 0, timeout: 0, survived: 0, broken: 0, explained: 0, unexplained: [], stale: [] }
  const used = new Set()
  for (const [file, { source, mutants }] of reports.flatMap(({ files }) => Object.entries(files))) {
    for (const mutant of mutants) {
      if (mutant.status === 'Killed') counts.killed += 1
      else if (mutant.status === 'Timeout') counts.timeout += 1
      // What could not be run proves nothing: neither for us nor against.
      else if (!['Survived', 'NoCoverage'].includes(mutant.status)) counts.broken += 1
      else {
        counts.survived += 1
        const line = source.split('\n')[mutant.location.start.line - 1].trim()
        const known = explained.find((one) => one.file === file && one.line === line && one.replacement === mutant.replacement && one.because)
        if (known) {
          used.add(known)
          counts.explained += 1
        } else counts.unexplained.push({ file, line, replacement: mutant.replacement })
      }
    }
  }
  counts.stale = explained.filter((one) => !used.has(one))
  return counts
}
