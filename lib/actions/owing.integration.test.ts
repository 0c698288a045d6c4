// A session that owes a new password may set it, sign out, and nothing else: every action and every reader there is is tried.
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { signedInFor } from '@/prisma/factories/caller-for'
import { browser } from '@/prisma/factories/stand-in-browser'
import { storeCast } from '@/prisma/factories/store-cast'
import { doorOf, type Door } from './doors'

vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const root = path.resolve(import.meta.dirname, '../..')
const filesUnder = (folder: string) => fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
const files = [...filesUnder('lib'), ...filesUnder('app')].filter((file) => /^lib\/[^/]+\/actions\.ts$|^app\/.*\/route\.ts$/.test(file)).toSorted()

interface Entrance { where: string; door: Door; enter: (...given: unknown[]) => Promise<unknown> }

const entrances = (
  await Promise.all(
    files.map(async (file): Promise<Entrance[]> => {
      const module = (await import(path.join(root, file))) as Record<string, unknown>
      return Object.entries(module).flatMap(([name, value]) => {
        const door = doorOf(value)
        return door && door.kind !== 'public-action' ? [{ where: `${file} ${name}`, door, enter: value as Entrance['enter'] }] : []
      })
    }),
  )
).flat()
const actions = entrances.filter(({ door }) => door.kind.endsWith('action'))
const readers = entrances.filter(({ door }) => door.kind.endsWith('read'))
const MAY = 'lib/account/actions.ts setNewPassword'

beforeAll(async () => {
  await storeCast()
  const { caller, token } = await signedInFor('olivia@acme.example')
  await db().session.updateMany({ where: { id: caller.sessionId }, data: { owes: 'new_password' } })
  browser.cookie = token
})
afterAll(closeDatabase)

it('finds them', () => {
  expect(actions.length).toBeGreaterThan(30)
  expect(readers.length).toBeGreaterThan(4)
  expect(actions.map(({ where }) => where)).toContain(MAY)
})

it.each(actions.filter(({ where }) => where !== MAY))('$where is closed while a new password is owed', async ({ enter }) => {
  const events = await db().auditEvent.count()
  expect(await enter({})).toMatchObject({ ok: false, error: { code: 'password_change_required' } })
  expect(await db().auditEvent.count()).toBe(events)
})

it.each(readers)('$where reads nothing while a new password is owed', async ({ enter }) => {
  const answer = (await enter(new Request('http://localhost:3000/x'), { params: Promise.resolve({}) })) as Response
  expect(answer.status).toBe(403)
  expect(await answer.json()).toMatchObject({ error: { code: 'password_change_required' } })
})

it('setting it is open: what is refused there is only the password', async () => {
  expect(await actions.find(({ where }) => where === MAY)!.enter({ password: 'short' })).toMatchObject({ ok: false, error: { code: 'password_refused' } })
})
