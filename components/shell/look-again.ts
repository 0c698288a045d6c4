const lookers = new Set<() => void>()

/** Says that the page shows something that is not so any more, though nobody has told. */
export function lookAgain(): void {
  for (const look of lookers) look()
}

/** @param look draws the page anew @returns how to stop */
export function onLookAgain(look: () => void): () => void {
  lookers.add(look)
  return () => lookers.delete(look)
}
