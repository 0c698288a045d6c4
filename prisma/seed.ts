/**
 * `npm run seed -- --cast`: the named people of the demo.
 * `npm run seed -- --administrators 10000 [--events 1000000] [--tenant crowd]`: a new tenant with a crowd in it and a year of audit.
 */
import { parseArgs } from 'node:util'
import { connect } from '../scripts/postgres-roles.mjs'
import { storeAuditEvents } from './factories/audit-events'
import { storeCrowd } from './factories/people'
import { storeInvitedCast } from './factories/store-cast'

const USAGE = `Say what to seed:
  npm run seed -- --cast                                                      the named people of the demo
  npm run seed -- --administrators 10000 [--events 1000000] [--tenant crowd]  a new tenant with so many people and audit events
`
const MOST_PEOPLE = 2_000_000
const MOST_EVENTS = 100_000_000
const SLUG = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

function wholeNumber(flag: string, text: string, { least, most }: { least: number; most: number }): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (!(number >= least && number <= most)) throw new TypeError(`${flag} needs a whole number from ${least} to ${most.toLocaleString('en')}, in digits alone.`)
  return number
}

function parse(): { cast: true } | { cast: false; people: number; events: number; slug: string } {
  const { values } = parseArgs({ options: { cast: { type: 'boolean' }, administrators: { type: 'string' }, events: { type: 'string' }, tenant: { type: 'string' } } })
  const { cast, administrators, events, tenant: slug = 'crowd' } = values
  if (cast) {
    if (administrators ?? events ?? values.tenant) throw new TypeError('Seed the cast or a crowd: one or the other.')
    return { cast: true }
  }
  if (administrators === undefined) throw new TypeError(events === undefined ? 'Nothing was asked for.' : '--events goes with --administrators: an audit needs people.')
  if (!SLUG.test(slug)) throw new TypeError('--tenant needs a name of lower-case letters, digits and hyphens.')
  return { cast: false, slug, people: wholeNumber('--administrators', administrators, { least: 1, most: MOST_PEOPLE }), events: wholeNumber('--events', events ?? '0', { least: 0, most: MOST_EVENTS }) }
}

const said = (number: number) => number.toLocaleString('en')

/** Strangers are never added to people who are there, nor to a database whose people are real. */
async function refuseRealDatabase(ownerUrl: string, slug: string): Promise<void> {
  const client = await connect(ownerUrl)
  try {
    const { rows: [found] } = await client.query<{ mark: string | null; taken: boolean }>('SELECT (SELECT mode FROM database_mark) AS mark, EXISTS (SELECT FROM tenant WHERE slug = $1) AS taken', [slug])
    if (process.env.CASTELLAN_MODE === 'production' || found?.mark === 'production') throw new TypeError('This is production. A crowd is seeded only where CASTELLAN_MODE and the database are for demo or test.')
    if (found?.taken) throw new TypeError(`There is a tenant "${slug}" already; nothing was added to it. Name another by --tenant.`)
  } finally {
    await client.end()
  }
}

async function seedCrowd({ people, events, slug }: { people: number; events: number; slug: string }): Promise<void> {
  const ownerUrl = process.env.MIGRATION_DATABASE_URL
  if (!ownerUrl) throw new TypeError('MIGRATION_DATABASE_URL is missing: a crowd is stored by the role that owns the tables.')
  await refuseRealDatabase(ownerUrl, slug)
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  const tenantId = await storeCrowd(ownerUrl, { slug, people })
  process.stdout.write(`${slug}: ${said(people)} administrators in ${seconds().toFixed(1)} s\n`)
  if (events > 0) {
    const began = seconds()
    let shown = began
    const progress = (stored: number) => {
      if (stored < events && seconds() - shown < 2) return
      shown = seconds()
      process.stdout.write(`${slug}: ${said(stored)} of ${said(events)} events, ${said(Math.round(stored / (shown - began)))} a second\n`)
    }
    await storeAuditEvents(ownerUrl, { tenantId, events, onProgress: progress })
  }
  process.stdout.write(`Nobody can sign in to it yet: npm run owner -- --tenant ${slug} --email you@example.com\n`)
}

try {
  const asked = parse()
  await (asked.cast ? storeInvitedCast() : seedCrowd(asked))
} catch (error) {
  if (!(error instanceof TypeError)) throw error
  process.stderr.write(`${error.message}\n${USAGE}`)
  process.exitCode = 1
}
