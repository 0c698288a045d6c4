/** Called once when a server starts, before its first request. */
export async function register(): Promise<void> {
  // Asked in these words, so that the builder can leave the rest out of other runtimes.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { bootServer } = await import('@/lib/boot-server')
    await bootServer()
  }
}

/** Called for everything that failed while a page was drawn, before its answer begins. */
export async function onRequestError(error: unknown): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { notePageError } = await import('@/lib/plain-answers')
    notePageError(error)
  }
}
