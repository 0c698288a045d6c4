// Secrets are looked for wherever they could turn up: pages and their payload, readers, results of actions, exports, the log, the audit, the queue (T51, T77).
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { expect } from '@playwright/test'
import { test, type World } from './attack-world'
import { callAction, offeredActions } from './call-action'
import { DOORS } from './doors'
import { makeWorld } from './make-world'
import { OWN_SAMPLES, PUBLIC_SAMPLES } from './own-samples'
import { PAGES, READERS } from './page-samples'
import { SAMPLES } from './samples'
import { askPayload, sendRequest } from './send-request'

const LOG = path.resolve(import.meta.dirname, '../../.data/test/server.log')
const LIMIT = 180_000

/** What somebody types into a field for a password; it may be nowhere but in a hash. */
const TYPED = ['typed-canary-alpha-9931', 'typed-canary-bravo-9932', 'typed-canary-delta-9933']

interface Seen { where: string; text: string }

/** Calls everything there is as somebody who may see most, and keeps what came back. */
async function everything(world: World): Promise<Seen[]> {
  const seen: Seen[] = []
  const actions = new Map(offeredActions().map((action) => [action.where, action]))
  const call = async (where: string, args: unknown[], cookie?: string) => {
    const { text, result } = await callAction({ action: actions.get(where)!, args, cookie })
    seen.push({ where, text })
    return result
  }
  const owner = world.attackers.client_owner
  const olivia = world.home.people.olivia!
  for (const door of DOORS) {
    if (door.kind === 'action') await call(door.where, [(await SAMPLES[door.name]!.make({ world, side: 'own', attacker: owner })).input, randomUUID()], owner.token)
    if (door.kind === 'own-action' && door.name !== 'endOtherSessions') {
      const typed = Object.fromEntries(Object.entries(OWN_SAMPLES[door.name]!.input()).map(([name, value]) => [name, name === 'password' ? TYPED[0] : name === 'current' ? TYPED[1] : value]))
      await call(door.where, [typed, randomUUID()], await world.backstage('plantSession', { email: olivia.email }))
    }
    if (door.kind === 'public-action' && door.name !== 'signOut') {
      const form = new FormData()
      for (const [name, value] of Object.entries(PUBLIC_SAMPLES[door.name]!(world.home.slug))) form.set(name, name === 'password' ? TYPED[2]! : name === 'email' ? olivia.email : value)
      await call(door.where, [{}, form])
    }
  }
  const exports = [
    ['lib/audit/actions.ts exportAudit', { filter: {}, format: 'csv' }, '/api/audit/export'],
    ['lib/audit/actions.ts exportAudit', { filter: {}, format: 'jsonl' }, '/api/audit/export'],
    ['lib/administrators/actions.ts exportAdministrators', { filter: '' }, '/api/administrators/export'],
  ] as const
  for (const [where, input, address] of exports) {
    const result = await call(where, [input], owner.token)
    const file = await sendRequest(`${address}?id=${(result!.data as { id: string }).id}`, { headers: { cookie: `castellan=${owner.token}` } })
    expect(file.status).toBe(200)
    expect(file.text.split('\n').length).toBeGreaterThan(10)
    seen.push({ where: address, text: file.text })
  }
  for (const attacker of [owner, world.attackers.workspace_admin, world.attackers.requester]) {
    for (const [where, sample] of Object.entries({ ...PAGES, ...READERS })) {
      const { address } = await sample.ask({ world, side: 'own', attacker })
      const cookie = `castellan=${attacker.token}`
      seen.push({ where: `${attacker.role} ${address}`, text: (await sendRequest(address, { headers: { cookie }, headOnly: sample.stream ?? false })).text })
      if (where.endsWith('page.tsx')) seen.push({ where: `${attacker.role} ${address}, payload`, text: (await askPayload(address, { cookie })).text })
    }
  }
  return seen
}

test('[T51] [T77] no secret is in a page, a payload, a reader, a result, an export, the log, the audit or the queue', async ({ backstage }) => {
  // One of its own: whoever was attacked in the other has asked for as many exports as anybody may.
  const world = await makeWorld(backstage)
  test.setTimeout(LIMIT)
  const tenantIds = [world.home.id, world.abroad.id]
  // Somebody invited and somebody reset, so that there are links and letters.
  await world.backstage('invite', { by: world.home.people.olivia!.email, email: `canary-${randomUUID()}@attacked.example` })
  const seen = await everything(world)
  expect(seen.length).toBeGreaterThan(150)
  // What is no secret is there: the search looks where things are.
  for (const part of ['/administrators', ', payload', '/api/audit/export', '/api/search/administrators']) expect(seen.some(({ where, text }) => where.includes(part) && text.includes('@attacked.example'))).toBe(true)

  const keys = process.env.ENCRYPTION_KEYS!.split(',').map((entry) => entry.slice(entry.indexOf(':') + 1))
  const deployment = [process.env.AUTH_SECRET!, ...keys, new URL(process.env.DATABASE_URL!).password, new URL(process.env.MIGRATION_DATABASE_URL!).password].map((value) => ({ what: 'a secret of the deployment', value }))
  const tokens = Object.values(world.attackers).flatMap(({ role, token, stale }) => [token, stale].map((value) => ({ what: `the session of ${role}`, value })))
  const stored = await world.backstage('secretsOf', { tenantIds })
  const typed = [...TYPED, world.home.password].map((value) => ({ what: 'a password that was typed', value }))
  expect(stored.filter(({ what }) => what === 'a password hash').length).toBeGreaterThan(10)
  expect(stored.some(({ what }) => what.startsWith('the hash of a link'))).toBe(true)

  const written = await world.backstage('writtenDown', { tenantIds })
  const places: Seen[] = [...seen, ...Object.entries(written).map(([where, text]) => ({ where, text })), { where: 'the log', text: fs.readFileSync(LOG, 'utf8') }]
  const found: string[] = []
  for (const { what, value } of [...deployment, ...tokens, ...stored, ...typed]) {
    expect(value.length, what).toBeGreaterThanOrEqual(12)
    for (const { where, text } of places) if (text.includes(value)) found.push(`${what} is in ${where}`)
  }
  expect([...new Set(found)]).toEqual([])
})

test('[T67] the build holds no secret and no source of the server in what browsers fetch', () => {
  const root = path.resolve(import.meta.dirname, '../../.next/static')
  const files = fs.readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  expect(files.length).toBeGreaterThan(10)
  const wrong = files.flatMap((file) => {
    const text = fs.readFileSync(file, 'latin1')
    const signs = ['castellan_app', 'castellan_owner', 'AUTH_SECRET', 'ENCRYPTION_KEYS', 'DATABASE_URL', 'SMTP_URL', 'castellan_now()', 'token_hash', 'password_credential', 'argon2id', 'test-only-secret', 'SELECT s.tenant_id']
    return [...(file.endsWith('.map') ? [`${file}: a source map`] : []), ...signs.filter((sign) => text.includes(sign)).map((sign) => `${path.basename(file)}: ${sign}`)]
  })
  expect(wrong).toEqual([])
})
