import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RoleKey } from '@/lib/authz/policy'
import { failureOf } from '@/lib/actions/answer'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db } from '@/lib/db/client'
import { openTotpSecret } from '@/lib/mfa/totp'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { codeOf } from '@/prisma/factories/enrolled-totp'
import { enrolmentFor } from '@/prisma/factories/enrolment-for'
import { invitePerson } from '@/prisma/factories/invite-person'
import { browser } from '@/prisma/factories/stand-in-browser'
import { storeCast } from '@/prisma/factories/store-cast'
import { moveClock } from '@/prisma/factories/test-clock'
import { invitationToken, waitingLetters } from '@/prisma/factories/waiting-letters'
import { acceptInvitation } from './accept-invitation'
import { activate } from './actions'
import { viewInvitation } from './view-invitation'

// Hundreds of passwords are stored here, and none of it is about their hashes.
vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))
vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const PASSWORD = 'a long enough phrase 7 gulls'
let count = 0
const accept = async (token: string, values = {}) => acceptInvitation({ token, password: PASSWORD, ...values }, { ...TEST_ORIGIN, address: `203.0.113.${++count % 250}` }, null)
const refusal = async (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => {
    const { code, reason } = failureOf(error, 'test')
    return reason ? `${code} ${reason}` : code
  })
const person = async (id: string) => db().administrator.findFirstOrThrow({ where: { id }, include: { secondFactors: true, sessions: true } })
const form = (values: Record<string, string>) => Object.entries(values).reduce((made, [name, value]) => (made.set(name, value), made), new FormData())
const acme = async (data: object) => db().tenant.update({ where: { slug: 'acme' }, data })

async function invited(role: RoleKey = 'client_admin') {
  const email = `owner${++count}@people.example`
  const id = await invitePerson({ by: 'olivia@acme.example', email, givenName: 'Ada', familyName: 'Ågren', role })
  return { id, email, token: await invitationToken(email) }
}

beforeAll(storeCast)
beforeEach(() => {
  browser.cookie = undefined
  browser.kept = []
})
afterEach(async () => moveClock(0))
afterAll(closeDatabase)

describe('[T16] [T18] activation of a role that needs a second factor', () => {
  it('enrols an authenticator app with the button: the role is in force at once, without grace, and the recovery codes are shown once', async () => {
    const { id, email, token } = await invited()
    const values = await enrolmentFor(token)
    const told = (await waitingLetters('oscar@acme.example')).length
    const session = await accept(token, values)
    expect(session.recoveryCodes).toHaveLength(10)
    const after = await person(id)
    expect(after).toMatchObject({ status: 'active', factorKinds: ['totp'], mfaWithoutGrace: true, secondFactors: [{ kind: 'totp', confirmedAt: expect.any(Date) as Date, lastStep: expect.any(BigInt) as bigint }], sessions: [{ factorUsedKind: 'totp' }] })
    const { actor } = (await findSession(session.token, { touch: false }))!
    expect([actor.inForce.map(({ role }) => role), actor.mfaGraceUntil]).toEqual([['client_admin'], null])
    const events = await db().auditEvent.findMany({ where: { actorId: id }, orderBy: { sequence: 'asc' }, select: { action: true } })
    expect(events.map(({ action }) => action)).toEqual(['administrator.activated', 'factor.enrolled', 'recovery_code.made', 'session.started'])
    expect((await waitingLetters(email)).map(({ name }) => name)).toContain('factor_changed')
    expect(await waitingLetters('oscar@acme.example')).toHaveLength(told + 1)
  })

  it('shows every look another secret and stores none of them: the one that came with the form is the one that counts', async () => {
    const { id, token } = await invited()
    const [first, second] = [(await viewInvitation(token)).enrol!, (await viewInvitation(token)).enrol!]
    expect(first.secret).not.toBe(second.secret)
    expect(first.uri).toContain(first.secret)
    expect(first.qr.path).toMatch(/^M\d/)
    expect(first.draft).not.toContain(first.secret)
    expect((await person(id)).secondFactors).toEqual([])
    expect(await refusal(accept(token, { draft: first.draft, code: await codeOf(second.secret) }))).toBe('wrong_code')
    await accept(token, { draft: second.draft, code: await codeOf(second.secret) })
    const { secondFactors: [factor], tenantId } = await person(id)
    expect(openTotpSecret(factor!.secretSealed!, { tenantId, administratorId: id, factorId: factor!.id })).toBe(second.secret)
  })

  it('is refused without one, with a wrong code and with the draft of another link, and the link goes on working', async () => {
    const [mine, theirs] = [await invited(), await invited()]
    const [draft, other] = [(await viewInvitation(mine.token)).enrol!, (await viewInvitation(theirs.token)).enrol!]
    expect(await refusal(accept(mine.token))).toBe('conflict factor_needed')
    for (const code of [undefined, '', '123', '１２３４５６', '["1"]', ((Number(await codeOf(draft.secret)) + 1) % 1_000_000).toString().padStart(6, '0')]) expect([code, await refusal(accept(mine.token, { draft: draft.draft, code }))]).toEqual([code, 'wrong_code'])
    expect(await refusal(accept(mine.token, { draft: other.draft, code: await codeOf(other.secret) }))).toBe('conflict draft_over')
    expect(await refusal(accept(mine.token, { draft: 'x'.repeat(80), code: await codeOf(draft.secret) }))).toBe('conflict draft_over')
    expect(await person(mine.id)).toMatchObject({ status: 'new', secondFactors: [], sessions: [] })
    expect(await refusal(accept(mine.token, { draft: draft.draft, code: await codeOf(draft.secret) }))).toBe('done')
  })

  it('[T30] of sixteen at once one does it, with one factor and one set of codes', async () => {
    for (let round = 0; round < 5; round++) {
      const { id, token } = await invited()
      const values = await enrolmentFor(token)
      const answers = await Promise.all(Array.from({ length: 16 }, async () => refusal(accept(token, values))))
      expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
      expect((await person(id)).secondFactors).toHaveLength(1)
      expect(await db().recoveryCode.count({ where: { administratorId: id } })).toBe(10)
    }
  })

  it('asks nobody whose roles need none, by policy or always, nor where the policy allows no authenticator app', async () => {
    const auditor = await invited('auditor')
    expect((await viewInvitation(auditor.token)).enrol).toBeNull()
    await accept(auditor.token)
    expect(await person(auditor.id)).toMatchObject({ mfaWithoutGrace: false, mfaBoundAt: null, secondFactors: [] })
    try {
      await acme({ mfaRequiredRoles: [] })
      expect((await viewInvitation((await invited()).token)).enrol).toBeNull()
      expect((await viewInvitation((await invited('client_security_admin')).token)).enrol).not.toBeNull()
      await acme({ mfaRequiredForEveryone: true })
      expect((await viewInvitation((await invited('auditor')).token)).enrol).not.toBeNull()
      await acme({ mfaAllowedFactors: ['passkey'] })
      const keyless = await invited('auditor')
      expect((await viewInvitation(keyless.token)).enrol).toBeNull()
      const { token: session } = await accept(keyless.token)
      expect(await person(keyless.id)).toMatchObject({ mfaWithoutGrace: true })
      expect((await findSession(session, { touch: false }))!.actor.inForce).toEqual([])
    } finally {
      await acme({ mfaRequiredForEveryone: false, mfaAllowedFactors: ['totp', 'passkey'], mfaRequiredRoles: ['client_owner', 'client_admin', 'client_security_admin', 'client_compliance_auditor', 'super_admin'] })
    }
  })

  it('the page gets the codes with the session’s cookie; nobody else ever does', async () => {
    const { id, token } = await invited()
    const values = await enrolmentFor(token)
    const { data, failure } = await activate({}, form({ token, password: PASSWORD, draft: values.draft!, code: values.code! }))
    expect([failure, data?.recoveryCodes.length, browser.cookie?.length]).toEqual([undefined, 10, 43])
    const stored = JSON.stringify(await db().recoveryCode.findMany({ where: { administratorId: id } }), (_key, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value))
    for (const code of data!.recoveryCodes) expect(stored).not.toContain(code.replaceAll('-', ''))
  })
})
