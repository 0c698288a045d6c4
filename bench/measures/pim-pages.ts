// What a browser loads first for each page of second factors and of PIM, over an empty page.
import { paths } from '@/lib/paths'
import { newToken } from '@/lib/crypto/tokens'
import { connect } from '../../scripts/postgres-roles.mjs'
import { type Finding, type Measure } from '../measure'
import { launch, openPage } from '../open-page'
import { ELIGIBLE, setOpen } from '../planted-powers'
import { plantSessions } from '../planted-sessions'
import type { SeededDatabase } from '../seeded-database'

const MOST_KILOBYTES = 130

interface Cookie { name: string; value: string }
interface Visit { what: string; address: string; cookie: Cookie }

// Somebody with an app and a passkey, who has just given the right password.
const FACTORS = `
INSERT INTO second_factor (tenant_id, administrator_id, kind, name, created_at, confirmed_at, secret_sealed, credential_id, public_key, sign_count)
SELECT $1, $2, kind::factor_kind, name, castellan_now(), castellan_now(), sealed, credential, key, count FROM (VALUES ('totp', 'Phone', 'nobody opens it', NULL::bytea, NULL::bytea, NULL::bigint), ('passkey', 'Laptop', NULL, gen_random_uuid()::text::bytea, '\\x00'::bytea, 0)) AS f (kind, name, sealed, credential, key, count)
WHERE NOT EXISTS (SELECT FROM second_factor WHERE tenant_id = $1 AND administrator_id = $2)`
const PENDING = `
INSERT INTO pending_sign_in (tenant_id, administrator_id, token_hash, compared_hash, created_at, expires_at) SELECT $1, $2, $3, '', castellan_now(), castellan_now() + interval '10 minutes'`

async function prepare(database: SeededDatabase): Promise<Visit[]> {
  const { tenantId } = database
  const client = await connect(database.superuserUrl)
  try {
    await setOpen(client, tenantId, { waiting: 60, scheduled: 20, running: 60 })
    const { rows: [person] } = await client.query<{ id: string; grant: string }>("SELECT administrator_id AS id, id AS grant FROM role_grant WHERE tenant_id = $1 AND kind = 'eligible' AND role = $2 ORDER BY id LIMIT 1", [tenantId, ELIGIBLE[0]])
    const { rows: [request] } = await client.query<{ id: string }>("SELECT id FROM pim_request WHERE tenant_id = $1 AND state = 'pending_approval' ORDER BY requested_at LIMIT 1", [tenantId])
    await client.query(FACTORS, [tenantId, person!.id])
    const { token, hash } = newToken('second_step')
    await client.query(PENDING, [tenantId, person!.id, Buffer.from(hash)])
    const [session] = await plantSessions(client, tenantId, [person!.id])
    const owner = { name: 'castellan', value: database.cookie.split('=')[1]! }
    const own = { name: 'castellan', value: session! }
    const step = { name: 'castellan-step', value: token }
    return [
      { what: 'the second step, by app', address: paths.secondStepBy('app'), cookie: step },
      { what: 'the second step, by passkey', address: paths.secondStepBy('passkey'), cookie: step },
      { what: 'second factors of My account', address: paths.accountFactors, cookie: own },
      { what: 'the MFA policy', address: paths.mfaPolicy, cookie: owner },
      { what: 'break-glass', address: paths.breakGlass, cookie: owner },
      { what: 'My roles', address: paths.pim, cookie: own },
      { what: 'My roles, the dialog open', address: paths.pimActivate(person!.grant), cookie: own },
      { what: 'My requests', address: paths.pimRequests, cookie: owner },
      { what: 'one request', address: paths.pimRequest(request!.id), cookie: owner },
      { what: 'Approvals', address: paths.pimApprovals, cookie: owner },
      { what: 'All requests', address: paths.pimAllRequests, cookie: owner },
      { what: 'Role settings', address: paths.pimRoleSettings, cookie: owner },
      { what: 'the settings of one role', address: paths.pimRoleSetting(ELIGIBLE[0]), cookie: owner },
      { what: 'Alerts', address: paths.pimAlerts, cookie: owner },
    ]
  } finally {
    await client.end()
  }
}

export const pimPages: Measure = {
  name: 'pim-pages',
  run: async (rig) => {
    const database = await rig.requests(1000)
    const visits = await prepare(database)
    const [server, floor] = [await rig.console(database, { JOB_WORKER: 'off' }), await rig.floor('next', database)]
    const browser = await launch()
    const scripts = async (url: string, cookie: Cookie | null) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
      try {
        if (cookie) await context.addCookies([{ ...cookie, url: server.origin }])
        const { page, seen } = await openPage(context, url, 1)
        // Sent elsewhere it would weigh what another page weighs.
        if (cookie && page.url() !== url) throw new Error(`${url} led to ${page.url()}`)
        return (await seen()).scriptBytes
      } finally {
        await context.close()
      }
    }
    try {
      const empty = await scripts(`${floor.origin}/empty`, null)
      const found: Finding[] = []
      for (const { what, address, cookie } of visits) {
        const bytes = await scripts(server.origin + address, cookie)
        found.push({ what: `script loaded first for ${what}, over an empty page (F4)`, reach: { atMost: MOST_KILOBYTES }, unit: 'kB', ratio: (bytes - empty) / 1000, seen: `${(bytes / 1000).toFixed(1)} and ${(empty / 1000).toFixed(1)} kB, compressed` })
      }
      return found
    } finally {
      await browser.close()
      await Promise.all([server.stop(), floor.stop()])
    }
  },
}
