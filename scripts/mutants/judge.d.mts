/** A small change of the code, as Stryker's report tells of it. */
export interface Mutant { status: string; replacement?: string; location: { start: { line: number } } }
export interface Report { files: Record<string, { source: string; mutants: readonly Mutant[] }> }

/** A survivor that is right to survive: the changed line as it stands, what it was changed to, and why nobody can tell the difference. */
export interface Explained { file: string; line: string; replacement: string; because: string }

export interface Judgement {
  killed: number
  timeout: number
  survived: number
  /** could not be run */
  broken: number
  /** survivors with a reason */
  explained: number
  unexplained: { file: string; line: string; replacement: string | undefined }[]
  /** explanations of what survives no longer */
  stale: Explained[]
}

export function judge(reports: readonly Report[], explained: readonly Explained[]): Judgement
