import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { failureOf } from '@/lib/actions/answer'
import { performableOf } from '@/lib/actions/define-action'
import { deleteForGood, setStatus } from '@/lib/administrators/actions'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db } from '@/lib/db/client'
import { resendInvitation, revokeInvitation } from '@/lib/invitations/actions'
import { callerFor, signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { findWaiting } from '@/lib/home/data'
import { invitePerson } from '@/prisma/factories/invite-person'
import { browser } from '@/prisma/factories/stand-in-browser'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { storeCast } from '@/prisma/factories/store-cast'
import { patiently } from '@/prisma/factories/patiently'
import { moveClock, stopClock } from '@/prisma/factories/test-clock'
import { invitationToken, waitingLetters } from '@/prisma/factories/waiting-letters'
import { acceptInvitation } from './accept-invitation'
import { activate, askForInvitation, viewInvitation as look } from './actions'
import { requestReset } from './request-reset'
import { viewInvitation } from './view-invitation'
import { workOff } from '@/prisma/factories/work-off'

// Hundreds of passwords are stored here, and none of it is about their hashes.
vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))
vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const resend = performableOf(resendInvitation)
const revoke = performableOf(revokeInvitation)
const remove = performableOf(deleteForGood)
const changeStatus = performableOf(setStatus)

const PASSWORD = 'a long enough phrase 7 gulls'
const LIFETIME = 72 * 3_600_000
let count = 0
const by = async (name: string) => callerFor(`${name}@acme.example`)
const person = async (id: string) => db().administrator.findFirst({ where: { id }, include: { addresses: true, sessions: true, passwordCredential: true } })
const told = async (id: string, action: string) => db().auditEvent.count({ where: { affectedId: id, action, outcome: 'done' } })
const accept = async (token: string, values = {}) => acceptInvitation({ token, password: PASSWORD, ...values }, { ...TEST_ORIGIN, address: `203.0.113.${++count % 250}` }, null)
const refusal = async (work: Promise<unknown>) => work.then(() => 'done', (error: unknown) => {
    const { code, reason } = failureOf(error, 'test')
    return reason ? `${code} ${reason}` : code
  })
const form = (values: Record<string, string>) => Object.entries(values).reduce((made, [name, value]) => (made.set(name, value), made), new FormData())

async function invited({ inviter = 'olivia', role = 'auditor', givenName = 'Ada', familyName = 'Ågren' }: { inviter?: string; role?: 'auditor' | 'client_admin' | 'readonly_viewer'; givenName?: string; familyName?: string } = {}) {
  const email = `new${++count}@people.example`
  const id = await invitePerson({ by: `${inviter}@acme.example`, email, givenName, familyName, role })
  return { id, email, token: await invitationToken(email) }
}

beforeAll(storeCast)
beforeEach(() => {
  browser.cookie = undefined
  browser.kept = []
  browser.address = `192.0.2.${++count % 250}`
})
afterEach(async () => {
  await stopClock(null)
  await moveClock(0)
})
afterAll(closeDatabase)

describe('activation', () => {
  it('makes an active person with a verified address, a password and a session, and two events; never an owner', async () => {
    const { id, token } = await invited()
    const { token: session } = await accept(token)
    expect(await person(id)).toMatchObject({ status: 'active', activatedAt: expect.any(Date) as Date, invitationExpiresAt: null, addresses: [{ verifiedAt: expect.any(Date) as Date }], passwordCredential: { state: 'usable' } })
    expect(await findSession(session, { touch: false })).toMatchObject({ owes: null, actor: { administratorId: id } })
    expect([await told(id, 'administrator.activated'), await told(id, 'session.started')]).toEqual([1, 0])
    expect(await db().auditEvent.count({ where: { actorId: id, action: 'session.started' } })).toBe(1)
    expect(await db().roleGrant.findMany({ where: { administratorId: id }, select: { role: true } })).toEqual([{ role: 'auditor' }])
  })

  it('[T31] looking changes nothing, however often', async () => {
    const { id, token } = await invited()
    for (let n = 0; n < 50; n++) expect(await viewInvitation(token)).toMatchObject({ tenantName: 'Acme', givenName: 'Ada', inviterName: 'Olivia Okafor', roles: ['Auditor'], needsNames: false })
    expect((await person(id))?.status).toBe('new')
    expect(await refusal(accept(token))).toBe('done')
  })

  it('[T32] works until the millisecond it expires, by the clock of the database', async () => {
    const [early, late] = [await invited(), await invited()]
    const endOf = async (administratorId: string) => (await db().invitation.findFirstOrThrow({ where: { administratorId } })).expiresAt.getTime()
    await stopClock((await endOf(early.id)) - 1)
    expect(await refusal(accept(early.token))).toBe('done')
    await stopClock(await endOf(late.id))
    expect(await refusal(accept(late.token))).toBe('link_unusable expired')
    expect(await refusal(viewInvitation(late.token))).toBe('link_unusable expired')
    expect((await person(late.id))?.status).toBe('new')
  })

  it('[T32] revoked and accepted at once: exactly one wins, twenty rounds', async () => {
    const olivia = await by('olivia')
    for (let round = 0; round < 20; round++) {
      const { id, token } = await invited()
      const [accepted, revoked] = await Promise.all([refusal(patiently(async () => accept(token))), refusal(patiently(async () => revoke.perform(olivia, { administratorId: id }, TEST_ORIGIN, true)))])
      expect([accepted, revoked].filter((answer) => answer === 'done')).toHaveLength(1)
      const left = await person(id)
      expect(left?.status ?? 'gone').toBe(accepted === 'done' ? 'active' : 'gone')
      expect(await told(id, 'administrator.activated')).toBe(accepted === 'done' ? 1 : 0)
    }
  })

  it('says what became of a link that no longer works', async () => {
    const olivia = await by('olivia')
    const used = await invited()
    await accept(used.token)
    const replaced = await invited()
    await resend.perform(olivia, { administratorId: replaced.id }, TEST_ORIGIN, true)
    const closed = await invited()
    await changeStatus.perform(olivia, { administratorId: closed.id, status: 'inactive' }, TEST_ORIGIN, true)
    const withdrawn = await invited()
    await db().roleGrant.create({ data: { tenantId: olivia.tenantId, administratorId: withdrawn.id, role: 'requester', scope: 'tenant', source: 'manual', startsAt: new Date() } })
    await revoke.perform(olivia, { administratorId: withdrawn.id }, TEST_ORIGIN, true)
    const gone = await invited()
    await revoke.perform(olivia, { administratorId: gone.id }, TEST_ORIGIN, true)
    const answers: string[] = []
    for (const { token } of [used, replaced, withdrawn, gone]) answers.push(await refusal(viewInvitation(token)), await refusal(accept(token)))
    expect(answers).toEqual(['used', 'replaced', 'withdrawn', 'withdrawn'].flatMap((fault) => [`link_unusable ${fault}`, `link_unusable ${fault}`]))
    expect(await refusal(accept(closed.token))).toMatch(/^link_unusable/)
    expect(await refusal(viewInvitation(closed.token))).toMatch(/^link_unusable/)
    expect((await person(closed.id))?.status).toBe('inactive')
    // The new link of the one that was sent again works.
    expect(await refusal(accept(await invitationToken(replaced.email)))).toBe('done')
  })

  it('[T29] a token of another purpose is nothing here, nor is any other text', async () => {
    await requestReset({ tenantSlug: 'acme', email: { key: 'vera@acme.example', shown: 'vera@acme.example' }, origin: { ...TEST_ORIGIN, address: '203.0.113.251' } })
    await workOff('password_reset_request')
    const letter = (await waitingLetters('vera@acme.example')).find(({ name }) => name === 'password_reset')
    const reset = letter?.name === 'password_reset' ? letter.token : ''
    expect(reset).toHaveLength(43)
    for (const token of [reset, '', 'x', 'A'.repeat(43), '%', "' OR 1=1 --", 'A'.repeat(200)]) {
      expect(await refusal(accept(token))).toBe('link_unusable unknown')
      expect(await refusal(viewInvitation(token))).toBe('link_unusable unknown')
    }
  })

  it('a password the policy refuses leaves the invitation as it was', async () => {
    const { id, token } = await invited()
    expect(await refusal(accept(token, { password: 'too short' }))).toBe('password_refused')
    expect(await refusal(accept(token, { password: 'Ada Ågren Acme' }))).toBe('password_refused')
    expect((await person(id))?.status).toBe('new')
    expect(await refusal(accept(token))).toBe('done')
  })

  it('takes names only from whoever has none yet', async () => {
    const named = await invited()
    await accept(named.token, { givenName: 'Eve', familyName: 'Evil' })
    expect(await person(named.id)).toMatchObject({ givenName: 'Ada', familyName: 'Ågren' })
    const nameless = await invited({ givenName: '', familyName: '' })
    expect(await viewInvitation(nameless.token)).toMatchObject({ needsNames: true })
    expect(await refusal(accept(nameless.token))).toBe('invalid_input')
    await accept(nameless.token, { givenName: 'Grace', familyName: 'Hopper' })
    expect(await person(nameless.id)).toMatchObject({ givenName: 'Grace', familyName: 'Hopper' })
  })
})

describe('[T34] what a form says', () => {
  it('about tenant, role or address is refused, and the invitation stays as it was', async () => {
    const { id, token } = await invited()
    for (const [field, value] of [['role', 'client_owner'], ['tenantId', id], ['email', 'eve@evil.example'], ['status', 'active'], ['administratorId', id]] as const) {
      expect(await activate({}, form({ token, password: PASSWORD, [field]: value }))).toMatchObject({ failure: { code: 'invalid_input' } })
    }
    expect((await person(id))?.status).toBe('new')
    expect(browser.kept).toEqual([])
  })

  it('means nothing once whoever invited may no longer give the role; another who may can send it again', async () => {
    const cases = [
      async () => changeStatus.perform(await by('olivia'), { administratorId: (await by('adam')).administratorId, status: 'inactive' }, TEST_ORIGIN, true),
      async () => db().roleGrant.updateMany({ where: { administratorId: (await by('adam')).administratorId }, data: { revokedAt: new Date() } }),
    ]
    for (const loseIt of cases) {
      const adam = (await by('adam')).administratorId
      const { id, email, token } = await invited({ inviter: 'adam', role: 'readonly_viewer' })
      await loseIt()
      expect(await refusal(accept(token))).toBe('link_unusable inviter')
      expect((await person(id))?.status).toBe('new')
      await db().administrator.updateMany({ where: { id: adam }, data: { status: 'active' } })
      await db().roleGrant.updateMany({ where: { administratorId: adam, role: 'client_admin' }, data: { revokedAt: null } })
      expect(await refusal(accept(token))).toBe('done')
      expect(email).toContain('@')
    }
    const taken = await invited({ inviter: 'adam', role: 'readonly_viewer' })
    await cases[0]!()
    await resend.perform(await by('olivia'), { administratorId: taken.id }, TEST_ORIGIN, true)
    expect(await refusal(accept(await invitationToken(taken.email)))).toBe('done')
    await db().administrator.updateMany({ where: { emailKey: 'adam@acme.example' }, data: { status: 'active' } })
  })
})

describe('[T33] a browser in which somebody is signed in', () => {
  it('cannot take the seat, and the invitation stays', async () => {
    const { id, token } = await invited()
    const { token: session } = await signedInFor('rex@acme.example')
    browser.cookie = session
    expect(await activate({}, form({ token, password: PASSWORD }))).toMatchObject({ failure: { code: 'forbidden', reason: 'signed_in_as_another' } })
    expect((await person(id))?.status).toBe('new')
    expect(browser.cookie).toBe(session)
    browser.cookie = undefined
    await expect(activate({}, form({ token, password: PASSWORD }))).rejects.toThrow('NEXT_REDIRECT')
    expect((await person(id))?.status).toBe('active')
    expect(browser.kept).toMatchObject([{ name: 'castellan', options: { httpOnly: true, sameSite: 'lax', path: '/' } }])
  })
})

describe('asking for a new invitation', () => {
  it('tells whoever invited, once an hour, and the stranger nothing at all', async () => {
    const { id, email, token } = await invited({ inviter: 'sam' })
    const before = (await waitingLetters('sam@acme.example')).length
    await moveClock(LIFETIME + 1000)
    const answers = [await askForInvitation({}, form({ token })), await askForInvitation({}, form({ token })), await askForInvitation({}, form({ token: 'A'.repeat(43) }))]
    expect(answers).toEqual([{ done: 'asked' }, { done: 'asked' }, { done: 'asked' }])
    const letters = await waitingLetters('sam@acme.example')
    expect(letters).toHaveLength(before + 1)
    expect(letters[0]).toMatchObject({ name: 'invitation_asked_again', person: `Ada Ågren (${email})`, administratorId: id })
    expect(await told(id, 'invitation.asked_again')).toBe(1)
    await moveClock(LIFETIME + 3_700_000)
    await askForInvitation({}, form({ token }))
    expect(await waitingLetters('sam@acme.example')).toHaveLength(before + 2)
  })

  it('tells the owners where the inviter is gone, and nobody about somebody who is active or was deactivated', async () => {
    const { token, id } = await invited({ inviter: 'sam' })
    await db().administrator.updateMany({ where: { emailKey: 'sam@acme.example' }, data: { status: 'inactive' } })
    const count = async () => (await waitingLetters('olivia@acme.example')).length + (await waitingLetters('oscar@acme.example')).length
    const before = await count()
    await askForInvitation({}, form({ token }))
    await db().administrator.updateMany({ where: { emailKey: 'sam@acme.example' }, data: { status: 'active' } })
    expect(await count()).toBe(before + 2)
    await accept(token)
    await db().invitation.updateMany({ where: { administratorId: id }, data: { askedAgainAt: null } })
    await askForInvitation({}, form({ token }))
    expect(await count()).toBe(before + 2)
    const closed = await invited()
    await changeStatus.perform(await by('olivia'), { administratorId: closed.id, status: 'inactive' }, TEST_ORIGIN, true)
    await askForInvitation({}, form({ token: closed.token }))
    expect(await count()).toBe(before + 2)
  })

  it('tells the inviter of one who went with their withdrawn invitation, while the address stays free; invited anew, the newer invitation is meant', async () => {
    const { id, email, token } = await invited({ inviter: 'sam' })
    await revoke.perform(await by('olivia'), { administratorId: id }, TEST_ORIGIN, true)
    expect(JSON.stringify(await db().withdrawnLink.findMany({ where: { administratorId: id } }), (_key, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value))).not.toMatch(new RegExp(`${email}|Ågren`))
    const asked = async (to: string) => (await waitingLetters(`${to}@acme.example`)).filter((letter) => letter.name === 'invitation_asked_again' && letter.person === `Ada Ågren (${email})`)
    for (let n = 0; n < 2; n++) expect(await askForInvitation({}, form({ token }))).toEqual({ done: 'asked' })
    expect(await asked('sam')).toMatchObject([{ administratorId: null }])
    expect(await told(id, 'invitation.asked_again')).toBe(1)
    const onHome = async (who: string) => (await findWaiting((await signInAs(`${who}@acme.example`)).facts)).askingAnew
    expect([await onHome('sam'), await onHome('olivia')]).toEqual([[{ id, name: 'Ada Ågren', email }], []])
    const anew = await invitePerson({ by: 'olivia@acme.example', email, givenName: 'Ada', familyName: 'Ågren', role: 'auditor' })
    expect(await onHome('sam')).toEqual([])
    await askForInvitation({}, form({ token }))
    expect(await asked('olivia')).toMatchObject([{ administratorId: anew }])
    await accept(await invitationToken(email))
    await db().invitation.updateMany({ where: { administratorId: anew }, data: { askedAgainAt: null } })
    await moveClock(3_700_000)
    const all = await db().job.count()
    expect(await askForInvitation({}, form({ token }))).toEqual({ done: 'asked' })
    expect(await db().job.count()).toBe(all)
    // Erased for good: nothing of them is left here either.
    await remove.perform(await by('olivia'), { administratorId: anew, version: (await person(anew))!.version, typedEmail: email }, TEST_ORIGIN, true)
    expect(await refusal(viewInvitation(token))).toBe('link_unusable unknown')
  })

  it('says when an invitation was withdrawn, and by whom only where the invitation named them', async () => {
    const why = async (token: string) => viewInvitation(token).then(() => null, (error: unknown) => failureOf(error, 'test').details)
    const [mine, another] = [await invited(), await invited({ inviter: 'sam' })]
    const olivia = await by('olivia')
    for (const { id } of [mine, another]) await revoke.perform(olivia, { administratorId: id }, TEST_ORIGIN, true)
    const withdrawnAt: unknown = expect.any(Number)
    expect(await why(mine.token)).toEqual({ tenantSlug: 'acme', withdrawnAt, withdrawnBy: 'Olivia Okafor' })
    expect(await why(another.token)).toEqual({ tenantSlug: 'acme', withdrawnAt, withdrawnBy: null })
    const kept = await invited()
    await db().roleGrant.create({ data: { tenantId: olivia.tenantId, administratorId: kept.id, role: 'requester', scope: 'tenant', source: 'manual', startsAt: new Date() } })
    await revoke.perform(olivia, { administratorId: kept.id }, TEST_ORIGIN, true)
    expect(await why(kept.token)).toEqual({ tenantSlug: 'acme', withdrawnAt, withdrawnBy: 'Olivia Okafor' })
  })

  it('has a limit for each network address', async () => {
    const answers = []
    for (let n = 0; n < 11; n++) answers.push(await askForInvitation({}, form({ token: 'B'.repeat(43) })))
    expect(answers.map(({ failure }) => failure?.code)).toEqual([...Array.from({ length: 10 }, () => undefined), 'too_many'])
  })

  it('the page shows it without a session, and refuses a form from elsewhere', async () => {
    const { token } = await invited()
    expect(await look({}, form({ token }))).toMatchObject({ data: { inviterName: 'Olivia Okafor' } })
    browser.origin = 'https://evil.example'
    await expect(look({}, form({ token }))).rejects.toThrow('forbidden()')
    browser.origin = 'http://localhost:3000'
  })
})
