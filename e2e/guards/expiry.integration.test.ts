// To the millisecond, in every action and every reader: whoever holds their role by an activation alone may at its end − 1 ms, and not at its end.
// No worker runs here, and nothing notes that it is over: the one query of each request is all there is.
import { randomBytes, randomUUID } from 'node:crypto'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ROLE_KEYS, ROLES, type Permission, type RoleKey } from '@/lib/authz/policy'
import { newToken } from '@/lib/crypto/tokens'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { disposableTenant } from '@/prisma/factories/disposable-tenant'
import { browser } from '@/prisma/factories/stand-in-browser'
import { stopClock } from '@/prisma/factories/test-clock'
import { attackVerbs } from '../backstage/attack-verbs'
import { samlVerbs } from '../backstage/saml-verbs'
import type { Attacker, World } from './attack-world'
import { DOORS, type ListedDoor } from './doors'
import { READERS } from './page-samples'
import { SAMPLES } from './samples'

vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const HOUR = 3_600_000
/** Belongs to whoever is signed in, whatever is in force. */
const EVERYBODYS: readonly Permission[] = ['role:read']
let world: World
let start = 0
let end = 0

const backstageVerbs = { ...attackVerbs, ...samlVerbs }
const backstage = (async (verb: keyof typeof backstageVerbs, argument: never) => backstageVerbs[verb](argument)) as unknown as World['backstage']

beforeAll(async () => {
  const [home, abroad] = [await disposableTenant(), await disposableTenant()]
  await db().tenant.update({ where: { id: home.id }, data: { mfaGraceSeconds: 0 } })
  start = await transaction(readClock)
  end = start + HOUR
  const own = { workspace: (await attackVerbs.newPlace({ tenantId: home.id, kind: 'workspace' })).id, organization: (await attackVerbs.newPlace({ tenantId: home.id, kind: 'organization' })).id }
  const attackers = {} as Record<RoleKey, Attacker>
  for (const role of ROLE_KEYS) attackers[role] = await activated(home.id, role, own)
  world = { backstage, home, abroad, attackers, places: { own, 'other place': own, 'other tenant': own }, tenantOf: () => home, fingerprint: async () => Promise.resolve({}) }
  // What one of the readers shows: an event that is neither of security nor of anybody's workspace.
  await stopClock(end - 1)
  await callAction(DOORS.find(({ name }) => name === 'createOrganization')!, attackers.client_owner)
})
beforeEach(() => (browser.address = `192.0.2.${1 + Math.floor(Math.random() * 250)}`))
afterAll(async () => {
  await stopClock(null)
  await closeDatabase()
})

/** Somebody with nothing but an eligible role that runs until the end, in a session that proves itself now and again. */
async function activated(tenantId: string, role: RoleKey, own: World['places']['own']): Promise<Attacker> {
  const scopes = ROLES[role].reach === 'place' ? (['workspace', 'organization'] as const).map((type) => ({ type, id: own[type] })) : [{ type: 'tenant' as const }]
  const { id, email, grantIds } = await attackVerbs.newPerson({ tenantId, grants: scopes.map((scope) => ({ role, scope })) })
  const at = new Date(start)
  await db().secondFactor.create({ data: { tenantId, administratorId: id, kind: 'totp', name: 'Phone', createdAt: at, confirmedAt: at, secretSealed: 'planted' } })
  await db().roleGrant.updateMany({ where: { tenantId, administratorId: id }, data: { kind: 'eligible' } })
  for (const [nth, grantId] of grantIds.entries()) {
    const scope = scopes[nth]!
    const where = { scope: scope.type, workspaceId: scope.type === 'workspace' ? scope.id : null, organizationId: scope.type === 'organization' ? scope.id : null }
    const about = { tenantId, administratorId: id, grantId, role, ...where }
    const { id: requestId } = await db().pimRequest.create({ data: { ...about, basketId: randomUUID(), requestedAt: at, seconds: 3600, undecidedUntil: new Date(end), approvalsNeeded: 0, state: 'approved' } })
    await db().pimActivation.create({ data: { ...about, requestId, startsAt: at, endsAt: new Date(end) } })
  }
  const { token, hash } = newToken('session')
  const proved = new Date(end - 60_000)
  await db().session.create({ data: { tenantId, administratorId: id, tokenHash: hash, createdAt: at, lastSeenAt: proved, expiresAt: new Date(end + HOUR), freshFactorAt: proved, factorUsedAt: proved, factorUsedKind: 'totp' } })
  return { role, id, email, token, stale: '' }
}

const root = path.resolve(import.meta.dirname, '../..')
const exportOf = async (where: string) => {
  const [file, name] = where.split(' ') as [string, string]
  return ((await import(path.join(root, file))) as Record<string, (...given: unknown[]) => Promise<unknown>>)[name]!
}

/** @returns 'done' or the code of the refusal */
async function callAction(door: ListedDoor, attacker: Attacker): Promise<string> {
  const { input } = await SAMPLES[door.name]!.make({ world, side: 'own', attacker })
  browser.cookie = attacker.token
  const result = (await (await exportOf(door.where))(input, randomUUID())) as { ok: boolean; error?: { code: string } }
  return result.ok ? 'done' : result.error!.code
}

/** What a page would get of a reader. */
async function askReader(where: string, attacker: Attacker): Promise<Response> {
  const { address } = await READERS[where]!.ask({ world, side: 'own', attacker })
  const file = where.split(' ')[0]!.replace(/^app|\/route\.ts$/g, '').split('/')
  const params = Object.fromEntries(address.split('?')[0]!.split('/').flatMap((part, nth) => (file[nth]?.startsWith('[') ? [[file[nth].slice(1, -1), part]] : [])))
  browser.cookie = attacker.token
  return (await (await exportOf(where))(new Request(`${browser.origin}${address}`), { params: Promise.resolve(params) })) as Response
}

/** Whoever may, now: an owner, or another where owners may not. */
async function whoMay(door: ListedDoor, ask: (attacker: Attacker) => Promise<{ about: Parameters<typeof attackVerbs.mayThey>[0]['about'] }>, also: ListedDoor['permissions'] = []): Promise<Attacker> {
  for (const attacker of ROLE_KEYS.map((role) => world.attackers[role])) {
    const { about } = await ask(attacker)
    const may = await Promise.all([...door.permissions, ...also].map(async (permission) => attackVerbs.mayThey({ token: attacker.token, permission, about })))
    if (may.every(Boolean)) return attacker
  }
  throw new Error(`nobody may ${door.name}: their activations count for nothing`)
}

const at = async (moment: number) => {
  await stopClock(moment)
  await db().session.updateMany({ where: { tenantId: world.home.id }, data: { lastSeenAt: new Date(moment) } })
}

describe('[T61] by an activation alone: at its end − 1 ms, and at its end', () => {
  const actions = DOORS.filter(({ kind }) => kind === 'action')
  const readers = DOORS.filter(({ kind }) => kind === 'read')

  it('every action behind a permission', { timeout: 180_000 }, async () => {
    await at(end - 1)
    const chosen = new Map<string, Attacker>()
    const before: string[] = []
    for (const door of actions) {
      const sample = SAMPLES[door.name]!
      const attacker = await whoMay(door, async (one) => sample.make({ world, side: 'own', attacker: one }), sample.also ? [sample.also] : [])
      chosen.set(door.name, attacker)
      const code = await callAction(door, attacker)
      if (code !== 'done' && !sample.settled?.includes(code)) before.push(`${door.name} by ${attacker.role}: ${code}`)
    }
    expect(before).toEqual([])
    await at(end)
    const after: string[] = []
    for (const door of actions) {
      const code = await callAction(door, chosen.get(door.name)!)
      if (code !== 'forbidden' && code !== 'not_found') after.push(`${door.name} by ${chosen.get(door.name)!.role}: ${code}`)
    }
    expect(after).toEqual([])
    expect(actions.length).toBeGreaterThan(50)
    // Nobody has noted the end, and nobody need to.
    expect(await db().pimRequest.count({ where: { tenantId: world.home.id, administratorId: { in: ROLE_KEYS.map((role) => world.attackers[role].id) }, state: { not: 'approved' } } })).toBe(0)
  })

  it('every reader behind a permission', async () => {
    await at(end - 1)
    const chosen = new Map<string, Attacker>()
    const wrong: string[] = []
    for (const door of readers) {
      const sample = READERS[door.where]!
      const attacker = await whoMay(door, async (one) => sample.ask({ world, side: 'own', attacker: one }))
      chosen.set(door.where, attacker)
      const { status } = await askReader(door.where, attacker)
      if (status !== (sample.missing ? 404 : 200)) wrong.push(`${door.where} by ${attacker.role} before: ${status}`)
    }
    await at(end)
    for (const door of readers) {
      const { status } = await askReader(door.where, chosen.get(door.where)!)
      if (status !== (door.permissions.every((permission) => EVERYBODYS.includes(permission)) ? 200 : 403)) wrong.push(`${door.where} by ${chosen.get(door.where)!.role} after: ${status}`)
    }
    expect(wrong).toEqual([])
    expect(readers.length).toBeGreaterThan(10)
  })

  it('what is there for everybody, and shows what one’s roles reach', async () => {
    const owner = world.attackers.client_owner
    const word = randomBytes(4).toString('hex')
    await db().workspace.create({ data: { tenantId: world.home.id, slug: word, name: `place ${word}` } })
    await attackVerbs.newRequest({ tenantId: world.home.id })
    const shown = async () => {
      const places = (await (await askReader('app/api/search/places/route.ts GET', owner)).json()) as { items: unknown[] }
      const waiting = (await (await askReader('app/api/pim/waiting/route.ts GET', owner)).json()) as { count: number }
      return [places.items.length > 0, waiting.count > 0]
    }
    await at(end - 1)
    expect(await shown()).toEqual([true, true])
    await at(end)
    expect(await shown()).toEqual([false, false])
  })
})
