import { refuseWrongDatabase } from './db/refuse-wrong-database'
import { env } from './env'
import { startWorker } from './jobs/worker'
import { appendPeerAddress } from './peer-address'
import { answerPlainly } from './plain-answers'
import { onShutdown, shutDown } from './shutdown'

/** An orchestrator waits longer than this before it kills. */
const LONGEST_SHUTDOWN_MILLISECONDS = 14_000

/** Checks the settings and the database before the first request. Ends the process with one message when it may not run. */
export async function bootServer(): Promise<void> {
  appendPeerAddress()
  answerPlainly()
  letGoOfRenders()
  process.on('SIGTERM', endWell)
  process.on('SIGINT', endWell)
  try {
    await refuseWrongDatabase(env().CASTELLAN_MODE)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
  if (env().JOB_WORKER === 'on') {
    const worker = await startWorker()
    onShutdown(worker.stop)
  }
}

/** Next stops listening by itself but waits for open streams, for ever; they are closed here, and there is an end to waiting. */
function endWell(): void {
  setTimeout(() => process.exit(1), LONGEST_SHUTDOWN_MILLISECONDS).unref()
  void shutDown()
}

/**
 * React ends each render by aborting with an error. Until its stack is read, an error keeps the frames it was made in; these keep what the
 * event loop did next, that keeps the renders which followed, and so on: whatever outlives one request (a socket, a timer) would keep
 * every later one. Reading the stack lets go of the frames.
 */
function letGoOfRenders(): void {
  const abort = Object.getOwnPropertyDescriptor(AbortController.prototype, 'abort')!.value as (this: AbortController, reason?: unknown) => void
  AbortController.prototype.abort = function (reason?: unknown) {
    if (reason instanceof Error) void reason.stack
    abort.call(this, reason)
  }
}
