import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setStatus } from '@/lib/administrators/actions'
import { performableOf } from '@/lib/actions/define-action'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db } from '@/lib/db/client'
import type { AppError } from '@/lib/errors/app-error'
import { acceptInvitation } from '@/lib/sign-in/accept-invitation'
import { viewInvitation } from '@/lib/sign-in/view-invitation'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { patiently } from '@/prisma/factories/patiently'
import { storeCast } from '@/prisma/factories/store-cast'
import { moveClock } from '@/prisma/factories/test-clock'
import { invitationToken, waitingLetters } from '@/prisma/factories/waiting-letters'
import { inviteAdministrator, resendInvitation, revokeInvitation } from './actions'
import { inviteLine } from './invite-line'

const invite = performableOf(inviteAdministrator)
const resend = performableOf(resendInvitation)
const revoke = performableOf(revokeInvitation)
const status = performableOf(setStatus)

const PASSWORD = 'a long enough phrase 7 gulls'
let count = 0
const fresh = () => `new${++count}@people.example`
const by = async (name: string) => callerFor(`${name}@acme.example`)
const person = async (emailKey: string) => db().administrator.findFirst({ where: { emailKey } })
const events = async (affectedId: string) => (await db().auditEvent.findMany({ where: { affectedId }, orderBy: { sequence: 'asc' } })).map(({ action, outcome }) => `${action} ${outcome}`)
const accept = async (token: string, names = {}) => acceptInvitation({ token, password: PASSWORD, ...names }, TEST_ORIGIN, null)
const auditor = (email: string) => ({ email, givenName: 'Ada', familyName: 'Ågren', role: 'auditor' as const, places: [] })
const place = async (slug: string) => {
  const workspace = await db().workspace.findFirst({ where: { slug, name: slug === 'payments' ? 'Payments' : 'Ledger', tenant: { slug: 'acme' } } })
  return workspace ? { type: 'workspace' as const, id: workspace.id } : { type: 'organization' as const, id: (await db().organization.findFirstOrThrow({ where: { slug } })).id }
}

beforeAll(storeCast)
afterAll(closeDatabase)

describe('invite', () => {
  it('makes the person, the grants, the invitation, the link and the mail in one transaction, and says so', async () => {
    const email = 'Grace.Hopper@People.Example'
    const { administratorId } = await invite.perform(await by('olivia'), { ...auditor(email), startsAt: 0, endsAt: 4_000_000_000_000 }, TEST_ORIGIN, false)
    const made = await person('grace.hopper@people.example')
    expect(made).toMatchObject({ id: administratorId, status: 'new', email, givenName: 'Ada', activatedAt: null, invitationExpiresAt: expect.any(Date) })
    expect(await db().roleGrant.findMany({ where: { administratorId } })).toMatchObject([{ role: 'auditor', scope: 'tenant', kind: 'active', source: 'invitation', endsAt: new Date(4_000_000_000_000) }])
    expect(await events(administratorId)).toEqual(['administrator.invited done', 'grant.created done'])
    const invitation = await db().invitation.findFirstOrThrow({ where: { administratorId } })
    expect(invitation.expiresAt.getTime() - invitation.createdAt.getTime()).toBe(72 * 3_600_000)
    expect(await waitingLetters(email)).toMatchObject([{ name: 'invitation', roles: ['Auditor'], inviterName: 'Olivia Okafor', lifetimeSeconds: 259_200, again: false }])
    const link = await db().linkToken.findFirstOrThrow({ where: { administratorId } })
    expect(JSON.stringify(link)).not.toContain(await invitationToken(email))
  })

  it('gives a Member places: the bare role and one grant for each', async () => {
    const [payments, northwind] = [await place('payments'), await place('northwind')]
    const email = fresh()
    await invite.perform(await by('adam'), { ...auditor(email), role: 'member', places: [{ ...payments, role: 'workspace_admin' }, { ...northwind, role: 'workspace_auditor' }] }, TEST_ORIGIN, false)
    const { token } = await accept(await invitationToken(email))
    const { actor } = (await findSession(token, { touch: false }))!
    expect(actor.inForce.map(({ role, scope }) => `${role} ${scope.type}`).toSorted()).toEqual(['member tenant', 'workspace_admin workspace', 'workspace_auditor organization'])
  })

  it('[T48] offers no role that the inviter may not give, and leaves nothing behind', async () => {
    for (const [name, role] of [['sam', 'client_admin'], ['adam', 'client_owner'], ['sam', 'approver'], ['adam', 'auditor'], ['adam', 'super_admin']] as const) {
      const email = fresh()
      await expect(invite.perform(await by(name), { ...auditor(email), role }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'role_not_assignable' } })
      expect(await person(email)).toBeNull()
    }
    for (const name of ['sonia', 'audrey', 'bea', 'max', 'vera']) await expect(invite.perform(await by(name), auditor(fresh()), TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('[T49] finds no place of another tenant', async () => {
    const foreign = await db().workspace.findFirstOrThrow({ where: { tenant: { slug: 'globex' } } })
    const email = fresh()
    await expect(invite.perform(await by('olivia'), { ...auditor(email), role: 'member', places: [{ type: 'workspace', id: foreign.id, role: 'workspace_admin' }] }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    expect(await person(email)).toBeNull()
  })

  it('refuses what makes no sense, field by field', async () => {
    const olivia = await by('olivia')
    const payments = { ...(await place('payments')), role: 'workspace_admin' as const }
    const wrong = async (more: object) => invite.perform(olivia, { ...auditor(fresh()), ...more }, TEST_ORIGIN, false).catch((error: { failure: { fields?: Record<string, string> } }) => Object.keys(error.failure.fields ?? {}))
    expect(await wrong({ role: 'member' })).toEqual(['places'])
    expect(await wrong({ places: [payments] })).toEqual(['places'])
    expect(await wrong({ role: 'member', places: [payments, payments] })).toEqual(['places.1.id'])
    expect(await wrong({ role: 'workspace_admin' })).toEqual(['role'])
    expect(await wrong({ startsAt: 5000, endsAt: 5000 })).toEqual(['endsAt'])
    expect(await wrong({ endsAt: 5000 })).toEqual(['endsAt'])
    expect(await wrong({ givenName: ' ' })).toEqual(['givenName'])
    expect(await wrong({ email: 'a@b.example,c@d.example' })).toEqual(['email'])
    expect(await wrong({ tenantId: randomUUID() })).toEqual(['form'])
  })

  it('says who has an address already, and what to do', async () => {
    const olivia = await by('olivia')
    for (const [name, held, words] of [['audrey', 'active', 'administrator here already'], ['noor', 'new', 'send the invitation again'], ['ines', 'inactive', 'inactive']] as const) {
      const { id } = (await person(`${name}@acme.example`))!
      await expect(invite.perform(olivia, auditor(`${name.toUpperCase()}@acme.example`), TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'already_exists', failure: { reason: 'address_taken', sentence: expect.stringContaining(words), details: { administratorId: id, status: held } } })
    }
    await status.perform(olivia, { administratorId: (await person('rex@acme.example'))!.id, status: 'deleted' }, TEST_ORIGIN, false)
    await expect(invite.perform(olivia, auditor('rex@acme.example'), TEST_ORIGIN, false)).rejects.toMatchObject({ failure: { details: { status: 'deleted' }, sentence: expect.stringContaining('Restore') } })
    // What may be done about it is said by the function that decides.
    const taken = async (name: string, email: string) => invite.perform(await by(name), auditor(email), TEST_ORIGIN, false).then(() => null, (error: unknown) => (error as AppError).failure.details)
    expect(await taken('olivia', 'noor@acme.example')).toMatchObject({ email: 'noor@acme.example', resendRefusal: null })
    const { administratorId } = await invite.perform(olivia, { ...auditor('above@people.example'), role: 'client_admin' }, TEST_ORIGIN, false)
    expect(await taken('sam', 'above@people.example')).toMatchObject({ administratorId, resendRefusal: { code: 'role_not_assignable', asked: { permission: 'administrator:invite' } } })
    await expect(invite.perform(await by('sam'), auditor('rex@acme.example'), TEST_ORIGIN, false)).rejects.toMatchObject({ failure: { sentence: expect.stringMatching(/^This person was deleted\. This person holds Requester\. Only /) } })
    // Another tenant's people are nobody here.
    await invite.perform(olivia, auditor('gina@globex.example'), TEST_ORIGIN, false)
  })

  it('asks for a fresh factor for every role of a privileged family, and only for those', async () => {
    const olivia = await by('olivia')
    await db().session.update({ where: { tenantId_id: { tenantId: olivia.tenantId, id: olivia.sessionId } }, data: { freshFactorAt: new Date(0) } })
    await expect(invite.perform(olivia, auditor(fresh()), TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'step_up_required' })
    await invite.perform(olivia, { ...auditor(fresh()), role: 'approver' }, TEST_ORIGIN, false)
  })

  it('of sixteen that invite one address at once one does, and the rest are told who has it', async () => {
    const email = fresh()
    const callers = await Promise.all(['olivia', 'oscar', 'sam'].map(by))
    const outcomes = await Promise.allSettled(Array.from({ length: 16 }, async (_, index) => patiently(async () => invite.perform(callers[index % 3]!, auditor(email), TEST_ORIGIN, false))))
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'done' : (outcome.reason as AppError).code)).toSorted()).toEqual([...Array.from({ length: 15 }, () => 'already_exists'), 'done'])
    expect(await waitingLetters(email)).toHaveLength(1)
  })

  it('double submit: the same key has one effect and one answer, at once or later', async () => {
    const olivia = await by('olivia')
    const [email, key] = [fresh(), randomUUID()]
    const answers = await Promise.all(Array.from({ length: 8 }, async () => patiently(async () => invite.perform(olivia, auditor(email), TEST_ORIGIN, false, key))))
    answers.push(await invite.perform(olivia, auditor(email), TEST_ORIGIN, false, key))
    expect(new Set(answers.map(({ administratorId }) => administratorId)).size).toBe(1)
    expect(await waitingLetters(email)).toHaveLength(1)
    expect(await events(answers[0]!.administratorId)).toEqual(['administrator.invited done', 'grant.created done'])
    await expect(invite.perform(olivia, auditor(fresh()), TEST_ORIGIN, false, key)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('of a list, an address alone will do: the names are given at activation', async () => {
    const email = fresh()
    await inviteLine.perform(await by('olivia'), { ...auditor(email), givenName: '', familyName: '' }, TEST_ORIGIN, false)
    const token = await invitationToken(email)
    expect((await viewInvitation(token)).needsNames).toBe(true)
    await expect(accept(token)).rejects.toMatchObject({ code: 'invalid_input', failure: { fields: { givenName: expect.any(String), familyName: expect.any(String) } } })
    await accept(token, { givenName: 'Ada', familyName: 'Lovelace' })
    expect(await person(email)).toMatchObject({ status: 'active', givenName: 'Ada', familyName: 'Lovelace' })
  })
})

describe('resend', () => {
  it('[T32] kills the old link, starts a new lifetime, and whoever sends it stands behind it', async () => {
    const email = fresh()
    const { administratorId } = await invite.perform(await by('olivia'), auditor(email), TEST_ORIGIN, false)
    const old = await invitationToken(email)
    await moveClock(3_600_000)
    await resend.perform(await by('sam'), { administratorId }, TEST_ORIGIN, false)
    await moveClock(0)
    expect(await waitingLetters(email)).toMatchObject([{ again: true, inviterName: 'Sam Singh' }])
    await expect(accept(old)).rejects.toMatchObject({ code: 'link_unusable' })
    const invitation = await db().invitation.findFirstOrThrow({ where: { administratorId } })
    expect(invitation).toMatchObject({ inviterId: (await person('sam@acme.example'))!.id, sentCount: 2 })
    expect(invitation.expiresAt.getTime()).toBeGreaterThan(invitation.createdAt.getTime() + 72 * 3_600_000)
    await accept(await invitationToken(email))
    expect(await events(administratorId)).toContain('invitation.resent done')
  })

  it('[T36] three times an hour at most, and never for whoever activated', async () => {
    const email = fresh()
    const olivia = await by('olivia')
    const { administratorId } = await invite.perform(olivia, auditor(email), TEST_ORIGIN, false)
    for (let time = 0; time < 3; time++) await resend.perform(olivia, { administratorId }, TEST_ORIGIN, false)
    await expect(resend.perform(olivia, { administratorId }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'too_many' })
    await accept(await invitationToken(email))
    for (const action of [resend, revoke]) await expect(action.perform(olivia, { administratorId }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'wrong_state' })
  })

  it('[T48] only by whoever could give every role it carries; out of reach it does not exist', async () => {
    const email = fresh()
    const { administratorId } = await invite.perform(await by('olivia'), { ...auditor(email), role: 'client_admin' }, TEST_ORIGIN, false)
    for (const action of [resend, revoke]) {
      await expect(action.perform(await by('sam'), { administratorId }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'role_not_assignable' } })
      await expect(action.perform(await by('bea'), { administratorId }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
      await expect(action.perform(await callerFor('gina@globex.example'), { administratorId }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    }
    expect((await person(email))?.status).toBe('new')
  })
})

describe('revoke', () => {
  it('ends link and mail and removes the person, whose history stays', async () => {
    const email = fresh()
    const olivia = await by('olivia')
    const payments = { ...(await place('payments')), role: 'workspace_admin' as const }
    const { administratorId } = await invite.perform(olivia, { ...auditor(email), role: 'member', places: [payments] }, TEST_ORIGIN, false)
    const token = await invitationToken(email)
    expect(await revoke.perform(olivia, { administratorId }, TEST_ORIGIN, false)).toEqual({ removed: true })
    await expect(accept(token)).rejects.toMatchObject({ code: 'link_unusable' })
    expect(await person(email)).toBeNull()
    expect(await waitingLetters(email)).toEqual([])
    expect((await events(administratorId)).slice(-3)).toEqual(['grant.ended done', 'grant.ended done', 'invitation.revoked done'])
    expect(await db().auditEvent.count({ where: { affectedId: administratorId, action: 'grant.ended', workspaceId: payments.id } })).toBe(1)
    await invite.perform(olivia, auditor(email), TEST_ORIGIN, false)
  })

  it('keeps somebody whom another role holds here, without a link; sent again, they have one', async () => {
    const olivia = await by('olivia')
    const { id: administratorId } = (await person('noor@acme.example'))!
    await resend.perform(olivia, { administratorId }, TEST_ORIGIN, false)
    const old = await invitationToken('noor@acme.example')
    expect(await revoke.perform(olivia, { administratorId }, TEST_ORIGIN, false)).toEqual({ removed: false })
    await expect(accept(old)).rejects.toMatchObject({ code: 'link_unusable' })
    await expect(revoke.perform(olivia, { administratorId }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'wrong_state' })
    await resend.perform(olivia, { administratorId }, TEST_ORIGIN, false)
    await accept(await invitationToken('noor@acme.example'))
  })
})
