// What signing in through an OpenID provider costs the server, beyond the provider's own part of it.
import { paths } from '@/lib/paths'
import { startOidcPeer, travel } from '@/prisma/factories/oidc-peer'
import { connect } from '../../scripts/postgres-roles.mjs'
import { startCountingProxy } from '../counting-proxy'
import { type Measure } from '../measure'
import { median } from '../median'
import { COMMON } from '../planted-people'
import { secrets } from '../rig'
import type { SeededDatabase } from '../seeded-database'

const SLUG = 'crowd'
const MOST_STATEMENTS = 3
const MOST_CPU_MILLISECONDS = 30
/** What every beginning of a session asks, whatever proved the person: the limit, the person, the session, its event. */
const EVERY_SIGN_IN = /rate_bucket|AS "requiredConnection"|live AS|audit_/

/** A connection as it stands after it was added; the server of this run can open its secret. @returns its id */
async function plant({ appUrl, ownerUrl, tenantId }: SeededDatabase): Promise<string> {
  Object.assign(process.env, secrets, { CASTELLAN_MODE: 'demo', DATABASE_URL: appUrl, APP_ORIGIN: 'http://localhost:3000', SMTP_URL: 'smtp://127.0.0.1:9', DEFAULT_TENANT: SLUG })
  const client = await connect(ownerUrl)
  await client.query('DELETE FROM sso_connection WHERE tenant_id = $1', [tenantId])
  await client.end()
  const { plantConnection } = await import('@/prisma/factories/plant-connection')
  return (await plantConnection({ tenantId })).id
}

export const ssoSignIn: Measure = {
  name: 'sso-oidc',
  run: async (rig) => {
    const database = await rig.database(rig.sizes[0]!)
    const connectionId = await plant(database)
    const proxy = await startCountingProxy(database.appUrl)
    const server = await rig.console({ appUrl: proxy.url }, { TRUSTED_PROXIES: '1', JOB_WORKER: 'off', OUTBOUND_LOOPBACK: 'on' })
    const peer = await startOidcPeer({ redirectUris: [server.origin + paths.api.ssoCallback(SLUG, connectionId)] })
    const client = await connect(database.ownerUrl)
    try {
      await client.query('UPDATE sso_connection SET issuer = $2 WHERE id = $1', [connectionId, peer.issuer])
      const rounds = rig.quick ? 10 : 100
      const { rows: people } = await client.query<{ id: string }>('SELECT id FROM administrator WHERE tenant_id = $1 AND email_key LIKE $2 ORDER BY id LIMIT $3', [database.tenantId, `${COMMON.word}%`, rounds + 20])
      await client.query(
        `INSERT INTO sso_identity (tenant_id, connection_id, issuer, subject, administrator_id, linked_by, linked_at, vouched_material) SELECT $1, $2, $3, p, p::uuid, 'self', castellan_now(), 1 FROM unnest($4::text[]) AS p`,
        [database.tenantId, connectionId, peer.issuer, people.map(({ id }) => id)])
      const signIn = async (number: number) => {
        const { id } = people[number]!
        peer.signsIn(id, { email: 'somebody@bench.example', email_verified: true })
        const from = { 'x-forwarded-for': `10.${number >> 8}.${number & 255}.1` }
        const [beforeStart] = [await server.read(), proxy.take()]
        const start = await fetch(server.origin + paths.api.ssoStart(SLUG, connectionId, '/'), { redirect: 'manual', headers: from })
        const [afterStart, asked] = [await server.read(), proxy.take()]
        const back = await travel(start.headers.get('location')!, peer.issuer)
        const beforeBack = await server.read()
        const end = await fetch(back, { redirect: 'manual', headers: { ...from, cookie: start.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ') } })
        const afterBack = await server.read()
        if (end.status !== 303 || !end.headers.getSetCookie().some((cookie) => /^castellan=[^;]{43}/.test(cookie))) throw new Error(`nobody was signed in: ${end.status} ${end.headers.get('location')}`)
        return { cpu: afterStart.cpuMilliseconds - beforeStart.cpuMilliseconds + afterBack.cpuMilliseconds - beforeBack.cpuMilliseconds, setOut: asked, cameBack: proxy.take() }
      }
      for (let number = 0; number < 20; number += 1) await signIn(number)
      const seen = []
      for (let number = 20; number < people.length; number += 1) seen.push(await signIn(number))
      const { setOut, cameBack } = seen.at(-1)!
      const own = cameBack.filter(({ text }) => !EVERY_SIGN_IN.test(text))
      return [
        { what: 'SSO sign-in with OpenID Connect: statements of the way back beyond those of every sign-in', reach: { atMost: MOST_STATEMENTS }, ratio: own.length, unit: 'queries', seen: `${cameBack.length} in all` },
        { what: '… statements of setting out', reach: 'shown', ratio: setOut.length, unit: 'queries', seen: 'the limit, the connection, the trip' },
        { what: '… time of the server’s processor, both ways, without the provider’s', reach: { atMost: MOST_CPU_MILLISECONDS }, ratio: median(seen.map(({ cpu }) => cpu)), unit: 'ms', seen: `median of ${seen.length}` },
      ]
    } finally {
      await client.end()
      await peer.stop()
      await server.stop()
      await proxy.close()
    }
  },
}
