/**
 * What has to be closed before this process may end: event streams, the job worker, the database.
 * Kept on the global object, because the builder may give a route and the boot code copies of this file.
 */
type Close = () => Promise<void> | void

const held = globalThis as { castellanShutdown?: { closing: boolean; closers: Set<Close> } }
const state = (held.castellanShutdown ??= { closing: false, closers: new Set() })

/** Whether the process is ending: no new stream is opened then. */
export function isShuttingDown(): boolean {
  return state.closing
}

/**
 * Registers what is to be closed at the end of the process.
 * @returns a function that takes it off the list, for what closes earlier by itself
 */
export function onShutdown(close: Close): () => void {
  state.closers.add(close)
  return () => state.closers.delete(close)
}

/** Closes everything that is registered, each once; a failure of one does not keep the others open. */
export async function shutDown(): Promise<void> {
  state.closing = true
  const closers = [...state.closers]
  state.closers.clear()
  await Promise.allSettled(closers.map(async (close) => close()))
}
