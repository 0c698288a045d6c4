import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startNode, stopChild } from '../scripts/child.mjs'
import { freePort } from '../scripts/embedded-postgres.mjs'

const PROBE = path.join(import.meta.dirname, 'probe.mjs')
const LONGEST_START_MILLISECONDS = 60_000

export interface Reading { rssBytes: number; heapBytes: number; delayP99Milliseconds: number; /** of all its threads, since its start */ cpuMilliseconds: number }

export interface RunningServer {
  origin: string
  /** from the start of the process to the first good answer */
  readyAfterMilliseconds: number
  read: () => Promise<Reading>
  /** forgets the event loop's delays so far */
  reset: () => void
  stop: () => Promise<void>
}

interface Starting {
  /** script and arguments, for the port it is to listen on */
  args: (port: number) => string[]
  env: (port: number) => Record<string, string>
  readyPath: string
  logFile: string
}

let nextPort = Number(process.env.BENCH_PORT ?? 0)

/** Starts a server with the probe inside, and returns when it answers. @throws Error with the end of its log */
export async function startServer({ args, env, readyPath, logFile }: Starting): Promise<RunningServer> {
  const port = nextPort > 0 ? nextPort++ : await freePort()
  fs.mkdirSync(path.dirname(logFile), { recursive: true })
  const log = fs.openSync(logFile, 'a')
  let recent = ''
  const started = performance.now()
  const child = startNode(['--import', PROBE, ...args(port)], {
    env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...env(port) },
    onOutput: (text) => {
      fs.writeSync(log, text)
      recent = (recent + text).slice(-4000)
    },
  })
  while (!(await answers(`http://127.0.0.1:${port}${readyPath}`))) {
    if (performance.now() - started > LONGEST_START_MILLISECONDS || child.exitCode !== null || child.signalCode !== null) throw new Error(`The server on ${port} did not become ready.\n${recent.trim()}`)
    await pause(2)
  }
  return {
    origin: `http://localhost:${port}`,
    readyAfterMilliseconds: performance.now() - started,
    read: async () => {
      const answer = once(child, 'message')
      child.send('read')
      return (await answer)[0] as Reading
    },
    reset: () => void child.send('reset'),
    stop: () => stopChild(child),
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
