// A small vocabulary of failures. Everything that is not an AppError is a bug: it gets a reference number, is logged once
// at the seam, and never reaches a browser in its own words.

/** code → HTTP status and the sentence a person reads when the place that threw had nothing more exact to say */
export const ERROR_CODES = {
  signed_out: { status: 401, sentence: 'Your session has ended. Sign in again; what you typed is kept.' },
  password_change_required: { status: 403, sentence: 'Set a new password before you go on.' },
  wrong_origin: { status: 403, sentence: 'This request did not come from the console.' },
  forbidden: { status: 403, sentence: 'You may not do this.' },
  step_up_required: { status: 403, sentence: 'Confirm that it is you before this is done.' },
  not_found: { status: 404, sentence: 'This does not exist, or is out of your reach.' },
  conflict: { status: 409, sentence: 'Somebody else changed this in the meantime. Nothing was saved.' },
  already_exists: { status: 409, sentence: 'This exists already.' },
  last_owner: { status: 409, sentence: 'This would leave the tenant without a usable Client Owner. Make another administrator a Client Owner first.' },
  wrong_state: { status: 409, sentence: 'This is not possible in the present state.' },
  invalid_input: { status: 400, sentence: 'Some of what was sent is not valid. Nothing was saved.' },
  too_large: { status: 413, sentence: 'This is too large.' },
  wrong_credentials: { status: 401, sentence: 'The e-mail address or the password is wrong, or sign-in is not possible right now.' },
  wrong_code: { status: 401, sentence: 'This code is wrong, was used already, or codes were tried too often. Wait for the next one, or use another way if you have one.' },
  link_unusable: { status: 410, sentence: 'This link is no longer valid. It may have expired, been used or been replaced by a newer one.' },
  password_refused: { status: 400, sentence: 'This password does not meet the policy.' },
  too_many: { status: 429, sentence: 'Too many attempts. Wait a little and try again.' },
  busy: { status: 503, sentence: 'The server is busy. Nothing was changed; try again in a moment.' },
  internal: { status: 500, sentence: 'Something went wrong on our side. Nothing was changed.' },
} as const satisfies Record<string, { status: number; sentence: string }>

export type ErrorCode = keyof typeof ERROR_CODES

/** What a browser is told about a failure. */
export interface Failure {
  code: ErrorCode
  sentence: string
  /** the finer reason (authorization: Refusal.code) */
  reason?: string
  /** field path → sentence */
  fields?: Record<string, string>
  /** facts the screen can act on: the existing person, the newer version, who could do it */
  details?: Record<string, unknown>
  /** reference number that finds the log line */
  reference?: string
}

export const BUSY_DIGEST = 'busy'

export class AppError extends Error {
  readonly code: ErrorCode
  readonly failure: Failure
  /** Next hands it to the error page, where the message of an error is withheld: there "busy" is told from a fault of ours. */
  readonly digest?: string

  constructor(code: ErrorCode, more: Omit<Partial<Failure>, 'code'> = {}) {
    super(code)
    this.name = 'AppError'
    this.code = code
    if (code === 'busy') this.digest = BUSY_DIGEST
    this.failure = { ...more, code, sentence: more.sentence ?? ERROR_CODES[code].sentence }
  }

  get status(): number {
    return ERROR_CODES[this.code].status
  }
}
