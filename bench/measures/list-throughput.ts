// The list and a reader against the same rows and statements without Castellan around them.
import { throughput, type Target } from '../load'
import { type Finding, type Measure } from '../measure'
import { inPairs } from '../median'
import { COMMON } from '../planted-people'

const CONNECTIONS = 8

export const listThroughput: Measure = {
  name: 'list',
  run: async (rig) => {
    const database = await rig.database(rig.sizes[1]!)
    const [console_, next, plain] = [await rig.console(database), await rig.floor('next', database), await rig.floor('node', database)]
    const headers = { cookie: database.cookie }
    const load = { connections: CONNECTIONS, seconds: rig.quick ? 2 : 5 }
    const rounds = rig.quick ? 3 : 9
    const search = `q=${COMMON.word.slice(1, 7)}`
    async function against(what: string, ours: Target, floor: Target, reach: Finding['reach']): Promise<Finding> {
      // What both need before they are at their pace.
      for (const target of [ours, floor]) await throughput(target, { connections: CONNECTIONS, seconds: 2 })
      const pairs = await inPairs(rounds, async () => throughput(ours, load), async () => throughput(floor, load))
      return { what, reach, ratio: pairs.ratio * 100, unit: '%', seen: `${pairs.ours.toFixed(0)} and ${pairs.floor.toFixed(0)} requests a second` }
    }
    try {
      const html: Target = { url: `${console_.origin}/administrators`, headers }
      const data: Target = { url: `${console_.origin}/api/search/administrators?${search}`, headers }
      return [
        await against('list page of 50 rows, signed in, against the same rows on a bare page (F2)', html, { url: `${next.origin}/list` }, { atLeast: 60 }),
        await against('reader, signed in, against a bare route handler with the same statement (F3)', data, { url: `${next.origin}/data?${search}` }, { atLeast: 60 }),
        await against('list page against node:http with the same statement (F1)', html, { url: `${plain.origin}/list` }, 'shown'),
        await against('reader against node:http with the same statement (F1)', data, { url: `${plain.origin}/data?${search}` }, 'shown'),
      ]
    } finally {
      await Promise.all([console_.stop(), next.stop(), plain.stop()])
    }
  },
}
