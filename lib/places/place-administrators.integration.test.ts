import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { perform } from '@/lib/actions/perform'
import { findEvent, listEvents } from '@/lib/audit/explorer-data'
import { plainSentence } from '@/lib/audit/describe'
import { completeSignIn } from '@/lib/authn/complete-sign-in'
import { issueLink } from '@/lib/authn/link-tokens'
import { findSession } from '@/lib/authn/session-facts'
import { holds } from '@/lib/authz/can'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { giveUpGrant } from '@/lib/grants/give-up-grant'
import { changeOrganizationRole, inviteToOrganization } from '@/lib/organizations/actions'
import { DEFAULT_SETTINGS, type RoleSettings } from '@/lib/pim/role-settings'
import { acceptInvitation } from '@/lib/sign-in/accept-invitation'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { changeWorkspaceRole, deleteWorkspace, inviteToWorkspace, remindInWorkspace, removeFromWorkspace } from '@/lib/workspaces/actions'
import { listInherited, listPlaceAdministrators } from './list-place-administrators'
import { previewDeletion } from './preview-deletion'
import { limitReminders } from './remind-in-place'

const invite = performableOf(inviteToWorkspace)
const change = performableOf(changeWorkspaceRole)
const remove = performableOf(removeFromWorkspace)
const remind = performableOf(remindInWorkspace)
const drop = performableOf(deleteWorkspace)

const workspace = async (slug = 'payments', tenant = 'acme') => db().workspace.findFirstOrThrow({ where: { slug, tenant: { slug: tenant } } })
const person = async (email: string) => db().administrator.findFirst({ where: { emailKey: email } })
const actorOf = async (email: string) => (await findSession((await signedInFor(email)).token, { touch: false }))!.actor
const seenBy = async (email: string, slug = 'payments') => (await listPlaceAdministrators(clear(await actorOf(email), 'workspace-admin:read'), { kind: 'workspace', id: (await workspace(slug)).id }, { search: '', cursor: '' })).rows
const rowOf = async (viewer: string, email: string) => (await seenBy(viewer)).find((row) => row.email === email)
const asMax = async (email: string, role: 'workspace_admin' | 'workspace_auditor' = 'workspace_auditor') => invite.perform(await callerFor('max@acme.example'), { workspaceId: (await workspace()).id, email, role, endsAt: null }, TEST_ORIGIN, false)
const signIn = async (email: string) => {
  const { tenantId, id: administratorId } = (await person(email))!
  await transaction(async (tx) => completeSignIn(tx, { tenantId, administratorId, origin: TEST_ORIGIN, first: 'invitation' }))
}
const eventsHere = async () => db().auditEvent.findMany({ where: { workspaceId: (await workspace()).id }, orderBy: { sequence: 'desc' } })

beforeAll(storeCast)
beforeEach(async () => {
  const { id, tenantId } = await workspace()
  await db().roleGrant.deleteMany({ where: { tenantId, workspaceId: id, source: { not: 'seed' } } })
  await db().roleGrant.updateMany({ where: { tenantId, workspaceId: id }, data: { revokedAt: null, endsAt: null } })
})
afterAll(closeDatabase)

describe('inviting into a place', () => {
  it('invites an unknown address as Member of just this workspace, with its mail', async () => {
    await asMax('New.Person@elsewhere.example')
    const invited = (await person('new.person@elsewhere.example'))!
    expect(invited.status).toBe('new')
    const grants = await db().roleGrant.findMany({ where: { administratorId: invited.id }, orderBy: { role: 'asc' } })
    expect(grants.map(({ role, scope }) => [role, scope])).toEqual([['member', 'tenant'], ['workspace_auditor', 'workspace']])
    expect(await db().job.count({ where: { administratorId: invited.id } })).toBe(1)
  })

  it('[roles.md 4] answers and shows the same for somebody the tenant knows, until they next sign in', async () => {
    expect(await asMax('unknown@elsewhere.example')).toEqual(await asMax('audrey@acme.example'))
    const [unknown, known] = [await rowOf('max@acme.example', 'unknown@elsewhere.example'), await rowOf('max@acme.example', 'audrey@acme.example')]
    const facts = { pending: true, name: null, administratorId: null, status: null, role: 'workspace_auditor', kind: 'active', confirmed: true, version: 1, endsAt: null, mine: false }
    expect(unknown).toMatchObject(facts)
    expect(known).toMatchObject(facts)
    expect(Object.keys(known!)).toEqual(Object.keys(unknown!))
    expect(await rowOf('olivia@acme.example', 'audrey@acme.example')).toMatchObject({ name: expect.stringContaining('Audrey') as string, pending: true, status: 'active' })
    await signIn('audrey@acme.example')
    expect(await rowOf('max@acme.example', 'audrey@acme.example')).toMatchObject({ name: expect.stringContaining('Audrey') as string, pending: false, status: 'active' })
  })

  it('[roles.md 4] tells as little of a person who is inactive or was deleted', async () => {
    const vera = (await person('vera@acme.example'))!
    await db().administrator.update({ where: { tenantId_id: { tenantId: vera.tenantId, id: vera.id } }, data: { status: 'deleted', deletedAt: new Date() } })
    try {
      for (const email of ['vera@acme.example', 'ines@acme.example']) {
        await asMax(email)
        expect(await rowOf('max@acme.example', email)).toMatchObject({ pending: true, name: null, status: null, confirmed: true })
      }
      expect(await db().roleGrant.findFirst({ where: { administratorId: vera.id, role: 'workspace_auditor' } })).toMatchObject({ confirmed: false })
      await expect(invite.perform(await callerFor('olivia@acme.example'), { workspaceId: (await workspace()).id, email: 'vera@acme.example', role: 'workspace_admin', endsAt: null }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'wrong_state' })
    } finally {
      await db().administrator.update({ where: { tenantId_id: { tenantId: vera.tenantId, id: vera.id } }, data: { status: 'active', deletedAt: null } })
    }
  })

  it('shows by name at once whom an owner gives a role, and whom the place shows already', async () => {
    await invite.perform(await callerFor('olivia@acme.example'), { workspaceId: (await workspace()).id, email: 'carla@acme.example', role: 'workspace_admin', endsAt: null }, TEST_ORIGIN, false)
    expect(await rowOf('max@acme.example', 'carla@acme.example')).toMatchObject({ name: expect.stringContaining('Carla') as string, pending: false })
    await asMax('wanda@acme.example', 'workspace_admin')
    expect((await seenBy('max@acme.example')).filter((row) => row.email === 'wanda@acme.example').map(({ role, name }) => [role, name === null]).sort()).toEqual([['workspace_admin', false], ['workspace_auditor', false]])
    await expect(asMax('wanda@acme.example', 'workspace_admin')).rejects.toMatchObject({ code: 'already_exists' })
  })

  it('of two invitations of one unknown address at once, both hold', async () => {
    const here = (await workspace()).id
    const [max, olivia] = [await callerFor('max@acme.example'), await callerFor('olivia@acme.example')]
    const outcomes = await Promise.allSettled([
      invite.perform(max, { workspaceId: here, email: 'both@elsewhere.example', role: 'workspace_auditor', endsAt: null }, TEST_ORIGIN, false),
      invite.perform(olivia, { workspaceId: here, email: 'both@elsewhere.example', role: 'workspace_admin', endsAt: null }, TEST_ORIGIN, false),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    expect((await seenBy('olivia@acme.example')).filter((row) => row.email === 'both@elsewhere.example')).toHaveLength(2)
  })

  it('[T48] is for whoever manages administrators there: no auditor, no other workspace, nobody for themselves', async () => {
    const payments = await workspace()
    const input = { workspaceId: payments.id, email: 'x@elsewhere.example', role: 'workspace_admin', endsAt: null } as const
    for (const [email, code] of [['wanda@acme.example', 'forbidden'], ['audrey@acme.example', 'forbidden'], ['sonia@acme.example', 'not_found'], ['bea@acme.example', 'not_found'], ['gina@globex.example', 'not_found']] as const) {
      await expect(invite.perform(await callerFor(email), input, TEST_ORIGIN, false)).rejects.toMatchObject({ code })
    }
    const max = await callerFor('max@acme.example')
    await expect(invite.perform(max, { ...input, workspaceId: (await workspace('ledger')).id }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    await expect(invite.perform(max, { ...input, email: 'max@acme.example', role: 'workspace_auditor' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'yourself' } })
    await expect(invite.perform(max, { ...input, role: 'client_owner' as 'workspace_admin' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await person('x@elsewhere.example')).toBeNull()
  })

  it('lets a Business Admin invite into organizations', async () => {
    const northwind = await db().organization.findFirstOrThrow({ where: { slug: 'northwind' } })
    await performableOf(inviteToOrganization).perform(await callerFor('bea@acme.example'), { organizationId: northwind.id, email: 'nora@northwind.example', role: 'workspace_admin', endsAt: null }, TEST_ORIGIN, false)
    expect((await person('nora@northwind.example'))!.status).toBe('new')
  })
})

describe('a pending person', () => {
  const auditOf = async (viewer: string, filter: object = {}) => (await listEvents(clear(await actorOf(viewer), 'workspace-audit:read'), filter)).events
  const ofGrants = async (viewer: string, filter: object = {}) => (await auditOf(viewer, filter)).filter(({ action }) => action.startsWith('grant.'))

  it('[roles.md 4] has no name in the audit that place readers see, cannot be looked for there, and leaves none when revoked', async () => {
    const audrey = (await person('audrey@acme.example'))!
    await asMax('audrey@acme.example')
    await asMax('nobody@elsewhere.example')
    for (const viewer of ['max@acme.example', 'wanda@acme.example']) {
      const events = (await ofGrants(viewer)).slice(0, 2)
      expect(events.map(({ sentence }) => plainSentence(sentence))).toEqual(['granted a role to nobody@elsewhere.example', 'granted a role to audrey@acme.example'])
      expect(JSON.stringify(events)).not.toContain(audrey.id)
      for (const filter of [{ affected: audrey.id }, { person: audrey.id }, { q: 'audrey' }]) expect(JSON.stringify(await auditOf(viewer, filter))).not.toContain('audrey@')
    }
    expect(plainSentence((await ofGrants('olivia@acme.example', { affected: audrey.id }))[0]!.sentence)).toContain(audrey.familyName)
    for (const email of ['audrey@acme.example', 'nobody@elsewhere.example']) {
      const row = (await rowOf('max@acme.example', email))!
      await remove.perform(await callerFor('max@acme.example'), { workspaceId: (await workspace()).id, grantId: row.grantId, version: row.version }, TEST_ORIGIN, false)
    }
    expect((await ofGrants('max@acme.example')).slice(0, 2).map(({ sentence }) => plainSentence(sentence))).toEqual(['ended a role of nobody@elsewhere.example', 'ended a role of audrey@acme.example'])
  })

  it('[roles.md 4] has no name there as the actor either, who ends the role in a session from before', async () => {
    const audrey = (await person('audrey@acme.example'))!
    const caller = await callerFor('audrey@acme.example')
    await asMax('audrey@acme.example')
    const { grantId } = (await rowOf('max@acme.example', 'audrey@acme.example'))!
    await perform({ name: 'own:give-up-grant', audit: 'grant.ended', lock: true, input: {}, origin: TEST_ORIGIN, caller, act: async (work) => giveUpGrant(work, grantId) })
    const [ended] = await ofGrants('max@acme.example')
    expect(ended).toMatchObject({ action: 'grant.ended', actor: { name: 'audrey@acme.example', href: null } })
    expect(plainSentence(ended!.sentence)).toContain('themselves')
    const detail = await findEvent(clear(await actorOf('max@acme.example'), 'workspace-audit:read'), String(ended!.sequence))
    expect(detail).toMatchObject({ veiled: true, sessionId: null, address: null, device: null, roles: [] })
    for (const seen of [ended, detail]) for (const told of [audrey.id, audrey.familyName, caller.sessionId]) expect(JSON.stringify(seen)).not.toContain(told)
    expect((await ofGrants('max@acme.example', { actor: audrey.id })).map(({ sequence }) => sequence)).not.toContain(ended!.sequence)
    expect((await ofGrants('olivia@acme.example', { actor: audrey.id }))[0]).toMatchObject({ sequence: ended!.sequence, actor: { id: audrey.id, name: expect.stringContaining(audrey.familyName) } })
  })

  it('has a name there from their next sign-in on', async () => {
    const audrey = (await person('audrey@acme.example'))!
    await asMax('audrey@acme.example')
    await signIn('audrey@acme.example')
    expect(plainSentence((await ofGrants('max@acme.example', { affected: audrey.id }))[0]!.sentence)).toBe(`granted a role to ${audrey.givenName} ${audrey.familyName}`)
  })

  it('[T34] activates by the invitation of whoever may still give what it carries, whatever others gave them since', async () => {
    await asMax('joining@elsewhere.example')
    const { id: administratorId, tenantId } = (await person('joining@elsewhere.example'))!
    const ledger = await workspace('ledger')
    await invite.perform(await callerFor('olivia@acme.example'), { workspaceId: ledger.id, email: 'joining@elsewhere.example', role: 'workspace_auditor', endsAt: null }, TEST_ORIGIN, false)
    const { id: invitationId } = await db().invitation.findFirstOrThrow({ where: { tenantId, administratorId } })
    const link = async () => transaction(async (tx) => issueLink(tx, { purpose: 'activation', tenantId, administratorId, invitationId, now: await readClock(tx), lifetimeSeconds: 600 }))
    const values = async () => ({ token: await link(), password: 'a quiet harbour at dawn 71', givenName: 'Jo', familyName: 'Ining' })
    const maxes = { where: { tenantId, workspaceId: (await workspace()).id, administrator: { emailKey: 'max@acme.example' } } }
    await db().roleGrant.updateMany({ ...maxes, data: { role: 'workspace_auditor' } })
    await expect(acceptInvitation(await values(), TEST_ORIGIN, null)).rejects.toMatchObject({ code: 'link_unusable', failure: { reason: 'inviter' } })
    await db().roleGrant.updateMany({ ...maxes, data: { role: 'workspace_admin' } })
    await acceptInvitation(await values(), TEST_ORIGIN, null)
    expect((await actorOf('joining@elsewhere.example')).inForce.map(({ role }) => role).sort()).toEqual(['member', 'workspace_auditor', 'workspace_auditor'])
    expect(await rowOf('max@acme.example', 'joining@elsewhere.example')).toMatchObject({ name: 'Jo Ining', pending: false })
  })
})

describe('roles in a place', () => {
  const grantOf = async (email: string) => {
    const { id: workspaceId, tenantId } = await workspace()
    return db().roleGrant.findFirstOrThrow({ where: { tenantId, workspaceId, revokedAt: null, administrator: { emailKey: email } } })
  }

  it('change at the next request, with both sides in the audit of the workspace', async () => {
    const { id: grantId, version, workspaceId } = await grantOf('wanda@acme.example')
    await change.perform(await callerFor('max@acme.example'), { workspaceId: workspaceId!, grantId, version, role: 'workspace_admin', endsAt: null }, TEST_ORIGIN, false)
    expect(holds(await actorOf('wanda@acme.example'), 'workspace-admin:manage', { type: 'workspace', id: workspaceId! })).toBe(true)
    expect((await eventsHere()).slice(0, 2).map(({ action }) => action)).toEqual(['grant.created', 'grant.ended'])
    await expect(change.perform(await callerFor('max@acme.example'), { workspaceId: workspaceId!, grantId, version, role: 'workspace_auditor', endsAt: null }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('[T54] are not changed on top of a newer version', async () => {
    const { id: grantId, version, workspaceId } = await grantOf('wanda@acme.example')
    const max = await callerFor('max@acme.example')
    const until = { workspaceId: workspaceId!, grantId, version, role: 'workspace_auditor', endsAt: 4_000_000_000_000 } as const
    await change.perform(max, until, TEST_ORIGIN, false)
    await expect(change.perform(max, { ...until, role: 'workspace_admin' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'conflict' })
    await expect(remove.perform(max, { workspaceId: workspaceId!, grantId, version }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('[T49] of another place are not found there, whoever asks', async () => {
    const ledger = await workspace('ledger')
    const { id: grantId, version } = await grantOf('wanda@acme.example')
    for (const email of ['max@acme.example', 'olivia@acme.example']) {
      await expect(remove.perform(await callerFor(email), { workspaceId: ledger.id, grantId, version }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    }
    const theirs = await workspace('payments', 'globex')
    await expect(remove.perform(await callerFor('gina@globex.example'), { workspaceId: theirs.id, grantId, version }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    const owner = await db().roleGrant.findFirstOrThrow({ where: { role: 'client_owner', administrator: { emailKey: 'oscar@acme.example' } } })
    await expect(remove.perform(await callerFor('max@acme.example'), { workspaceId: (await workspace()).id, grantId: owner.id, version: owner.version }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('removed, are gone at the next request; one’s own may be given up', async () => {
    const { id: grantId, version, workspaceId } = await grantOf('wanda@acme.example')
    const wanda = await callerFor('wanda@acme.example')
    await expect(remove.perform(wanda, { workspaceId: workspaceId!, grantId: (await grantOf('max@acme.example')).id, version: 1 }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden' })
    await remove.perform(await callerFor('max@acme.example'), { workspaceId: workspaceId!, grantId, version }, TEST_ORIGIN, false)
    expect(holds(await actorOf('wanda@acme.example'), 'workspace:read', { type: 'workspace', id: workspaceId! })).toBe(false)
    const own = await grantOf('max@acme.example')
    await remove.perform(await callerFor('max@acme.example'), { workspaceId: workspaceId!, grantId: own.id, version: own.version }, TEST_ORIGIN, false)
    expect((await actorOf('max@acme.example')).inForce.map(({ role }) => role)).toEqual(['member'])
  })

  it('pending ones are revoked with their invitation, or without one, and look the same', async () => {
    await asMax('going@elsewhere.example')
    await asMax('audrey@acme.example')
    for (const email of ['going@elsewhere.example', 'audrey@acme.example']) {
      const { id: grantId, version, workspaceId } = await grantOf(email)
      expect(await remove.perform(await callerFor('max@acme.example'), { workspaceId: workspaceId!, grantId, version }, TEST_ORIGIN, false)).toBeUndefined()
      expect(await rowOf('max@acme.example', email)).toBeUndefined()
      expect((await eventsHere())[0]).toMatchObject({ action: 'grant.ended', targetId: grantId })
    }
    expect(await person('going@elsewhere.example')).toBeNull()
    expect((await person('audrey@acme.example'))!.status).toBe('active')
  })

  it('pending ones are written to again, at most three times an hour, whoever they are', async () => {
    await asMax('again@elsewhere.example')
    await asMax('audrey@acme.example')
    const max = await callerFor('max@acme.example')
    for (const email of ['again@elsewhere.example', 'audrey@acme.example']) {
      const { id: grantId, workspaceId } = await grantOf(email)
      expect(await remind.perform(max, { workspaceId: workspaceId!, grantId }, TEST_ORIGIN, false)).toBeUndefined()
      expect((await eventsHere())[0]).toMatchObject({ action: 'grant.reminded', targetId: grantId })
    }
    const { id: grantId } = await grantOf('audrey@acme.example')
    for (let time = 0; time < 3; time++) await limitReminders(max.administratorId, grantId)
    await expect(limitReminders(max.administratorId, grantId)).rejects.toMatchObject({ code: 'too_many' })
    const { id: seen, workspaceId } = await grantOf('wanda@acme.example')
    await expect(remind.perform(max, { workspaceId: workspaceId!, grantId: seen }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'wrong_state' })
  })
})

describe('a role of a place as its PIM settings let it be held', () => {
  const DAY = 86_400_000
  const invalid = (field: string, words: RegExp) => ({ code: 'invalid_input', failure: { fields: { [field]: expect.stringMatching(words) as string } } })
  const setTerms = async (role: 'workspace_admin' | 'workspace_auditor', settings: Partial<RoleSettings>) => {
    const { tenantId } = await workspace()
    const data = { ...DEFAULT_SETTINGS[role], mailExtra: [], updatedAt: new Date(), ...settings } as RoleSettings & { mailExtra: string[]; updatedAt: Date }
    await db().pimPolicy.upsert({ where: { tenantId_role: { tenantId, role } }, create: { ...data, tenantId, role }, update: data })
  }
  const give = async (email: string, more: { role?: 'workspace_admin' | 'workspace_auditor'; kind?: 'active' | 'eligible'; endsAt?: number | null }) =>
    invite.perform(await callerFor('max@acme.example'), { workspaceId: (await workspace()).id, email, role: 'workspace_auditor', ...more }, TEST_ORIGIN, false)
  const held = async (email: string) => db().roleGrant.findFirstOrThrow({ where: { workspaceId: (await workspace()).id, revokedAt: null, administrator: { emailKey: email } } })
  const alter = async (email: string, more: { role?: 'workspace_admin' | 'workspace_auditor'; kind?: 'active' | 'eligible'; endsAt?: number | null }) => {
    const { id: grantId, version, role, endsAt } = await held(email)
    return change.perform(await callerFor('max@acme.example'), { workspaceId: (await workspace()).id, grantId, version, role: role as 'workspace_admin', endsAt: endsAt?.getTime() ?? null, ...more }, TEST_ORIGIN, false)
  }
  afterEach(async () => void (await db().pimPolicy.deleteMany({ where: { tenantId: (await workspace()).tenantId } })))

  it('as eligible only while PIM is on for it, with an end where they ask for one, to known and unknown alike', async () => {
    for (const email of ['eli@elsewhere.example', 'rex@acme.example']) await expect(give(email, { kind: 'eligible' })).rejects.toMatchObject(invalid('kind', /PIM is off for Workspace Auditor/))
    expect(await person('eli@elsewhere.example')).toBeNull()
    await setTerms('workspace_auditor', { enabled: true, eligibleSeconds: (30 * DAY) / 1000 })
    const now = await transaction(readClock)
    for (const email of ['eli@elsewhere.example', 'rex@acme.example']) {
      await expect(give(email, { kind: 'eligible', endsAt: now + 31 * DAY })).rejects.toMatchObject(invalid('endsAt', /at most 30 days/))
      await give(email, { kind: 'eligible' })
      expect(await rowOf('max@acme.example', email)).toMatchObject({ kind: 'eligible', pending: true, name: null })
      expect((await held(email)).endsAt!.getTime() - now).toBeGreaterThanOrEqual(30 * DAY)
    }
    expect((await eventsHere())[0]).toMatchObject({ action: 'grant.created', after: { role: 'workspace_auditor', kind: 'eligible' } })
    expect(holds(await actorOf('rex@acme.example'), 'workspace:read', { type: 'workspace', id: (await workspace()).id })).toBe(false)
    expect(await db().roleGrant.findFirst({ where: { role: 'member', administrator: { emailKey: 'eli@elsewhere.example' } } })).toMatchObject({ kind: 'active', endsAt: null })
  })

  it('not standing where they forbid it, nor without an end where they ask for one; what stands may still be shortened', async () => {
    const now = await transaction(readClock)
    await setTerms('workspace_auditor', { enabled: true, standing: 'no', eligibleSeconds: null })
    await setTerms('workspace_admin', { enabled: true, standing: 'time_bound' })
    for (const email of ['sta@elsewhere.example', 'rex@acme.example']) {
      await expect(give(email, {})).rejects.toMatchObject(invalid('kind', /only as eligible/))
      await expect(give(email, { role: 'workspace_admin', endsAt: null })).rejects.toMatchObject(invalid('endsAt', /only with an end/))
    }
    await alter('wanda@acme.example', { endsAt: now + DAY })
    await expect(alter('wanda@acme.example', { endsAt: now + 2 * DAY })).rejects.toMatchObject(invalid('kind', /only as eligible/))
    await expect(alter('wanda@acme.example', { role: 'workspace_admin', endsAt: null })).rejects.toMatchObject(invalid('endsAt', /only with an end/))
  })

  it('made eligible and active again in the place itself, at once, by whoever administers it', async () => {
    await expect(alter('wanda@acme.example', { kind: 'eligible' })).rejects.toMatchObject(invalid('kind', /PIM is off/))
    await setTerms('workspace_auditor', { enabled: true })
    const reads = async () => holds(await actorOf('wanda@acme.example'), 'workspace:read', { type: 'workspace', id: (await workspace()).id })
    expect(await reads()).toBe(true)
    const before = await held('wanda@acme.example')
    await alter('wanda@acme.example', { kind: 'eligible' })
    expect(await held('wanda@acme.example')).toMatchObject({ id: before.id, kind: 'eligible', version: before.version + 1 })
    expect((await eventsHere())[0]).toMatchObject({ action: 'grant.changed', before: { kind: 'active' }, after: { kind: 'eligible' } })
    expect(await reads()).toBe(false)
    await setTerms('workspace_admin', { enabled: false })
    await expect(alter('wanda@acme.example', { role: 'workspace_admin' })).rejects.toMatchObject(invalid('kind', /PIM is off for Workspace Admin/))
    await alter('wanda@acme.example', { role: 'workspace_admin', kind: 'active' })
    expect(await held('wanda@acme.example')).toMatchObject({ role: 'workspace_admin', kind: 'active' })
    expect(await reads()).toBe(true)
  })

  it('holds for organizations too', async () => {
    await setTerms('workspace_admin', { enabled: true, standing: 'no', eligibleSeconds: null })
    const { id: organizationId } = await db().organization.findFirstOrThrow({ where: { slug: 'northwind' } })
    const bea = await callerFor('bea@acme.example')
    const input = { organizationId, email: 'org.eli@northwind.example', role: 'workspace_admin', endsAt: null } as const
    await expect(performableOf(inviteToOrganization).perform(bea, input, TEST_ORIGIN, false)).rejects.toMatchObject(invalid('kind', /only as eligible/))
    await performableOf(inviteToOrganization).perform(bea, { ...input, kind: 'eligible' }, TEST_ORIGIN, false)
    const { id: grantId, version, kind } = await db().roleGrant.findFirstOrThrow({ where: { organizationId, administrator: { emailKey: 'org.eli@northwind.example' } } })
    expect(kind).toBe('eligible')
    await expect(performableOf(changeOrganizationRole).perform(bea, { organizationId, grantId, version, role: 'workspace_admin', kind: 'active', endsAt: null }, TEST_ORIGIN, false)).rejects.toMatchObject(invalid('kind', /only as eligible/))
  })
})

describe('what a place shows', () => {
  it('counts those who reach in by a tenant role, and names them only for who may see administrators', async () => {
    const forMax = await listInherited(clear(await actorOf('max@acme.example'), 'workspace-admin:read'), 'workspace')
    expect(forMax.find(({ role }) => role === 'client_owner')).toEqual({ role: 'client_owner', administers: true, count: 2, exact: true, names: null })
    expect(forMax.every(({ names }) => names === null)).toBe(true)
    const forOlivia = await listInherited(clear(await actorOf('olivia@acme.example'), 'workspace-admin:read'), 'workspace')
    expect(forOlivia.find(({ role }) => role === 'client_owner')!.names).toHaveLength(2)
  })

  it('says what its deletion takes along, to those who may delete it', async () => {
    const { id } = await workspace()
    expect(await previewDeletion(await actorOf('max@acme.example'), { kind: 'workspace', id })).toBeNull()
    expect(await previewDeletion(await actorOf('olivia@acme.example'), { kind: 'workspace', id })).toMatchObject({ roles: 2, people: 2, stranded: 2 })
    await invite.perform(await callerFor('olivia@acme.example'), { workspaceId: id, email: 'adam@acme.example', role: 'workspace_admin', endsAt: null }, TEST_ORIGIN, false)
    expect(await previewDeletion(await actorOf('sam@acme.example'), { kind: 'workspace', id })).toMatchObject({ roles: 3, people: 3, stranded: 2 })
  })

  it('does not count, nor name, whom the list does not show: people who were deleted', async () => {
    const { id } = await workspace()
    await invite.perform(await callerFor('olivia@acme.example'), { workspaceId: id, email: 'rex@acme.example', role: 'workspace_auditor', endsAt: null }, TEST_ORIGIN, false)
    await signIn('rex@acme.example')
    const preview = async () => previewDeletion(await actorOf('olivia@acme.example'), { kind: 'workspace', id })
    expect(await preview()).toMatchObject({ roles: 3, people: 3, names: expect.arrayContaining([expect.stringContaining('Rex')]) })
    const rex = (await person('rex@acme.example'))!
    const setStatus = async (status: 'active' | 'deleted') => db().administrator.update({ where: { tenantId_id: { tenantId: rex.tenantId, id: rex.id } }, data: { status, deletedAt: status === 'deleted' ? new Date() : null } })
    await setStatus('deleted')
    const after = await preview()
    const listed = await seenBy('olivia@acme.example')
    await setStatus('active')
    expect(listed).toHaveLength(2)
    expect(after).toMatchObject({ roles: 2, people: 2 })
    expect(after!.names.join()).not.toContain('Rex')
  })

  it('deleted while a role is given in it: either the role ends with it, or it is not found; no role outlives its place', async () => {
    const { tenantId } = await workspace()
    for (let round = 0; round < 8; round++) {
      const made = await db().workspace.create({ data: { tenantId, name: `Doomed ${round}`, slug: `doomed-${round}` } })
      const [olivia, sam] = [await callerFor('olivia@acme.example'), await callerFor('sam@acme.example')]
      const [gone, given] = await Promise.allSettled([
        drop.perform(sam, { workspaceId: made.id, version: 1, confirmation: made.name }, TEST_ORIGIN, false),
        invite.perform(olivia, { workspaceId: made.id, email: 'rex@acme.example', role: 'workspace_auditor', endsAt: null }, TEST_ORIGIN, false),
      ])
      expect(gone.status).toBe('fulfilled')
      expect(given.status === 'rejected' ? (given.reason as { code: string }).code : 'not_found').toBe('not_found')
      const created = await db().auditEvent.count({ where: { tenantId, workspaceId: made.id, action: 'grant.created' } })
      expect(await db().auditEvent.count({ where: { tenantId, workspaceId: made.id, action: 'grant.ended' } })).toBe(created)
      expect(created).toBe(given.status === 'fulfilled' ? 1 : 0)
    }
  })
})
