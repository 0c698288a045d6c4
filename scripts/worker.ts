/** `npm run worker`: the job worker as a process of its own, for servers that run with JOB_WORKER=off or beside those that do. */
import { refuseWrongDatabase } from '@/lib/db/refuse-wrong-database'
import { closeDatabase } from '@/lib/db/client'
import { env } from '@/lib/env'
import { startWorker } from '@/lib/jobs/worker'
import { log } from '@/lib/log'

try {
  await refuseWrongDatabase(env().CASTELLAN_MODE)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
const worker = await startWorker()

let ending = false
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (ending) process.exit(1)
    ending = true
    void worker.stop().then(closeDatabase).then(() => process.exit(0))
  })
}
log().info('the worker has started')
