// How long sessions may last (sign-in.md, "Sessions"). Browser-safe.

/** Without anything being done. */
export const IDLE_MINUTES = { least: 5, most: 60 }
/** In all. */
export const ABSOLUTE_HOURS = { least: 1, most: 24 }
