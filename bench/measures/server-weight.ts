// What the process costs: how soon it answers, what it holds after the same load, how late its event loop runs.
import { throughput, type Target } from '../load'
import { type Measure } from '../measure'
import { inPairs } from '../median'
import type { RunningServer } from '../running-server'

const CONNECTIONS = 8
const mib = (bytes: number) => bytes / 2 ** 20

export const serverWeight: Measure = {
  name: 'server',
  run: async (rig) => {
    const database = await rig.database(rig.sizes[1]!)
    const starting = await inPairs(rig.quick ? 3 : 9, async () => {
      const server = await rig.console(database)
      await server.stop()
      return server.readyAfterMilliseconds
    }, async () => {
      const server = await rig.floor('next', database)
      await server.stop()
      return server.readyAfterMilliseconds
    })
    const [ours, floor] = [await rig.console(database), await rig.floor('next', database)]
    const targets: [RunningServer, Target][] = [[ours, { url: `${ours.origin}/administrators`, headers: { cookie: database.cookie } }], [floor, { url: `${floor.origin}/list` }]]
    const minute = rig.quick ? 3 : 60
    try {
      const delays: number[] = []
      const held: number[] = []
      for (const [server, target] of targets) {
        await throughput(target, { connections: CONNECTIONS, seconds: Math.max(2, minute / 6) })
        server.reset()
        await throughput(target, { connections: CONNECTIONS, seconds: minute })
        const { rssBytes, delayP99Milliseconds } = await server.read()
        delays.push(delayP99Milliseconds)
        held.push(rssBytes)
      }
      // Ours goes on: five minutes, then five more.
      const [, target] = targets[0]!
      await throughput(target, { connections: CONNECTIONS, seconds: minute * 4 })
      const early = (await ours.read()).rssBytes
      await throughput(target, { connections: CONNECTIONS, seconds: minute * 5 })
      const late = (await ours.read()).rssBytes
      return [
        { what: 'from start to ready, against an empty page’s server (F4)', reach: { atMost: 2 }, ratio: starting.ratio, seen: `${starting.ours.toFixed(0)} and ${starting.floor.toFixed(0)} ms` },
        { what: 'memory after the same load, against the bare page’s server (F2)', reach: { atMost: 1.5 }, ratio: held[0]! / held[1]!, seen: `${mib(held[0]!).toFixed(0)} and ${mib(held[1]!).toFixed(0)} MiB` },
        { what: 'growth of memory under load between minute 5 and 10', reach: { atMost: 5 }, unit: '%', ratio: (late / early - 1) * 100, seen: `${mib(early).toFixed(0)} and ${mib(late).toFixed(0)} MiB` },
        { what: 'event loop delay p99 under load, against the bare page’s server (F2)', reach: { atMost: 2 }, ratio: delays[0]! / delays[1]!, seen: `${delays[0]!.toFixed(0)} and ${delays[1]!.toFixed(0)} ms` },
      ]
    } finally {
      await Promise.all([ours.stop(), floor.stop()])
    }
  },
}
