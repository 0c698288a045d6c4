/** Called once when a server starts, before its first request. */
export async function register(): Promise<void> {
  // Asked in these words, so that the builder can leave the rest out of other runtimes.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { bootServer } = await import('@/lib/boot-server')
    await bootServer()
  }
}
