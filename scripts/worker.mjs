/** Delivers mail and runs jobs, apart from the servers. The servers may then be started with JOB_WORKER=off. */
import { runTypeScript } from './typescript.mjs'

runTypeScript('scripts/worker-process.ts')
