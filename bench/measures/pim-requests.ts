// The approvals queue and the history of requests at a million against a thousand: each statement, and the pages they stand on.
import pg from 'pg'
import { makeActor, TENANT, type Actor, type Grant } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import { paths } from '@/lib/paths'
import { waitingCountStatement, waitingStatement } from '@/lib/pim/approvals-data'
import { pageStatement, type Statement } from '@/lib/pim/list-data'
import { readRequestQuery, REQUEST_STATES } from '@/lib/pim/list-query'
import { connect } from '../../scripts/postgres-roles.mjs'
import { timeOf } from '../load'
import { type Finding, type Measure } from '../measure'
import { inPairs, median } from '../median'
import { ELIGIBLE, NAMED, setOpen } from '../planted-powers'
import type { Rig } from '../rig'
import { scannedBy } from '../scanned-tables'
import type { SeededDatabase } from '../seeded-database'

const FEW = 1000
const MOST = 1.25
const OPEN = { waiting: 200, scheduled: 120, running: 200 }
const MANY_WAITING = 5000
const NOBODY = '00000000-0000-0000-0000-000000000000'

/** Whoever asks, and the moment. */
interface Side { client: pg.Client; database: SeededDatabase; now: number; owner: Actor; named: Actor; holder: Actor; /** of the past, one a minute */ requests: number }
interface Scenario { what: string; statement: (side: Side) => Statement }

const grant = (role: RoleKey): Grant => ({ id: role, role, scope: TENANT, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null })

async function openSide(database: SeededDatabase, requests: number): Promise<Side> {
  const client = new pg.Client({ connectionString: database.appUrl })
  await client.connect()
  const { tenantId } = database
  const { rows: [known] } = await client.query<{ now: Date; owner: string; named: string }>(
    `SELECT castellan_now() AS now, (SELECT id FROM administrator WHERE tenant_id = $1 AND email_key = 'owner@bench.example') AS owner,
       (SELECT id FROM administrator WHERE tenant_id = $1 AND email_key = $2) AS named`, [tenantId, NAMED])
  const now = known!.now.getTime()
  const actorOf = (administratorId: string, grants: Grant[]) =>
    makeActor({ tenantId, administratorId, sessionId: NOBODY, status: 'active', factorEnrolledAt: 1, factorUsedAt: 1, freshFactorAt: null, mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now, grants })
  return { client, database, now, owner: actorOf(known!.owner, [grant('client_owner')]), named: actorOf(known!.named, []), holder: actorOf(NOBODY, [grant('auditor')]), requests }
}

const history = (params: Record<string, string | string[]>) => ({ database, now }: Side) => pageStatement(database.tenantId, readRequestQuery(params), now)
/** A page that begins so far back in the history. */
const deep = (part: number, params: Record<string, string | string[]> = {}) => ({ database, now, requests }: Side) =>
  pageStatement(database.tenantId, { ...readRequestQuery(params), cursor: { older: true, at: Math.round(now - requests * part * 60_000), id: NOBODY } }, now)

const QUEUE: readonly Scenario[] = [
  { what: 'the queue of an owner', statement: ({ owner }) => waitingStatement(owner, null) },
  { what: 'the queue of an owner, a page further', statement: ({ owner, now }) => waitingStatement(owner, { older: false, at: now - 50_000, id: NOBODY }) },
  { what: 'the queue of whoever is named', statement: ({ named }) => waitingStatement(named, null) },
  { what: 'the queue of whoever holds a role that is named', statement: ({ holder }) => waitingStatement(holder, null) },
  { what: 'the badge of an owner', statement: ({ owner }) => waitingCountStatement(owner) },
  { what: 'the badge of whoever is named', statement: ({ named }) => waitingCountStatement(named) },
]

const HISTORY: readonly Scenario[] = [
  { what: 'all requests, first page', statement: history({}) },
  { what: 'all requests, half way', statement: deep(0.5) },
  { what: 'all requests, nearly at the oldest', statement: deep(0.9) },
  ...REQUEST_STATES.map((state) => ({ what: `all requests, ${state}`, statement: history({ state }) })),
  { what: 'all requests, denied or revoked', statement: history({ state: ['denied', 'revoked'] }) },
  { what: 'all requests, expired, half way', statement: deep(0.5, { state: 'expired' }) },
  { what: 'all requests, of one role', statement: history({ role: ELIGIBLE[0] }) },
  { what: 'all requests, of one person', statement: (side) => history({ person: side.owner.administratorId })(side) },
  { what: 'my requests', statement: ({ owner, now }) => pageStatement(owner.tenantId, { ...readRequestQuery({}), person: owner.administratorId }, now) },
  { what: 'my requests, denied', statement: ({ owner, now }) => pageStatement(owner.tenantId, { ...readRequestQuery({ state: 'denied' }), person: owner.administratorId }, now) },
]

const PAGES: readonly (readonly [string, string])[] = [['Approvals', paths.pimApprovals], ['All requests', paths.pimAllRequests], ['My requests', paths.pimRequests], ['the badge', paths.api.pimWaiting]]
const GROWING = ['pim_request', 'pim_activation', 'pim_decision', 'administrator', 'role_grant', 'audit_event']

async function open(database: SeededDatabase, waiting: number): Promise<void> {
  const client = await connect(database.superuserUrl)
  await setOpen(client, database.tenantId, { ...OPEN, waiting })
  await client.end()
}

/** Each statement in turn on both sides. */
async function compare({ quick }: Rig, [small, large]: readonly [Side, Side], scenarios: readonly Scenario[], against: string, scanned: Map<string, string[]>): Promise<Finding[]> {
  const found: Finding[] = []
  for (const { what, statement } of scenarios) {
    const [few, many] = [small, large].map((side) => ({ client: side.client, ...statement(side) }))
    const run = ({ client, text, values }: NonNullable<typeof few>) => async () => {
      const started = performance.now()
      await client.query(text, values)
      return performance.now() - started
    }
    const rows = async ({ client, text, values }: NonNullable<typeof few>) => (await client.query(text, values)).rows.length
    for (let warm = 0; warm < 8; warm += 1) await Promise.all([run(few!)(), run(many!)()])
    const { ours, floor, ratio } = await inPairs(quick ? 15 : 61, run(many!), run(few!))
    const tables = await scannedBy(large.client, many!, GROWING)
    if (tables.length > 0) scanned.set(what, tables)
    found.push({ what: `${what}: ${against}`, reach: { atMost: MOST }, ratio, seen: `${ours.toFixed(2)} and ${floor.toFixed(2)} ms, ${await rows(many!)} and ${await rows(few!)} rows` })
  }
  return found
}

/** The whole page, by whoever is signed in, from a server on each. */
async function comparePages(rig: Rig, small: SeededDatabase, large: SeededDatabase, against: string): Promise<Finding[]> {
  const found: Finding[] = []
  const [few, many] = [await rig.console(small, { JOB_WORKER: 'off' }), await rig.console(large, { JOB_WORKER: 'off' })]
  try {
    for (const [what, address] of PAGES) {
      const ask = (origin: string, { cookie }: SeededDatabase) => async () => timeOf({ url: origin + address, headers: { cookie } })
      const [ours, floor] = [ask(many.origin, large), ask(few.origin, small)]
      for (let warm = 0; warm < (rig.quick ? 10 : 60); warm += 1) for (const one of [ours, floor]) await one()
      const pairs = await inPairs(rig.quick ? 9 : 81, ours, floor)
      found.push({ what: `${what}, asked over HTTP: ${against}`, reach: { atMost: MOST }, ratio: pairs.ratio, seen: `${pairs.ours.toFixed(1)} and ${pairs.floor.toFixed(1)} ms` })
    }
  } finally {
    await Promise.all([few.stop(), many.stop()])
  }
  return found
}

export const pimRequests: Measure = {
  name: 'pim-requests',
  run: async (rig) => {
    const many = rig.quick ? 50_000 : 1_000_000
    const [small, large] = [await rig.requests(FEW), await rig.requests(many)]
    const against = `${many.toLocaleString('en')} requests against ${FEW.toLocaleString('en')}`
    const scanned = new Map<string, string[]>()
    for (const database of [small, large]) await open(database, OPEN.waiting)
    let sides = [await openSide(small, FEW), await openSide(large, many)] as const
    const found = await compare(rig, sides, [...QUEUE, ...HISTORY], against, scanned)
    found.push(...(await comparePages(rig, small, large, against)))
    found.push({ what: 'median of all these ratios', reach: 'shown', ratio: median(found.map(({ ratio }) => ratio)), seen: '' })
    await Promise.all(sides.map(async ({ client }) => client.end()))
    // What waits for somebody is seldom much; how much of it there is must not be felt either.
    await open(large, MANY_WAITING)
    // Anew on the small one too, and last: where a page further begins is counted from the moment of the planting.
    await open(small, OPEN.waiting)
    sides = [await openSide(small, FEW), await openSide(large, many)]
    const crowded = `${MANY_WAITING.toLocaleString('en')} of ${many.toLocaleString('en')} waiting against ${OPEN.waiting} of ${FEW.toLocaleString('en')}`
    found.push(...(await compare(rig, sides, QUEUE, crowded, scanned)))
    await Promise.all(sides.map(async ({ client }) => client.end()))
    const asked = QUEUE.length * 2 + HISTORY.length
    found.push({ what: `statements about requests, of ${asked}, with a sequential scan of a growing table`, reach: { atMost: 0 }, ratio: scanned.size, unit: 'scans', seen: scanned.size === 0 ? 'none' : [...scanned].map(([what, tables]) => `${what}: ${tables.join(', ')}`).join('; ') })
    return found
  },
}
