import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { setStatus } from '@/lib/administrators/actions'
import { closeDatabase, db } from '@/lib/db/client'
import type { AppError } from '@/lib/errors/app-error'
import { asAppError } from '@/lib/errors/database-failure'
import { assignRole, endGrant } from '@/lib/grants/actions'
import { acceptInvitation } from '@/lib/sign-in/accept-invitation'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { storeCast } from '@/prisma/factories/store-cast'
import { stopClock } from '@/prisma/factories/test-clock'
import { invitationToken } from '@/prisma/factories/waiting-letters'
import { inviteAdministrator, resendInvitation, revokeInvitation } from './actions'

// Hundreds of passwords are stored here, and none of it is about their hashes; nor does their queue keep the racers apart.
vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))

const PASSWORD = 'a long enough phrase 7 gulls'
let count = 0

const by = async (name: string) => callerFor(`${name}@acme.example`)
const idOf = async (name: string) => (await db().administrator.findFirstOrThrow({ where: { emailKey: `${name}@acme.example` } })).id
const invited = async (name = 'olivia', role: 'auditor' | 'approver' = 'auditor') => {
  const email = `raced${++count}@people.example`
  const { administratorId } = await performableOf(inviteAdministrator).perform(await by(name), { email, givenName: 'Ada', familyName: 'Ågren', role, places: [] }, TEST_ORIGIN, false)
  return { email, administratorId, token: await invitationToken(email) }
}
const accept = async (token: string) => acceptInvitation({ token, password: PASSWORD }, TEST_ORIGIN, null)
/** A busy database is asked again, as a person would. */
async function settle(attempt: () => Promise<unknown>): Promise<string> {
  for (;;) {
    const outcome = await attempt().then(() => 'done', (error: unknown) => asAppError(error))
    if (outcome === 'done') return 'done'
    const { code } = outcome as AppError
    if (code !== 'busy') return code
  }
}
const found = async (administratorId: string) =>
  db().administrator.findFirst({ where: { id: administratorId }, select: { status: true, sessions: { select: { id: true } }, passwordCredential: { select: { state: true } }, addresses: { select: { verifiedAt: true } } } })
const events = async (affectedId: string, action: string) => db().auditEvent.count({ where: { affectedId, action, outcome: 'done' } })

beforeAll(storeCast)
afterAll(closeDatabase)

describe('an invitation is taken once', () => {
  it('[T30] sixteen at once make one administrator, one session, one event; fifteen are told the link is used; 20 rounds', async () => {
    for (let round = 0; round < 20; round++) {
      const { administratorId, token } = await invited()
      const outcomes = await Promise.all(Array.from({ length: 16 }, async () => settle(async () => accept(token))))
      expect(outcomes.toSorted()).toEqual(['done', ...Array.from({ length: 15 }, () => 'link_unusable')])
      expect(await found(administratorId)).toEqual({ status: 'active', sessions: [expect.anything()], passwordCredential: { state: 'usable' }, addresses: [{ verifiedAt: expect.any(Date) }] })
      expect(await events(administratorId, 'administrator.activated')).toBe(1)
    }
  }, 180_000)

  it('[T32] accepted and revoked at once: either there is one active administrator or there is none; 20 rounds', async () => {
    const olivia = await by('olivia')
    for (let round = 0; round < 20; round++) {
      const { administratorId, token } = await invited()
      const [accepted, revoked] = await Promise.all([settle(async () => accept(token)), settle(async () => performableOf(revokeInvitation).perform(olivia, { administratorId }, TEST_ORIGIN, false))])
      const person = await found(administratorId)
      expect({ accepted, revoked, status: person?.status ?? 'gone' }).toEqual(accepted === 'done' ? { accepted, revoked: 'wrong_state', status: 'active' } : { accepted: 'link_unusable', revoked: 'done', status: 'gone' })
    }
  }, 120_000)

  it('[T32] accepted and sent again at once: the link is used, or it is dead and the new one works; 10 rounds', async () => {
    const olivia = await by('olivia')
    for (let round = 0; round < 10; round++) {
      const { email, administratorId, token } = await invited()
      const [accepted, resent] = await Promise.all([settle(async () => accept(token)), settle(async () => performableOf(resendInvitation).perform(olivia, { administratorId }, TEST_ORIGIN, false))])
      expect([accepted, resent]).toEqual(accepted === 'done' ? ['done', 'wrong_state'] : ['link_unusable', 'done'])
      const last = accepted === 'done' ? 'done' : await settle(async () => accept(await invitationToken(email)))
      expect([last, (await found(administratorId))?.status]).toEqual(['done', 'active'])
    }
  }, 120_000)
})

describe('an invitation is worth what its inviter still may give', () => {
  it('[T34] is refused once the inviter is inactive or lost the role, and can be taken over by somebody who may', async () => {
    const olivia = await by('olivia')
    const samId = await idOf('sam')
    const mine = await invited('sam')
    await performableOf(setStatus).perform(olivia, { administratorId: samId, status: 'inactive' }, TEST_ORIGIN, false)
    await expect(accept(mine.token)).rejects.toMatchObject({ code: 'link_unusable', failure: { reason: 'inviter' } })
    expect((await found(mine.administratorId))?.status).toBe('new')
    await performableOf(setStatus).perform(olivia, { administratorId: samId, status: 'active' }, TEST_ORIGIN, false)
    const grant = await db().roleGrant.findFirstOrThrow({ where: { administratorId: samId, revokedAt: null } })
    await performableOf(endGrant).perform(olivia, { grantId: grant.id, version: grant.version }, TEST_ORIGIN, false)
    await expect(accept(mine.token)).rejects.toMatchObject({ failure: { reason: 'inviter' } })
    await performableOf(resendInvitation).perform(olivia, { administratorId: mine.administratorId }, TEST_ORIGIN, false)
    await accept(await invitationToken(mine.email))
    await performableOf(assignRole).perform(olivia, { administratorId: samId, role: 'super_admin', scope: { type: 'tenant' } }, TEST_ORIGIN, false)
  })

  it('[T32] works until its last millisecond by the clock of the database, and not after', async () => {
    const [early, late] = [await invited(), await invited()]
    const endOf = async ({ administratorId }: { administratorId: string }) => (await db().invitation.findFirstOrThrow({ where: { administratorId } })).expiresAt.getTime()
    await stopClock((await endOf(early)) - 1)
    await accept(early.token)
    await stopClock(await endOf(late))
    await expect(accept(late.token)).rejects.toMatchObject({ code: 'link_unusable' })
    await stopClock(null)
    await accept(late.token)
  })
})
