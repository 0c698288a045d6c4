import { shutDown } from './shutdown'

/** An orchestrator waits longer than this before it kills. */
const LONGEST_SHUTDOWN_MILLISECONDS = 14_000

/** Starts what a server needs besides answering, and makes it end well. */
export async function bootServer(): Promise<void> {
  process.on('SIGTERM', endWell)
  process.on('SIGINT', endWell)
}

/** Next stops listening by itself but waits for open streams, for ever; they are closed here, and there is an end to waiting. */
function endWell(): void {
  setTimeout(() => process.exit(1), LONGEST_SHUTDOWN_MILLISECONDS).unref()
  void shutDown()
}
