/** Loaded into a measured server by --import: says over its channel how much memory it holds, how late its event loop runs and how long it has worked. */
import { monitorEventLoopDelay } from 'node:perf_hooks'

if (process.channel) {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  const cpuMilliseconds = () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }
  process.on('message', (message) => {
    if (message === 'reset') delay.reset()
    if (message === 'collect') globalThis.gc?.()
    if (message === 'read') process.send({ rssBytes: process.memoryUsage().rss, heapBytes: process.memoryUsage().heapUsed, delayP99Milliseconds: delay.percentile(99) / 1e6, cpuMilliseconds: cpuMilliseconds() })
  })
  // Asking must not keep a server alive that wants to end.
  process.channel.unref()
}
