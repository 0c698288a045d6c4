import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { clear } from '@/lib/authz/cleared'
import { NOT_BEGUN } from '@/lib/authz/grants'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { actorOf, pim, setPolicy, storePimTeam, type PimPerson, type PimTeam } from '@/prisma/factories/pim-team'
import { listAdministrators } from './list-data'
import { readFilter } from './list-query'
import { findProfile } from './profile-data'
import { findFactorsOf } from './profile-factors-data'

const DAY = 86_400_000
let team: PimTeam<'olivia' | 'sam' | 'cleo' | 'wanda'>

const viewer = async (person: PimPerson = team.people.olivia) => clear((await actorOf(person))!, 'administrator:read')
const listed = async ({ id }: PimPerson) => (await listAdministrators(await viewer(), readFilter('').query)).rows.find((row) => row.id === id)!
const factorsOf = async ({ id }: PimPerson, as?: PimPerson) => findFactorsOf(await viewer(as), (await findProfile(await viewer(), id))!)
const change = async ({ id }: PimPerson, data: object) => db().administrator.update({ where: { tenantId_id: { tenantId: team.tenantId, id } }, data })

beforeEach(async () => {
  team = await storePimTeam({
    olivia: { holds: [{ role: 'client_owner' }] },
    sam: { holds: [{ role: 'super_admin', kind: 'eligible' }, { role: 'auditor' }] },
    cleo: { bare: true, holds: [{ role: 'client_security_admin' }, { role: 'client_admin' }, { role: 'requester' }] },
    wanda: { holds: [{ role: 'workspace_admin', in: 'workspace' }] },
  })
  await setPolicy(team.tenantId, 'super_admin', { approvals: 0 })
})
afterAll(closeDatabase)

describe('what the list says of an activation', () => {
  it('is where it counts, when it was narrowed to a place, and what reaches furthest first', async () => {
    const { sam } = team.people
    const { workspace, organization } = team.places
    const eligible = async () => (await listed(sam)).grants.find(({ kind }) => kind === 'eligible')!
    expect(await eligible()).toMatchObject({ activation: null, running: [] })
    await pim.ask(sam, 'super_admin', { place: { type: 'workspace', id: workspace } })
    expect(await eligible()).toMatchObject({ activation: { scope: { type: 'workspace', id: workspace } }, running: [{ placeName: 'Payments' }] })
    await pim.ask(sam, 'super_admin', { place: { type: 'organization', id: organization }, seconds: 3600 })
    expect((await eligible()).running.map(({ placeName }) => placeName)).toEqual(['Northwind', 'Payments'])
    await pim.ask(sam, 'super_admin')
    const { running, activation } = await eligible()
    expect(running.map(({ placeName }) => placeName)).toEqual([null, 'Northwind', 'Payments'])
    expect(activation).not.toHaveProperty('scope')
  })
})

describe('the second factors of a person, to whoever sees administrators', () => {
  it('are kinds and moments, never a name or a secret', async () => {
    const { sam } = team.people
    const at = new Date((await transaction(readClock)) - DAY)
    await db().secondFactor.updateMany({ where: { administratorId: sam.id }, data: { name: 'The phone of his daughter', lastUsedAt: at, blockedAt: at } })
    await db().tenant.update({ where: { id: team.tenantId }, data: { mfaAllowedFactors: ['passkey'], mfaRequiredRoles: [] } })
    const found = await factorsOf(sam)
    expect(found.factors).toEqual([{ id: expect.any(String) as string, kind: 'totp', addedAt: expect.any(Number) as number, lastUsedAt: at.getTime(), blocked: true, allowed: false }])
    expect(JSON.stringify(found)).not.toMatch(/daughter|not a secret/)
    expect(await factorsOf(team.people.olivia)).toMatchObject({ codesLeft: 0, waiting: [], inGrace: [], breakGlassAt: null })
  })

  it('of a kind that the policy does not take count for nothing, save at a break-glass account: the list, the profile and the card say the same', async () => {
    const { sam } = team.people
    const said = async () => {
      const [row, profile] = [await listed(sam), (await findProfile(await viewer(), sam.id))!]
      return [row.factorKinds, row.refusedKinds, row.factorEnrolledAt !== null, profile.person.factorEnrolledAt !== null, profile.factorRefused, (await factorsOf(sam)).factors.map(({ allowed }) => allowed)]
    }
    expect(await said()).toEqual([['totp'], [], true, true, false, [true]])
    await db().tenant.update({ where: { id: team.tenantId }, data: { mfaAllowedFactors: ['passkey'], mfaRequiredRoles: [] } })
    expect(await said()).toEqual([[], ['totp'], false, false, true, [false]])
    await change(sam, { breakGlassAt: new Date() })
    expect(await said()).toEqual([['totp'], [], true, true, false, [true]])
    expect([(await listed(team.people.cleo)).refusedKinds, (await findProfile(await viewer(), team.people.cleo.id))!.factorRefused]).toEqual([[], false])
  })

  it('say which roles wait for one, which count by grace and until when, never one that always needs a factor', async () => {
    const { cleo } = team.people
    expect(await factorsOf(cleo)).toMatchObject({ factors: [], waiting: ['client_admin', 'client_security_admin'], inGrace: [], graceUntil: null })
    await change(cleo, { mfaWithoutGrace: false })
    expect(await factorsOf(cleo)).toMatchObject({ waiting: ['client_security_admin'], inGrace: ['client_admin'], graceUntil: null })
    expect((await findProfile(await viewer(), cleo.id))!.mfaGraceUntil).toBe(NOT_BEGUN)
    const boundAt = new Date(await transaction(readClock))
    await change(cleo, { mfaBoundAt: boundAt })
    expect(await factorsOf(cleo)).toMatchObject({ inGrace: ['client_admin'], graceUntil: boundAt.getTime() + 7 * DAY })
    expect(await listed(cleo)).toMatchObject({ mfaGrace: { boundAt: boundAt.getTime(), withoutGrace: false }, factorKinds: [] })
    expect((await listed(team.people.sam)).factorKinds).toEqual(['totp'])
    await change(cleo, { mfaBoundAt: new Date(boundAt.getTime() - 8 * DAY) })
    expect(await factorsOf(cleo)).toMatchObject({ waiting: ['client_admin', 'client_security_admin'], inGrace: [] })
  })

  it('carry the mark of a break-glass account', async () => {
    const at = new Date((await transaction(readClock)) - DAY)
    await change(team.people.olivia, { breakGlassAt: at })
    expect((await factorsOf(team.people.olivia)).breakGlassAt).toBe(at.getTime())
  })

  it('[roles.md 4] are none for whoever sees no administrators, nor of another tenant’s', async () => {
    const none = { factors: [], codesLeft: 0, waiting: [], inGrace: [] }
    expect(await factorsOf(team.people.sam, team.people.wanda)).toMatchObject(none)
    const stranger = await storePimTeam({ gina: { holds: [{ role: 'client_owner' }] } })
    expect(await factorsOf(team.people.sam, stranger.people.gina)).toMatchObject(none)
  })
})
