import 'server-only'
import { reserveConnection } from '@/lib/db/reserved-connection'
import { log } from '@/lib/log'
import { JOBS_CHANNEL } from './enqueue-job'
import { HANDLERS } from './handlers'
import { abandonLost, claimJobs } from './lease-job'
import { runJob, type Handler } from './run-job'
import { scheduleHourlyJobs } from './schedule-jobs'

const SCHEDULE_MILLISECONDS = 60_000
/** What may take longer than this is long work, and never takes every lane: a mailed link is waited for. */
const LONG_SECONDS = 120
const LANES_FOR_SHORT_WORK = 2

export interface WorkerOptions {
  /** jobs at a time: one that hangs does not hold up the others */
  lanes?: number
  leaseSeconds?: number
  /** the fallback for a notification that was not heard, and how often what is due by time is looked for */
  pollMilliseconds?: number
  /** how long what is running may go on when the worker ends */
  graceMilliseconds?: number
  handlers?: Record<string, Handler>
  /** whether it sees to the hourly jobs too */
  hourly?: boolean
}

export interface Worker {
  /** Takes nothing new, gives what is running a moment to finish, gives the rest back. */
  stop: () => Promise<void>
}

/**
 * Starts working on the queue: due jobs are taken under a lease, run side by side, and finished with the lease's token.
 * Has one connection of its own, so it works on while the pool is empty, and comes back by itself after the database was away.
 */
export function startWorker({ lanes = 4, leaseSeconds = 60, pollMilliseconds = 2000, graceMilliseconds = 5000, handlers = HANDLERS, hourly = true }: WorkerOptions = {}): Promise<Worker> {
  const stopping = new AbortController()
  const ending = new AbortController()
  const running = new Set<Promise<void>>()
  const long = Object.keys(handlers).filter((kind) => handlers[kind]!.longestSeconds > LONG_SECONDS)
  const lanesForLong = Math.max(1, lanes - LANES_FOR_SHORT_WORK)
  let runningLong = 0
  let wake = () => {}
  const waiters: ((up: boolean) => void)[] = []
  let closed = false

  const connection = reserveConnection({
    name: 'castellan-worker', channel: JOBS_CHANNEL,
    onNotification: () => wake(),
    onConnected: () => {
      for (const tell of waiters.splice(0)) tell(true)
      void schedule().then(() => wake())
    },
  })

  function reconnected(): Promise<boolean> {
    if (closed) return Promise.resolve(false)
    return new Promise((resolve) => {
      waiters.push(resolve)
      // A statement can fail on a connection that lives on.
      setTimeout(() => resolve(!closed), pollMilliseconds).unref()
    })
  }

  async function schedule(): Promise<void> {
    // Without a database just now: the next connection asks again.
    if (hourly) await scheduleHourlyJobs(connection).catch(() => undefined)
  }

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      const woken = new Promise<void>((resolve) => (wake = resolve))
      const free = lanes - running.size
      const taken = free > 0 ? await take(free) : 0
      if (taken < free || free === 0) await Promise.race([woken, pause(pollMilliseconds)])
    }
  }

  async function take(free: number): Promise<number> {
    try {
      for (const job of await abandonLost(connection)) log().error({ job }, 'a job was given up: its last try never came back')
      const jobs = await claimJobs(connection, free, leaseSeconds, { not: long })
      const left = Math.min(free - jobs.length, lanesForLong - runningLong)
      // What is claimed already must be run, whatever becomes of this.
      if (long.length > 0 && left > 0) jobs.push(...(await claimJobs(connection, left, leaseSeconds, { only: long }).catch(() => [])))
      for (const job of jobs) {
        const takesLong = long.includes(job.kind)
        if (takesLong) runningLong += 1
        const run = runJob(job, { connection, handler: handlers[job.kind], leaseSeconds, ending: ending.signal, reconnected })
        running.add(run)
        void run.finally(() => {
          running.delete(run)
          if (takesLong) runningLong -= 1
          wake()
        })
      }
      return jobs.length
    } catch {
      // No database just now; onConnected wakes us.
      return 0
    }
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds).unref())
  }

  const scheduling = setInterval(() => void schedule(), SCHEDULE_MILLISECONDS).unref()
  const working = work()
  return Promise.resolve({
    async stop() {
      clearInterval(scheduling)
      stopping.abort()
      wake()
      await working
      await Promise.race([Promise.allSettled(running), pause(graceMilliseconds)])
      ending.abort()
      await Promise.race([Promise.allSettled(running), pause(graceMilliseconds)])
      closed = true
      for (const tell of waiters.splice(0)) tell(false)
      await connection.close()
    },
  })
}
