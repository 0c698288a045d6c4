import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { deleteForGood } from '@/lib/administrators/actions'
import { findSession } from '@/lib/authn/session-facts'
import { clear } from '@/lib/authz/cleared'
import { ROLE_KEYS, type RoleKey } from '@/lib/authz/policy'
import { closeDatabase, db, type Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { afterSeeing, NOTHING_SEEN } from '@/prisma/factories/after-seeing'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { actorOf, eventsOf, pim, setPolicy, storePimTeam, type PimPerson } from '@/prisma/factories/pim-team'
import { storeCast } from '@/prisma/factories/store-cast'
import { resetRoleSettings, setRoleSettings } from './actions'
import { DEFAULT_SETTINGS, type RoleSettings } from './role-settings'
import { getRoleSettings } from './role-settings-data'
import { findRoleSettings, listRoleSettings, previewRoleSettings } from './settings-page-data'
import { whyNotLoosen } from './who-may-loosen'

const set = performableOf(setRoleSettings)
const reset = performableOf(resetRoleSettings)
const NOBODY = { people: [] as string[], roles: [] as RoleKey[] }

let tenantId = ''
const ids: Record<string, string> = {}
const stored = async (role: RoleKey) => getRoleSettings(db() as unknown as Tx, tenantId, role)
const lastEvent = async () => db().auditEvent.findFirstOrThrow({ where: { tenantId }, orderBy: { sequence: 'desc' } })
/** Signed in with the second factor used, where a role asks for one. */
async function callerOf(email: string) {
  const caller = await callerFor(email)
  if (email.startsWith('sonia')) await db().session.update({ where: { tenantId_id: { tenantId, id: caller.sessionId } }, data: { factorUsedAt: new Date(), factorUsedKind: 'totp' } })
  return caller
}
const cleared = async (email: string) => clear((await findSession((await signedInFor(email)).token, { touch: false }))!.actor, 'pim-policy:read')

/** A change as the form sends it: on top of what stands there, with the version that was read. */
async function save(by: string, role: RoleKey, part: Partial<RoleSettings>, approvers: Partial<typeof NOBODY> = {}) {
  const { settings, version, approvers: named } = await stored(role)
  return set.perform(await callerOf(`${by}@acme.example`), { role, version, ...settings, ...part, mailExtra: [...(part.mailExtra ?? settings.mailExtra)], approvers: { people: [...named.people], roles: [...named.roles], ...approvers } }, TEST_ORIGIN, false)
}

beforeAll(async () => {
  await storeCast()
  tenantId = (await db().tenant.findUniqueOrThrow({ where: { slug: 'acme' } })).id
  // Whom the policy asks for a second factor could else decide nothing.
  await db().tenant.update({ where: { id: tenantId }, data: { mfaRequiredRoles: [] } })
  for (const { id, givenName } of await db().administrator.findMany({ where: { tenantId } })) ids[givenName.toLowerCase()] = id
  await db().administrator.update({ where: { tenantId_id: { tenantId, id: ids.sonia! } }, data: { factorEnrolledAt: new Date(), factorKinds: ['totp'] } })
})
beforeEach(async () => {
  await db().pimPolicy.deleteMany({ where: { tenantId } })
  await db().pimApprover.deleteMany({ where: { tenantId } })
})
afterAll(closeDatabase)

describe('settings of a role', () => {
  it('are the defaults until the tenant has its own; a save is marked, audited before and after, and taken back', async () => {
    const saved = await save('olivia', 'auditor', { enabled: true, approvals: 1, mailExtra: ['soc@elsewhere.example'] })
    expect(saved.outOfReach).toBeNull()
    expect(await stored('auditor')).toMatchObject({ version: saved.version, settings: { enabled: true, approvals: 1 } })
    expect(await lastEvent()).toMatchObject({ action: 'pim_policy.changed', targetType: 'pim_policy', targetId: 'auditor', before: { enabled: false, approvals: 0 }, after: { enabled: true, approvals: 1, mailExtra: 1 } })
    const rows = await listRoleSettings(await cleared('audrey@acme.example'))
    expect(rows.map(({ role }) => role)).toEqual(ROLE_KEYS)
    expect(rows.filter(({ version }) => version > 0).map(({ role }) => role)).toEqual(['auditor'])
    const olivia = await callerFor('olivia@acme.example')
    const again = await afterSeeing(async (previewed) => reset.perform(olivia, { role: 'auditor', version: saved.version, previewed }, TEST_ORIGIN, false))
    expect([again.version, (await stored('auditor')).settings]).toEqual([0, DEFAULT_SETTINGS.auditor])
    // Set anew it has a version it never had: a form from before is a conflict.
    expect((await save('olivia', 'auditor', { enabled: true })).version).toBeGreaterThan(0)
  })

  it('[T54] a stale version is a conflict, with what stands there now; nothing changed is said', async () => {
    const { version } = await save('olivia', 'client_admin', { longestSeconds: 3600 })
    const stale = { role: 'client_admin' as const, version: 0, ...DEFAULT_SETTINGS.client_admin, mailExtra: [], longestSeconds: 1800, approvers: NOBODY }
    await expect(set.perform(await callerFor('oscar@acme.example'), stale, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'conflict', failure: { details: { current: { version, settings: { longestSeconds: 3600 } } } } })
    await expect(save('olivia', 'client_admin', {})).rejects.toMatchObject({ code: 'wrong_state' })
  })

  it('[T54] become what was shown or stay: who is met by them since then, and who decides, is shown first', async () => {
    const [olivia, approvers] = [await callerOf('olivia@acme.example'), { people: [ids.rex!, ids.gus!], roles: [] }]
    const preview = async (part: Partial<RoleSettings> = {}) => previewRoleSettings(await cleared('olivia@acme.example'), { role: 'auditor', settings: { ...DEFAULT_SETTINGS.auditor, enabled: true, approvals: 1, ...part }, approvers })
    const savedBy = async (previewed: string) => set.perform(olivia, { role: 'auditor', version: 0, previewed, ...DEFAULT_SETTINGS.auditor, enabled: true, approvals: 1, mailExtra: [], approvers: { people: approvers.people.toReversed(), roles: [] } }, TEST_ORIGIN, false)
    await expect(savedBy((await preview({ approvals: 2 })).previewed)).rejects.toMatchObject({ failure: { reason: 'preview_changed' } })
    const shown = await preview()
    const { id } = await db().roleGrant.create({ data: { tenantId, administratorId: ids.vera!, role: 'auditor', scope: 'tenant', kind: 'eligible', source: 'seed', startsAt: new Date(await transaction(readClock)) } })
    await expect(savedBy(shown.previewed)).rejects.toMatchObject({ code: 'conflict', failure: { reason: 'preview_changed', details: { preview: { eligible: shown.eligible + 1, able: 4 } } } })
    const seen = await preview()
    await db().administrator.update({ where: { tenantId_id: { tenantId, id: ids.gus! } }, data: { status: 'inactive' } })
    await expect(savedBy(seen.previewed)).rejects.toMatchObject({ failure: { reason: 'preview_changed', details: { preview: { able: 3 } } } })
    await db().administrator.update({ where: { tenantId_id: { tenantId, id: ids.gus! } }, data: { status: 'active' } })
    expect((await stored('auditor')).version).toBe(0)
    await savedBy(seen.previewed)
    expect((await stored('auditor')).settings).toMatchObject({ enabled: true, approvals: 1 })
    await db().roleGrant.delete({ where: { tenantId_id: { tenantId, id } } })
  })

  it('[T48] are changed by owners and Client Security Admins, with a fresh factor, and read by those who may', async () => {
    for (const by of ['adam', 'sam', 'carla', 'audrey', 'max']) await expect(save(by, 'auditor', { enabled: true })).rejects.toMatchObject({ code: 'forbidden' })
    const olivia = await callerFor('olivia@acme.example')
    await db().session.updateMany({ where: { id: olivia.sessionId }, data: { freshFactorAt: null } })
    await expect(set.perform(olivia, { role: 'auditor', version: 0, ...DEFAULT_SETTINGS.auditor, mailExtra: [], enabled: true, approvers: NOBODY }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'step_up_required' })
  })

  it.each<[string, Partial<RoleSettings>, string]>([
    ['a quarter of an hour', { longestSeconds: 900 }, 'longestSeconds'], ['more than a day', { longestSeconds: 87_300 }, 'longestSeconds'], ['an odd length', { longestSeconds: 3601 }, 'longestSeconds'],
    ['nine characters', { justificationLength: 9 }, 'justificationLength'], ['six approvals', { approvals: 6 }, 'approvals'], ['half an hour to decide', { undecidedSeconds: 1800 }, 'undecidedSeconds'],
    ['eight days to decide', { undecidedSeconds: 691_200 }, 'undecidedSeconds'], ['six days eligible', { eligibleSeconds: 518_400 }, 'eligibleSeconds'], ['a year and a day', { eligibleSeconds: 31_622_400 }, 'eligibleSeconds'],
    ['a pattern that is none', { ticket: 'pattern', ticketPattern: '(' }, 'ticketPattern'], ['a pattern without a rule', { ticketPattern: 'A' }, 'ticketPattern'], ['a rule without a pattern', { ticket: 'pattern' }, 'ticketPattern'],
    ['standing forbidden while PIM is off', { enabled: false, standing: 'no' }, 'standing'], ['no address', { mailExtra: ['nobody'] }, 'mailExtra.0'],
  ])('do not take %s', async (_, part, field) => {
    await expect(save('olivia', 'client_admin', part)).rejects.toMatchObject({ code: 'invalid_input', failure: { fields: { [field]: expect.any(String) as string } } })
  })

  it('[T49] name only people of this tenant; an erased one is taken out of them', async () => {
    const gina = await db().administrator.findFirstOrThrow({ where: { emailKey: 'gina@globex.example' } })
    await expect(save('olivia', 'client_admin', {}, { people: [gina.id] })).rejects.toMatchObject({ code: 'not_found' })
    await save('olivia', 'client_admin', {}, { people: [ids.vera!, ids.rex!], roles: ['approver'] })
    expect(await stored('client_admin')).toMatchObject({ approvers: { people: expect.arrayContaining([ids.vera, ids.rex]) as string[], roles: ['approver'] } })
    const { version, email } = await db().administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: ids.vera! } } })
    await performableOf(deleteForGood).perform(await callerFor('olivia@acme.example'), { administratorId: ids.vera!, version, typedEmail: email }, TEST_ORIGIN, true)
    expect(await stored('client_admin')).toMatchObject({ approvers: { people: [ids.rex], roles: ['approver'] } })
  })
})

describe('loosening', () => {
  it('of a role that one holds or is eligible for is somebody else’s, who is named; tightening is always allowed', async () => {
    await expect(save('sonia', 'client_security_admin', { longestSeconds: 36_000 })).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'own_role', sentence: expect.stringMatching(/Olivia Okafor and Oscar Ortega could/) as string } })
    await save('sonia', 'client_security_admin', { longestSeconds: 3600 })
    await save('olivia', 'client_security_admin', { longestSeconds: 36_000 })
    const now = new Date(await transaction(readClock))
    const { id } = await db().roleGrant.create({ data: { tenantId, administratorId: ids.sonia!, role: 'auditor', scope: 'tenant', kind: 'eligible', source: 'seed', startsAt: now } })
    await expect(save('sonia', 'auditor', {}, { people: [ids.rex!] })).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'own_role' } })
    await db().roleGrant.delete({ where: { tenantId_id: { tenantId, id } } })
    await save('sonia', 'auditor', {}, { people: [ids.rex!] })
    expect((await findRoleSettings(await cleared('sonia@acme.example'), 'client_security_admin'))?.loosenRefusal).toMatch(/could\.$/)
    expect((await findRoleSettings(await cleared('sonia@acme.example'), 'client_admin'))?.loosenRefusal).toBeNull()
  })

  it('of the owners’ row is another owner’s than the one who last changed it, never a Security Admin’s, never a sole owner’s', async () => {
    await expect(save('sonia', 'client_owner', { longestSeconds: 36_000 })).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'only_owners' } })
    await save('sonia', 'client_owner', { longestSeconds: 3600 })
    await save('olivia', 'client_owner', { approvals: 2 })
    await expect(save('olivia', 'client_owner', { approvals: 1 })).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'own_change', sentence: expect.stringContaining('Oscar Ortega could') as string } })
    await save('oscar', 'client_owner', { approvals: 1 })
    await db().administrator.update({ where: { tenantId_id: { tenantId, id: ids.oscar! } }, data: { status: 'inactive' } })
    await expect(save('olivia', 'client_owner', { longestSeconds: 7200 })).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'sole_owner' } })
    await save('olivia', 'client_owner', { longestSeconds: 1800 })
    await db().administrator.update({ where: { tenantId_id: { tenantId, id: ids.oscar! } }, data: { status: 'active' } })
  })

  it('of the owners’ row that nobody has touched is any owner’s, while there are two; the other’s from then on', async () => {
    const { people } = await storePimTeam({ one: { holds: [{ role: 'client_owner' }] }, two: { holds: [{ role: 'client_owner' }] } })
    const why = async (person: PimPerson) => {
      const actor = (await actorOf(person))!
      return (await transaction(async (tx) => whyNotLoosen(tx, actor, 'client_owner')))?.reason ?? null
    }
    expect([await why(people.one), await why(people.two)]).toEqual([null, null])
    await set.perform(people.one.caller, { role: 'client_owner', version: 0, ...DEFAULT_SETTINGS.client_owner, mailExtra: [], longestSeconds: 36_000, approvers: NOBODY }, TEST_ORIGIN, false)
    expect([await why(people.one), await why(people.two)]).toEqual(['own_change', null])
  })

  it('of the owners’ row ends at one approval by the owners', async () => {
    await expect(save('oscar', 'client_owner', { approvals: 0 })).rejects.toMatchObject({ code: 'invalid_input', failure: { fields: { approvals: expect.any(String) as string } } })
    await expect(save('oscar', 'client_owner', {}, { roles: ['approver'] })).rejects.toMatchObject({ code: 'invalid_input', failure: { fields: { approvers: expect.any(String) as string } } })
  })

  it('by going back to the defaults is loosening like any other', async () => {
    await save('olivia', 'client_security_admin', { longestSeconds: 3600 })
    const { version } = await stored('client_security_admin')
    await expect(reset.perform(await callerOf('sonia@acme.example'), { role: 'client_security_admin', version, previewed: NOTHING_SEEN }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'own_role' } })
  })
})

it('[T54] going back to the defaults does what was shown or nothing: an activation that was approved in between is counted first', async () => {
  const eligible = { holds: [{ role: 'auditor' as const, kind: 'eligible' as const }] }
  const { tenantId: team, people: { olivia, sam, adam } } = await storePimTeam({ olivia: { holds: [{ role: 'client_owner' }] }, sam: eligible, adam: eligible })
  await setPolicy(team, 'auditor', { enabled: true })
  const seen = async () => (await findRoleSettings(clear((await actorOf(olivia))!, 'pim-policy:read'), 'auditor'))!
  const inAnHour = async (person: PimPerson) => pim.ask(person, 'auditor', { startsAt: (await transaction(readClock)) + 3_600_000 })
  const { requestId } = await inAnHour(sam)
  const shown = await seen()
  expect(shown.reset).toMatchObject({ eligible: 2, running: 0, starts: 1 })
  await inAnHour(adam)
  const goBack = async (previewed: string) => reset.perform(olivia.caller, { role: 'auditor', version: shown.record.version, previewed }, TEST_ORIGIN, true)
  const now = await seen()
  for (const other of [shown.reset!.previewed, (await previewRoleSettings(clear((await actorOf(olivia))!, 'pim-policy:read'), { ...shown.record, approvers: NOBODY })).previewed]) {
    await expect(goBack(other)).rejects.toMatchObject({ code: 'conflict', failure: { reason: 'preview_changed', details: { preview: now.reset } } })
  }
  expect(await seen()).toMatchObject({ record: { version: shown.record.version, settings: { enabled: true } }, reset: { starts: 2 } })
  expect(await eventsOf(team, requestId)).not.toHaveProperty('pim_activation.cut_short')
  expect(await goBack(now.reset!.previewed)).toMatchObject({ version: 0 })
  expect(await eventsOf(team, requestId)).toHaveProperty('pim_activation.cut_short', 1)
  expect((await seen()).reset).toBeNull()
})

describe('approvals that cannot be reached', () => {
  it('are flagged when saved, in the table and on the form', async () => {
    const saved = await save('olivia', 'client_admin', { approvals: 5 })
    expect(saved.outOfReach).toMatch(/5 approvals are needed, and only 2 people can decide/)
    expect((await listRoleSettings(await cleared('olivia@acme.example'))).find(({ role }) => role === 'client_admin')?.outOfReach).toBe(saved.outOfReach)
    expect((await save('olivia', 'client_admin', { approvals: 2 })).outOfReach).toBeNull()
  })

  it('are said before anything is saved, by what is typed and not by what is stored; nobody of another tenant is counted', async () => {
    await save('olivia', 'client_admin', { approvals: 1 }, { people: [ids.gus!] })
    const gina = await db().administrator.findFirstOrThrow({ where: { emailKey: 'gina@globex.example' } })
    const asked = async (approvals: number, people: string[], enabled = true) => previewRoleSettings(await cleared('audrey@acme.example'), { role: 'client_admin', settings: { enabled, approvals }, approvers: { people, roles: [] } })
    expect(await asked(3, [])).toMatchObject({ able: 2, outOfReach: expect.stringMatching(/^3 approvals are needed, and only 2 people can decide/) as string })
    expect(await asked(3, [gina.id])).toMatchObject({ able: 2 })
    expect(await asked(3, [ids.rex!])).toMatchObject({ able: 3, outOfReach: null })
    expect(await asked(5, [], false)).toMatchObject({ outOfReach: null })
    expect((await stored('client_admin')).settings.approvals).toBe(1)
  })

  it('count for each who may ask without themselves', async () => {
    const now = new Date(await transaction(readClock))
    const { id } = await db().roleGrant.create({ data: { tenantId, administratorId: ids.oscar!, role: 'client_admin', scope: 'tenant', kind: 'eligible', source: 'seed', startsAt: now } })
    expect((await save('olivia', 'client_admin', { approvals: 2 })).outOfReach).toMatch(/^Oscar Ortega could never be approved/)
    await db().roleGrant.delete({ where: { tenantId_id: { tenantId, id } } })
  })
})

it('the form of a role lists who holds it standing, and counts who is eligible and what waits', async () => {
  const view = (await findRoleSettings(await cleared('olivia@acme.example'), 'client_owner'))!
  expect(view).toMatchObject({ standingCount: 2, eligible: 0, pending: 0, running: 0, outOfReach: null })
  expect(view.standing.map(({ name }) => name)).toEqual(['Olivia Okafor', 'Oscar Ortega'])
  expect(await findRoleSettings(await cleared('olivia@acme.example'), 'nobody')).toBeNull()
})
