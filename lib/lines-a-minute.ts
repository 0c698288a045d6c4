const MINUTE_MILLISECONDS = 60_000

/**
 * For lines of the log that anyone can cause: a flood fills no disk. By the process's own clock, because it decides nothing else.
 * @returns a function that says whether one more line may be written now
 */
export function linesAMinute(most: number): () => boolean {
  const window = { from: -Infinity, lines: 0 }
  return () => {
    const now = performance.now()
    if (now - window.from > MINUTE_MILLISECONDS) Object.assign(window, { from: now, lines: 0 })
    return ++window.lines <= most
  }
}
