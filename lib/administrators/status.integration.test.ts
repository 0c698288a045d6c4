import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db } from '@/lib/db/client'
import { confirmGrant } from '@/lib/grants/actions'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { restore as restoreAction, setStatus } from './actions'

const set = performableOf(setStatus)
const restore = performableOf(restoreAction)
const decide = performableOf(confirmGrant)

const person = async (name: string) => db().administrator.findFirstOrThrow({ where: { emailKey: `${name}@acme.example` } })
const change = async (by: string, name: string, status: 'active' | 'inactive' | 'deleted', version?: number) => {
  const { id } = await person(name)
  return set.perform(await callerFor(`${by}@acme.example`), { administratorId: id, status, ...(version === undefined ? {} : { version }) }, TEST_ORIGIN, false)
}
const lastEvent = async (affectedId: string) => db().auditEvent.findFirstOrThrow({ where: { affectedId }, orderBy: { sequence: 'desc' } })

beforeAll(storeCast)
afterAll(closeDatabase)

describe('statuses', () => {
  it('[T20] active → inactive ends every session at once and keeps the grants; back to active they count again', async () => {
    const { token } = await signedInFor('audrey@acme.example')
    expect(await findSession(token, { touch: false })).not.toBeNull()
    const before = await person('audrey')
    expect(await change('sam', 'audrey', 'inactive', before.version)).toEqual({ status: 'inactive' })
    expect(await findSession(token, { touch: false })).toBeNull()
    expect(await db().session.count({ where: { administratorId: before.id, endedAt: null } })).toBe(0)
    expect(await db().roleGrant.count({ where: { administratorId: before.id, revokedAt: null, confirmed: true } })).toBe(1)
    expect(await lastEvent(before.id)).toMatchObject({ action: 'administrator.status_changed', before: { status: 'active' }, after: { status: 'inactive' } })
    await change('sam', 'audrey', 'active')
    const again = await signedInFor('audrey@acme.example')
    expect((await findSession(again.token, { touch: false }))!.actor.inForce.map(({ role }) => role)).toEqual(['auditor'])
  })

  it('never jumps over activation: somebody who never activated goes back to new', async () => {
    const { id } = await person('noor')
    await change('olivia', 'noor', 'inactive')
    expect((await person('noor')).invitationExpiresAt).toBeNull()
    expect(await change('olivia', 'noor', 'active')).toEqual({ status: 'new' })
    await expect(change('olivia', 'noor', 'active')).rejects.toMatchObject({ code: 'wrong_state' })
    expect((await person('noor')).activatedAt).toBeNull()
    expect(await db().session.count({ where: { administratorId: id } })).toBe(0)
  })

  it('deleted keeps the address, and restored grants wait for a yes or no each before Set to Active', async () => {
    const { id, email } = await person('wanda')
    await change('olivia', 'wanda', 'deleted')
    expect(await person('wanda')).toMatchObject({ status: 'deleted', email, deletedAt: expect.any(Date) })
    await expect(change('olivia', 'wanda', 'active')).rejects.toMatchObject({ code: 'wrong_state' })
    const olivia = await callerFor('olivia@acme.example')
    expect(await restore.perform(olivia, { administratorId: id }, TEST_ORIGIN, false)).toEqual({ undecided: 2 })
    expect((await person('wanda')).status).toBe('inactive')
    await expect(change('olivia', 'wanda', 'active')).rejects.toMatchObject({ code: 'wrong_state', failure: { reason: 'grants_undecided' } })
    const grants = await db().roleGrant.findMany({ where: { administratorId: id, revokedAt: null }, orderBy: { role: 'asc' } })
    expect(grants.map(({ confirmed }) => confirmed)).toEqual([false, false])
    await decide.perform(olivia, { grantId: grants[0]!.id, version: grants[0]!.version, keep: true }, TEST_ORIGIN, false)
    await decide.perform(olivia, { grantId: grants[1]!.id, version: grants[1]!.version, keep: false }, TEST_ORIGIN, false)
    expect(await change('olivia', 'wanda', 'active')).toEqual({ status: 'active' })
    const { token } = await signedInFor('wanda@acme.example')
    expect((await findSession(token, { touch: false }))!.actor.inForce.map(({ role }) => role)).toEqual([grants[0]!.role])
  })

  it('says that nothing is to be done when it is so already', async () => {
    await expect(change('olivia', 'ines', 'inactive')).rejects.toMatchObject({ code: 'wrong_state', failure: { reason: 'unchanged' } })
    const { id } = await person('ines')
    await expect(restore.perform(await callerFor('olivia@acme.example'), { administratorId: id }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'wrong_state' })
  })

  it('[T48] refuses reaching up and oneself, and changes nothing', async () => {
    for (const [by, name, reason] of [['sam', 'adam', 'reaching_up'], ['adam', 'sam', 'reaching_up'], ['adam', 'olivia', 'reaching_up'], ['olivia', 'olivia', 'yourself'], ['audrey', 'vera', 'not_granted']] as const) {
      await expect(change(by, name, 'inactive')).rejects.toMatchObject({ code: 'forbidden', failure: { reason } })
      expect((await person(name)).status).toBe('active')
    }
  })

  it('[T54] of two changes from one version the second is a conflict that shows the newer one', async () => {
    const { version } = await person('gus')
    await change('olivia', 'gus', 'inactive', version)
    await expect(change('adam', 'gus', 'deleted', version)).rejects.toMatchObject({ code: 'conflict', failure: { details: { current: { status: 'inactive', version: version + 1 } } } })
    expect((await person('gus')).status).toBe('inactive')
  })
})
