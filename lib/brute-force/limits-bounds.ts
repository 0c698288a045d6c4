// What brute-force protection may be set to (sign-in.md, "Brute-force protection"). Browser-safe.

/** Failures from one address on one account, before that pair is refused. */
export const FAILURES = { least: 3, most: 20 }
/** For so long: a minute to a day. */
export const LOCK_MINUTES = { least: 1, most: 1440 }
