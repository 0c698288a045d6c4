/** The demo's database: migrated, marked, and peopled by the cast when it is new. */
import { prepareDatabase } from './local-database.mjs'
import { connect, dropDatabase } from './postgres-roles.mjs'
import { castExists, seedCast } from './seed-cast.mjs'

const NAME = 'castellan_demo'
const DRAFT = 'castellan_demo_draft'
const PASSWORD = 'correct-horse-castle-42'

/**
 * @param {import('./embedded-postgres.d.mts').Postgres} server
 * @param {(urls: { databaseUrl: string, migrationDatabaseUrl: string }) => Record<string, string>} settingsFor
 */
export async function openDemoDatabase(server, settingsFor) {
  const admin = await connect(server.superuserUrl())
  try {
    const known = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [NAME])
    if (known.rowCount === 0) {
      if (!castExists()) throw new Error('The demo needs its cast (prisma/seed.ts), which is not built yet.')
      // Made under another name and renamed when complete: an interrupted start leaves no half-peopled demo.
      await dropDatabase(server.superuserUrl(), DRAFT)
      const environment = settingsFor(await prepareDatabase(server, DRAFT, 'demo'))
      await seedCast(environment)
      await admin.query(`ALTER DATABASE ${DRAFT} RENAME TO ${NAME}`)
    }
  } finally {
    await admin.end()
  }
  return prepareDatabase(server, NAME, 'demo')
}

/** Who may sign in, as the database has it now: the first two dozen. */
export async function readCast(ownerUrl) {
  const client = await connect(ownerUrl)
  try {
    const { rows } = await client.query(`
      SELECT a.email, a.status, t.slug AS tenant, a.factor_enrolled_at IS NOT NULL AS app,
             json_agg(json_build_object('role', g.role, 'kind', g.kind, 'place', coalesce(w.name, o.name)) ORDER BY g.role) FILTER (WHERE g.role IS NOT NULL) AS grants
      FROM administrator a
      JOIN tenant t ON t.id = a.tenant_id
      LEFT JOIN role_grant g ON g.tenant_id = a.tenant_id AND g.administrator_id = a.id AND g.revoked_at IS NULL
      LEFT JOIN workspace w ON w.tenant_id = g.tenant_id AND w.id = g.workspace_id
      LEFT JOIN organization o ON o.tenant_id = g.tenant_id AND o.id = g.organization_id
      GROUP BY a.tenant_id, a.id, t.slug ORDER BY t.slug, a.created_at, a.email LIMIT 24`)
    const people = rows.map(({ email, status, tenant, app, grants }) => ({
      email,
      roles: (grants ?? []).map(({ role, kind, place }) => inWords(role) + (place ? ` of ${place}` : '') + (kind === 'eligible' ? ' (eligible)' : '')).join(', ') || 'no roles yet',
      note: [tenant === 'acme' ? '' : `sign in at /sign-in/${tenant}`, app ? 'with an app' : '', NOTES[status]].filter(Boolean).join(', '),
    }))
    const { rowCount } = await client.query('SELECT 1 FROM password_credential LIMIT 1')
    return { people, password: rowCount ? PASSWORD : null }
  } finally {
    await client.end()
  }
}

const NOTES = { active: '', new: 'invited: the mail is in the mailbox', inactive: 'inactive: cannot sign in', deleted: 'deleted' }

const inWords = (role) => role.split('_').map((word) => word[0].toUpperCase() + word.slice(1)).join(' ')
