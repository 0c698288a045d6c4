// How often each page asks the database, counted on the wire.
import { startCountingProxy } from '../counting-proxy'
import { type Finding, type Measure } from '../measure'

const PAGES: { what: string; address: (person: string) => string; atMost?: number }[] = [
  { what: 'the list', address: () => '/administrators', atMost: 3 },
  { what: 'the list, filtered, sorted and searched', address: () => '/administrators?q=quick&status=active&role=member&sort=-lastSignIn', atMost: 3 },
  { what: 'Home', address: () => '/' },
  { what: 'a person', address: (person) => `/administrators/${person}` },
  { what: 'a person’s roles', address: (person) => `/administrators/${person}/roles` },
  { what: 'the audit', address: () => '/audit' },
  { what: 'My account', address: () => '/account' },
  { what: 'a search of the palette', address: () => '/api/search/administrators?q=quick' },
]

export const requestCost: Measure = {
  name: 'queries',
  run: async (rig) => {
    const database = await rig.database(rig.sizes[0]!)
    const proxy = await startCountingProxy(database.appUrl)
    // Without jobs: their look-outs are nobody's request.
    const server = await rig.console({ appUrl: proxy.url }, { JOB_WORKER: 'off' })
    const found: Finding[] = []
    try {
      const get = async (address: string) => {
        const response = await fetch(server.origin + address, { headers: { cookie: database.cookie } })
        if (!response.ok) throw new Error(`${address} answered ${response.status}`)
        return response.text()
      }
      const person = /\/administrators\/([0-9a-f-]{36})/.exec(await get('/administrators'))![1]!
      for (const { what, address, atMost } of PAGES) {
        await get(address(person))
        proxy.take()
        await get(address(person))
        const statements = proxy.take()
        const session = statements.filter(({ text }) => text.includes('live AS'))
        if (session.length !== 1) throw new Error(`${what}: who is signed in was asked ${session.length} times`)
        found.push({ what: `statements for ${what}, the session among them`, reach: atMost === undefined ? 'shown' : { atMost }, ratio: statements.length, unit: 'queries', seen: 'session, person, tenant and grants in one' })
      }
      return found
    } finally {
      await server.stop()
      await proxy.close()
    }
  },
}
