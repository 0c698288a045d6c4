export interface CountView { value: number; exact: boolean }

/** What waits for the one who is signed in; what they may not act on is null or empty. */
export interface WaitingView {
  /** one's own change of address that waits for its link */
  address: { email: string; expiresAt: number } | null
  invitations: { pending: CountView; expired: CountView } | null
  /** people one invited whose link no longer works, and who ask for a new one */
  askingAgain: { id: string; name: string; email: string }[]
  /** people one invited who ask for a new invitation, lately, after theirs was withdrawn and they were removed with it */
  askingAnew: { id: string; name: string; email: string }[]
  /** one's own long work of the last days that is under way, or stopped before its end */
  work: { kind: 'bulk' | 'invite'; id: string; state: 'running' | 'stopped'; startedAt: number }[]
  /** restored people whose roles wait for a yes or no */
  restored: { id: string; name: string; email: string }[]
}
