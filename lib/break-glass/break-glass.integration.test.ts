import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { completeSignIn } from '@/lib/authn/complete-sign-in'
import { findAccount } from '@/lib/authn/find-account'
import { provePassword } from '@/lib/authn/prove-password'
import { findSession } from '@/lib/authn/session-facts'
import { accountKey, LONGEST_STREAK } from '@/lib/authn/sign-in-attempts'
import { clear } from '@/lib/authz/cleared'
import { setStatus } from '@/lib/administrators/actions'
import { closeDatabase, db } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { recordAudit } from '@/lib/audit/record'
import { changeGrant, changeGrantKind, endGrant } from '@/lib/grants/actions'
import { setSignInNotice } from '@/lib/tenant-settings/actions'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { enrolledTotp } from '@/prisma/factories/enrolled-totp'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { DEMO_PASSWORD, storeCast } from '@/prisma/factories/store-cast'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { markBreakGlass, reviewUse } from './actions'
import { alarmOpenReviews } from './alarm-open-reviews'
import { listOwnerAccounts, listUses } from './data'

const mark = performableOf(markBreakGlass)
const review = performableOf(reviewUse)
const person = async (name: string) => db().administrator.findFirstOrThrow({ where: { emailKey: `${name}@acme.example` } })
const setMark = async (by: string, name: string, marked = true) => mark.perform(await callerFor(`${by}@acme.example`), { administratorId: (await person(name)).id, marked }, TEST_ORIGIN, false)
const reader = async () => clear((await signInAs('oscar@acme.example', { factor: false })).facts.actor, 'break-glass:manage')

const letters = async () => (await Promise.all(['olivia@acme.example', 'oscar@acme.example', 'adam@acme.example'].map(async (to) => (await waitingLetters(to)).map(({ name }) => [to, name])))).flat()

async function signIn(name: string) {
  const { tenantId, id: administratorId } = await person(name)
  return transaction(async (tx) => {
    const session = await completeSignIn(tx, { tenantId, administratorId, origin: TEST_ORIGIN, first: 'invitation' })
    if (!session) throw new Error('a factor is owed')
    await recordAudit(tx, [session.event])
    return session
  })
}

beforeAll(storeCast)
afterAll(closeDatabase)
beforeEach(async () => {
  await db().breakGlassUse.deleteMany({})
  await db().job.deleteMany({ where: { kind: 'mail' } })
  await db().administrator.updateMany({ data: { breakGlassAt: null } })
})

describe('break-glass accounts', () => {
  it('are marked by owners, themselves included; only standing owners; all owners are told', async () => {
    expect(await setMark('olivia', 'olivia')).toEqual({ accounts: 1 })
    expect(await setMark('olivia', 'oscar')).toEqual({ accounts: 2 })
    await expect(setMark('olivia', 'oscar')).rejects.toMatchObject({ code: 'wrong_state' })
    await expect(setMark('olivia', 'adam')).rejects.toMatchObject({ code: 'wrong_state', failure: { reason: 'no_standing_owner' } })
    for (const name of ['adam', 'sam', 'audrey']) await expect(setMark(name, 'olivia', false)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(mark.perform(await callerFor('gina@globex.example'), { administratorId: (await person('olivia')).id, marked: false }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    const stale = await callerFor('olivia@acme.example')
    await db().session.updateMany({ where: { id: stale.sessionId }, data: { freshFactorAt: null } })
    await expect(mark.perform(stale, { administratorId: (await person('oscar')).id, marked: false }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'step_up_required' })
    expect((await listOwnerAccounts(await reader())).map(({ email, standing, markedAt }) => [email, standing, markedAt !== null])).toEqual([['olivia@acme.example', true, true], ['oscar@acme.example', true, true]])
  })

  it('are so while they are standing owners: the mark goes with the role, is told, and does not come back with it', async () => {
    const { tenantId, id } = await person('oscar')
    const grant = await db().roleGrant.findFirstOrThrow({ where: { administratorId: id, role: 'client_owner' } })
    const where = { tenantId_id: { tenantId, id: grant.id } }
    const olivia = await callerFor('olivia@acme.example')
    const LOST: Record<string, (version: number) => Promise<unknown>> = {
      'made eligible': async (version) => performableOf(changeGrantKind).perform(olivia, { grantId: grant.id, version, kind: 'eligible' }, TEST_ORIGIN, false),
      'given an end': async (version) => performableOf(changeGrant).perform(olivia, { grantId: grant.id, version, endsAt: 4_102_444_800_000 }, TEST_ORIGIN, false),
      ended: async (version) => performableOf(endGrant).perform(olivia, { grantId: grant.id, version }, TEST_ORIGIN, false),
    }
    for (const [how, lose] of Object.entries(LOST)) {
      await setMark('olivia', 'oscar')
      await db().job.deleteMany({ where: { kind: 'mail' } })
      await lose((await db().roleGrant.findUniqueOrThrow({ where })).version)
      const event = await db().auditEvent.findFirst({ where: { tenantId, action: 'break_glass.unmarked', affectedId: id }, orderBy: { sequence: 'desc' } })
      expect([how, (await person('oscar')).breakGlassAt, event?.after]).toEqual([how, null, { accounts: 0, because: 'role_changed' }])
      await db().roleGrant.update({ where, data: { kind: 'active', endsAt: null, revokedAt: null } })
    }
    // Another's role, or another role of theirs, leaves it alone.
    await setMark('olivia', 'oscar')
    const other = await db().roleGrant.create({ data: { tenantId, administratorId: id, role: 'auditor', scope: 'tenant', source: 'seed', startsAt: new Date(0) } })
    await performableOf(endGrant).perform(olivia, { grantId: other.id, version: 1 }, TEST_ORIGIN, false)
    expect((await person('oscar')).breakGlassAt).not.toBeNull()
  })

  it.each(['inactive', 'deleted'] as const)('are so while they are active: the mark goes with whoever is set to %s, is told, and does not come back with them', async (status) => {
    await setMark('olivia', 'oscar')
    await db().job.deleteMany({ where: { kind: 'mail' } })
    const { tenantId, id } = await person('oscar')
    const olivia = await callerFor('olivia@acme.example')
    await performableOf(setStatus).perform(olivia, { administratorId: id, status }, TEST_ORIGIN, true)
    const event = await db().auditEvent.findFirst({ where: { tenantId, action: 'break_glass.unmarked', affectedId: id }, orderBy: { sequence: 'desc' } })
    expect([(await person('oscar')).breakGlassAt, event?.after]).toEqual([null, { accounts: 0, because: 'status_changed' }])
    if (status === 'inactive') await performableOf(setStatus).perform(olivia, { administratorId: id, status: 'active' }, TEST_ORIGIN, true)
    else await db().administrator.update({ where: { tenantId_id: { tenantId, id } }, data: { status: 'active', deletedAt: null } })
    expect((await signIn('oscar')).facts.actor.breakGlass).toBe(false)
    // Another's status leaves it alone.
    await setMark('olivia', 'oscar')
    for (const to of ['inactive', 'active'] as const) await performableOf(setStatus).perform(olivia, { administratorId: (await person('rex')).id, status: to }, TEST_ORIGIN, true)
    expect((await person('oscar')).breakGlassAt).not.toBeNull()
  })

  it('alarm every owner at each use, mark everything that is done, and open one review', async () => {
    await setMark('oscar', 'olivia')
    await db().job.deleteMany({ where: { kind: 'mail' } })
    const { token, facts } = await signIn('olivia')
    expect(facts.actor.breakGlass).toBe(true)
    expect(await letters()).toEqual([['olivia@acme.example', 'break_glass_used'], ['oscar@acme.example', 'break_glass_used']])
    const { version } = await db().tenant.findUniqueOrThrow({ where: { slug: 'acme' } })
    const { tenantId, administratorId, sessionId } = facts.actor
    await performableOf(setSignInNotice).perform({ tenantId, administratorId, sessionId }, { version, notice: 'Emergency' }, TEST_ORIGIN, false)
    const events = await db().auditEvent.findMany({ where: { sessionId }, orderBy: { sequence: 'asc' } })
    expect(events.map(({ action, origin }) => [action, (origin as { breakGlass?: boolean }).breakGlass])).toEqual([['break_glass.used', true], ['tenant.updated', true]])
    expect(await listUses(await reader())).toMatchObject([{ email: 'olivia@acme.example', sessionOver: false, review: null }])
    // Whoever signs in without a mark does so as ever, and sees that a review waits.
    const other = await signIn('oscar')
    expect(other.facts.actor.breakGlass).toBe(false)
    expect((await findSession(token, { touch: false }))?.openReviews).toBe(true)
    expect(await db().breakGlassUse.count()).toBe(1)
  })

  it('without the mark a kind of factor that the policy does not take counts for nothing, in the sessions that run too', async () => {
    await setMark('oscar', 'olivia')
    const { token, facts } = await signIn('olivia')
    const { tenantId } = facts.actor
    const { mfaAllowedFactors } = await db().tenant.findUniqueOrThrow({ where: { id: tenantId } })
    const factor = await enrolledTotp({ tenantId, administratorId: facts.actor.administratorId })
    const counts = async () => {
      const { actor } = (await findSession(token, { touch: false }))!
      return [actor.factorEnrolledAt !== null, actor.factorUsedAt !== null]
    }
    await db().session.update({ where: { tenantId_id: { tenantId, id: facts.actor.sessionId } }, data: { factorUsedAt: new Date(), factorUsedKind: 'totp' } })
    await db().tenant.update({ where: { id: tenantId }, data: { mfaAllowedFactors: ['passkey'] } })
    expect(await counts()).toEqual([true, true])
    await setMark('oscar', 'olivia', false)
    expect(await counts()).toEqual([false, false])
    await db().tenant.update({ where: { id: tenantId }, data: { mfaAllowedFactors } })
    await db().secondFactor.deleteMany({ where: { tenantId, id: factor.factorId } })
  })

  it('are reviewed by another owner, once, with a sentence', async () => {
    await setMark('oscar', 'olivia')
    const { facts } = await signIn('olivia')
    const use = await db().breakGlassUse.findFirstOrThrow()
    await expect(review.perform({ ...facts.actor }, { useId: use.id, finding: 'It was me.' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'forbidden', failure: { reason: 'yourself' } })
    const oscar = await callerFor('oscar@acme.example')
    await expect(review.perform(oscar, { useId: use.id, finding: '   ' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(review.perform(await callerFor('gina@globex.example'), { useId: use.id, finding: 'x' }, TEST_ORIGIN, false)).rejects.toMatchObject({ code: 'not_found' })
    const both = await Promise.allSettled([1, 2].map(async (n) => review.perform(await callerFor('oscar@acme.example'), { useId: use.id, finding: `The provider was down (${n}).` }, TEST_ORIGIN, false)))
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await db().auditEvent.count({ where: { action: 'break_glass.reviewed', targetId: use.id, outcome: 'done' } })).toBe(1)
    expect((await listUses(await reader()))[0]?.review).toMatchObject({ by: 'Oscar Ortega' })
    await expect(db().breakGlassUse.create({ data: { ...use, id: '00000000-0000-4000-8000-000000000001', sessionId: '00000000-0000-4000-8000-000000000002', reviewedAt: new Date(), reviewedById: use.administratorId, finding: 'me' } })).rejects.toThrow(/constraint/)
  })

  it('[T06] are not switched off by failures, however many: only the address they came from is refused', async () => {
    await setMark('oscar', 'olivia')
    const { tenantId, emailKey } = await person('olivia')
    await db().signInStreak.create({ data: { tenantId, accountKey: accountKey(tenantId, emailKey), kind: 'password', failures: LONGEST_STREAK, updatedAt: new Date() } })
    const prove = async (password: string) => provePassword({ tenantId, emailKey, account: await findAccount(tenantId, emailKey), password, origin: TEST_ORIGIN })
    expect((await prove(DEMO_PASSWORD)).account.breakGlass).toBe(true)
    await setMark('oscar', 'olivia', false)
    await expect(prove(DEMO_PASSWORD)).rejects.toMatchObject({ code: 'wrong_credentials' })
  })

  it('a use that nobody reviewed is told every day, once', async () => {
    await setMark('oscar', 'olivia')
    await signIn('olivia')
    await db().job.deleteMany({ where: { kind: 'mail' } })
    await alarmOpenReviews()
    expect(await letters()).toEqual([])
    await db().breakGlassUse.updateMany({ data: { alarmedAt: new Date(Date.now() - 25 * 3_600_000) } })
    await Promise.all([alarmOpenReviews(), alarmOpenReviews()])
    expect(await letters()).toEqual([['olivia@acme.example', 'break_glass_unreviewed'], ['oscar@acme.example', 'break_glass_unreviewed']])
  })
})
