/** Serves the production build. The settings are parsed before the first request (instrumentation.ts); what is wrong is said in one message. */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import { isIP } from 'node:net'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const next = createRequire(import.meta.url).resolve('next/dist/bin/next')

if (!fs.existsSync(path.join(root, '.next/BUILD_ID'))) {
  console.error('There is no build yet. Run "npm run build" first.')
  process.exit(1)
}

// Started by another command of ours: when that is gone, however it went, so are we.
if (process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel.unref()
}

process.env.NODE_ENV = 'production'
process.env.NEXT_TELEMETRY_DISABLED = '1'
// A demo or a test is for this machine alone. HOSTNAME counts only when it is an address: many shells and containers put the machine's name there.
const wanted = process.env.HOSTNAME ?? ''
const host = isIP(wanted) ? wanted : process.env.CASTELLAN_MODE === 'production' ? '0.0.0.0' : '127.0.0.1'
process.argv = [process.execPath, next, 'start', root, '--port', process.env.PORT ?? '3000', '--hostname', host]
await import(next)
