import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db } from '@/lib/db/client'
import { signIn } from '@/lib/sign-in/sign-in'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { signedInFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { sessionOf } from '@/prisma/factories/session-of'
import { browser } from '@/prisma/factories/stand-in-browser'
import { DEMO_PASSWORD, storeCast } from '@/prisma/factories/store-cast'
import { patiently } from '@/prisma/factories/patiently'
import { plantConnection } from '@/prisma/factories/plant-connection'
import { moveClock } from '@/prisma/factories/test-clock'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { changeAddress, withdrawAddress } from './actions'
import { confirmAddress, undoAddress } from './finish-address-change'
import { CONFIRM_LIFETIME_SECONDS, MOST_CHANGES_AN_HOUR, UNDO_LIFETIME_SECONDS } from './start-address-change'

vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const person = async (id: string) => db().administrator.findFirstOrThrow({ where: { id }, include: { identifiers: true, addresses: true, passwordCredential: true } })
const idOf = async (name: string) => (await db().administrator.findFirstOrThrow({ where: { emailKey: `${name}@acme.example` } })).id
const signInAt = async (email: string) => sessionOf(signIn({ tenantSlug: 'acme', email: canonicalEmail(email)!, password: DEMO_PASSWORD, origin: TEST_ORIGIN, replaces: undefined }))

/** Signs in and asks for another address. @returns the tokens of both mails */
async function ask(name: string, email: string): Promise<{ confirm: string; undo: string; token: string; id: string }> {
  const { token } = await signedInFor(`${name}@acme.example`)
  browser.cookie = token
  expect(await changeAddress({ email })).toEqual({ ok: true, data: undefined })
  return { ...(await tokens(`${name}@acme.example`, email)), token, id: await idOf(name) }
}

async function tokens(from: string, to: string): Promise<{ confirm: string; undo: string }> {
  const [confirm] = await waitingLetters(to)
  const undo = (await waitingLetters(from)).find(({ name }) => name === 'address_change_notice')
  return { confirm: confirm?.name === 'address_change_confirm' ? confirm.token : '', undo: undo?.name === 'address_change_notice' ? undo.token : '' }
}

/** How many did it, and the codes of the others. */
async function outcomes(attempts: (() => Promise<unknown>)[]): Promise<{ done: number; refused: string[] }> {
  const settled = await Promise.allSettled(attempts.map(patiently))
  const refused = settled.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code?: string }).code ?? String(one.reason)] : []))
  return { done: settled.length - refused.length, refused: [...new Set(refused)] }
}

beforeAll(storeCast)
beforeEach(async () => moveClock(0))
afterAll(closeDatabase)

describe("a change of one's own address", () => {
  it('is pending until its link is used: the old address goes on signing in, both are told, nothing else has changed', async () => {
    const { id, token } = await ask('rex', 'Rex.New@acme.example')
    expect(await person(id)).toMatchObject({ email: 'rex@acme.example', emailKey: 'rex@acme.example' })
    expect(await findSession(token, { touch: false })).not.toBeNull()
    await signInAt('rex@acme.example')
    await expect(signInAt('rex.new@acme.example')).rejects.toMatchObject({ code: 'wrong_credentials' })
    expect((await waitingLetters('Rex.New@acme.example'))[0]).toMatchObject({ name: 'address_change_confirm', lifetimeSeconds: CONFIRM_LIFETIME_SECONDS })
    expect((await waitingLetters('rex@acme.example'))[0]).toMatchObject({ name: 'address_change_notice', newAddress: 'Rex.New@acme.example', lifetimeSeconds: UNDO_LIFETIME_SECONDS })
  })

  it('once confirmed it is the address everywhere, and every session has ended', async () => {
    const { id, token } = await ask('vera', 'vera.new@acme.example')
    const { confirm } = await tokens('vera@acme.example', 'vera.new@acme.example')
    expect(await confirmAddress(confirm, TEST_ORIGIN)).toEqual({ email: 'vera.new@acme.example', tenantSlug: 'acme' })
    const after = await person(id)
    expect(after).toMatchObject({ email: 'vera.new@acme.example', emailKey: 'vera.new@acme.example' })
    expect(after.identifiers.map(({ valueKey }) => valueKey)).toEqual(['vera.new@acme.example'])
    expect(after.addresses).toMatchObject([{ valueKey: 'vera.new@acme.example', verifiedAt: expect.any(Date) }])
    expect(await findSession(token, { touch: false })).toBeNull()
    await expect(signInAt('vera@acme.example')).rejects.toMatchObject({ code: 'wrong_credentials' })
    await signInAt('vera.new@acme.example')
  })

  it('[T30] of 16 confirmations at once exactly one does it, and one event says so', async () => {
    for (let round = 0; round < 5; round++) {
      const { confirm, undo, id } = await ask('gus', `gus.${round}@acme.example`)
      expect(await outcomes(Array.from({ length: 16 }, () => async () => confirmAddress(confirm, TEST_ORIGIN)))).toEqual({ done: 1, refused: ['link_unusable'] })
      expect(await db().auditEvent.count({ where: { affectedId: id, action: 'address.changed' } })).toBe(round + 1)
      expect((await person(id)).emailKey).toBe(`gus.${round}@acme.example`)
      await undoAddress(undo, TEST_ORIGIN)
      await db().passwordCredential.updateMany({ where: { administratorId: id }, data: { state: 'usable' } })
    }
  })

  it('confirmed and undone at once: whatever comes first, the old address is what stays', async () => {
    for (let round = 0; round < 5; round++) {
      const { confirm, undo, id } = await ask('april', `april.${round}@acme.example`)
      const { refused } = await outcomes([async () => confirmAddress(confirm, TEST_ORIGIN), async () => undoAddress(undo, TEST_ORIGIN)])
      expect(['', 'link_unusable']).toContain(refused.join())
      expect((await person(id)).emailKey).toBe('april@acme.example')
      await db().passwordCredential.updateMany({ where: { administratorId: id }, data: { state: 'usable' } })
    }
  })

  it('two people who ask for one address: whoever confirms first has it, the other keeps their own', async () => {
    const one = await ask('audrey', 'shared@acme.example')
    const confirmAudrey = one.confirm
    const two = await ask('bea', 'shared@acme.example')
    expect(two.confirm).not.toBe(confirmAudrey)
    const { done, refused } = await outcomes([confirmAudrey, two.confirm].map((token) => async () => confirmAddress(token, TEST_ORIGIN)))
    expect({ done, refused }).toEqual({ done: 1, refused: ['link_unusable'] })
    expect([await person(one.id), await person(two.id)].filter(({ emailKey }) => emailKey === 'shared@acme.example')).toHaveLength(1)
  })

  it('[T29] a link has one purpose: neither of the two works as the other', async () => {
    const { confirm, undo } = await ask('carla', 'carla.new@acme.example')
    await expect(confirmAddress(undo, TEST_ORIGIN)).rejects.toMatchObject({ code: 'link_unusable' })
    await expect(undoAddress(confirm, TEST_ORIGIN)).rejects.toMatchObject({ code: 'link_unusable' })
  })
})

describe('"This was not me"', () => {
  it('brings the old address back, ends every session, and makes the password unusable until it is reset from the old address', async () => {
    const { confirm, undo, id } = await ask('wanda', 'wanda.new@acme.example')
    await confirmAddress(confirm, TEST_ORIGIN)
    const thief = await signInAt('wanda.new@acme.example')
    expect(await undoAddress(undo, TEST_ORIGIN)).toEqual({ email: 'wanda@acme.example', tenantSlug: 'acme' })
    expect(await person(id)).toMatchObject({ email: 'wanda@acme.example', passwordCredential: { state: 'must_reset' } })
    expect((await person(id)).identifiers.map(({ valueKey }) => valueKey)).toEqual(['wanda@acme.example'])
    expect(await findSession(thief.token, { touch: false })).toBeNull()
    expect(await db().session.count({ where: { administratorId: id, endedAt: null } })).toBe(0)
    await expect(signInAt('wanda@acme.example')).rejects.toMatchObject({ code: 'wrong_credentials' })
    expect((await waitingLetters('wanda@acme.example')).map(({ name }) => name)).toContain('password_reset')
    await expect(undoAddress(undo, TEST_ORIGIN)).rejects.toMatchObject({ code: 'link_unusable' })
  })

  it('before it was confirmed: the change is dead, and so is its link', async () => {
    const { confirm, undo, token } = await ask('max', 'max.new@acme.example')
    await undoAddress(undo, TEST_ORIGIN)
    await expect(confirmAddress(confirm, TEST_ORIGIN)).rejects.toMatchObject({ code: 'link_unusable' })
    expect(await findSession(token, { touch: false })).toBeNull()
  })

  it('[T35] is the last word: no undo link of a later change, which somebody else may hold, brings their address back', async () => {
    const first = await ask('sonia', 'sonia.thief@acme.example')
    await confirmAddress(first.confirm, TEST_ORIGIN)
    const second = await ask('sonia.thief', 'sonia.third@acme.example')
    await confirmAddress(second.confirm, TEST_ORIGIN)
    expect((await undoAddress(first.undo, TEST_ORIGIN)).email).toBe('sonia@acme.example')
    await expect(undoAddress(second.undo, TEST_ORIGIN)).rejects.toMatchObject({ code: 'link_unusable' })
    expect((await person(first.id)).email).toBe('sonia@acme.example')
  })

  it('[T35] of a change that an administrator asked for: whoever held the new address may have set a password, so it no longer works', async () => {
    const { confirm, undo, id } = await ask('oscar', 'oscar.wrong@acme.example')
    await db().addressChange.updateMany({ where: { administratorId: id }, data: { requestedById: await idOf('olivia') } })
    await confirmAddress(confirm, TEST_ORIGIN)
    await undoAddress(undo, TEST_ORIGIN)
    expect(await person(id)).toMatchObject({ email: 'oscar@acme.example', passwordCredential: { state: 'must_reset' } })
    expect((await waitingLetters('oscar@acme.example')).map(({ name }) => name)).toContain('password_reset')
  })

  it('[T32] works for 72 hours, and the confirmation for 24; not a second longer', async () => {
    const first = await ask('sam', 'sam.first@acme.example')
    await moveClock((CONFIRM_LIFETIME_SECONDS + 1) * 1000)
    await expect(confirmAddress(first.confirm, TEST_ORIGIN)).rejects.toMatchObject({ code: 'link_unusable' })
    await moveClock(0)
    await confirmAddress(first.confirm, TEST_ORIGIN)
    await moveClock((UNDO_LIFETIME_SECONDS + 1) * 1000)
    await expect(undoAddress(first.undo, TEST_ORIGIN)).rejects.toMatchObject({ code: 'link_unusable' })
    await moveClock((UNDO_LIFETIME_SECONDS - 300) * 1000)
    expect((await undoAddress(first.undo, TEST_ORIGIN)).email).toBe('sam@acme.example')
  })
})

describe('withdrawing and asking again', () => {
  it('a withdrawn change cannot be confirmed, and there is nothing to withdraw twice', async () => {
    const { confirm } = await ask('adam', 'adam.new@acme.example')
    expect(await withdrawAddress({})).toEqual({ ok: true, data: undefined })
    expect(await withdrawAddress({})).toMatchObject({ ok: false, error: { code: 'wrong_state' } })
    await expect(confirmAddress(confirm, TEST_ORIGIN)).rejects.toMatchObject({ code: 'link_unusable' })
  })

  it('the second address asked for makes the first link useless', async () => {
    const first = await ask('adam', 'adam.one@acme.example')
    const second = await ask('adam', 'adam.two@acme.example')
    await expect(confirmAddress(first.confirm, TEST_ORIGIN)).rejects.toMatchObject({ code: 'link_unusable' })
    expect((await confirmAddress(second.confirm, TEST_ORIGIN)).email).toBe('adam.two@acme.example')
  })

  it('[T36] can be asked for five times an hour; the sixth sends nothing, and an hour later there is room again', async () => {
    await db().rateBucket.deleteMany()
    browser.cookie = (await signedInFor('sonia@acme.example')).token
    for (let index = 0; index < MOST_CHANGES_AN_HOUR; index++) expect(await changeAddress({ email: `target.${index}@elsewhere.example` })).toEqual({ ok: true, data: undefined })
    expect(await changeAddress({ email: 'target.x@elsewhere.example' })).toMatchObject({ ok: false, error: { code: 'too_many', sentence: expect.stringContaining('within the last hour') } })
    expect(await waitingLetters('target.x@elsewhere.example')).toEqual([])
    await moveClock(3_601_000)
    browser.cookie = (await signedInFor('sonia@acme.example')).token
    expect(await changeAddress({ email: 'target.x@elsewhere.example' })).toEqual({ ok: true, data: undefined })
  })

  it('[T08] whoever may not see the others does not learn that an address is taken; nothing is sent there', async () => {
    browser.cookie = (await signedInFor('carla@acme.example')).token
    const readers = await db().administrator.findFirstOrThrow({ where: { emailKey: 'olivia@acme.example' } })
    browser.cookie = (await signedInFor('oscar@acme.example')).token
    expect(await changeAddress({ email: 'olivia@acme.example' })).toMatchObject({ ok: false, error: { code: 'already_exists' } })
    browser.cookie = (await signedInFor('max@acme.example')).token
    expect(await changeAddress({ email: 'Olivia@acme.example' })).toEqual({ ok: true, data: undefined })
    expect(await waitingLetters('Olivia@acme.example')).toEqual([])
    expect((await person(readers.id)).email).toBe('olivia@acme.example')
  })
})

it('[T52] leaves an owner with a way in that is no identity provider’s: the last one keeps an address that need not come through one', async () => {
  const [olivia, oscar] = [await idOf('olivia'), await idOf('oscar')]
  const { tenantId } = await person(olivia)
  await db().roleGrant.updateMany({ where: { tenantId, role: 'client_owner', administratorId: { notIn: [olivia, oscar] } }, data: { revokedAt: new Date() } })
  await db().passwordCredential.updateMany({ where: { administratorId: oscar }, data: { state: 'usable' } })
  await db().tenant.update({ where: { id: tenantId }, data: { hadUsableOwner: true } })
  const { id: connectionId } = await plantConnection({ tenantId })
  const { materialVersion } = await db().ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: connectionId } } })
  const at = new Date()
  await db().ssoConnectionDomain.create({ data: { tenantId, connectionId, domain: 'login-only.example', challenge: 'c'.repeat(43), addedAt: at, provedAt: at } })
  const { id: requiredProofId } = await db().ssoProof.create({ data: { tenantId, connectionId, materialVersion, administratorId: olivia, sessionId: olivia, at } })
  await db().ssoConnection.update({ where: { tenantId_id: { tenantId, id: connectionId } }, data: { requiredProofId, requiredSince: at, requiredUntil: new Date(at.getTime() + 600_000), requiredById: olivia, requiredConfirmedAt: at, requiredConfirmedSessionId: olivia } })

  const [first, last] = [await ask('oscar', 'oscar@login-only.example'), await ask('olivia', 'olivia@login-only.example')]
  expect((await confirmAddress(first.confirm, TEST_ORIGIN)).email).toBe('oscar@login-only.example')
  await expect(confirmAddress(last.confirm, TEST_ORIGIN)).rejects.toMatchObject({ code: 'last_owner' })
  expect(await person(olivia)).toMatchObject({ emailKey: 'olivia@acme.example' })
  await undoAddress(first.undo, TEST_ORIGIN)
  expect((await confirmAddress(last.confirm, TEST_ORIGIN)).email, 'the link was not used up').toBe('olivia@login-only.example')
})

it('[T39] makes useless what an identity provider had mailed to the address until now', async () => {
  const { id: administratorId, confirm } = await ask('april', 'april.moved@acme.example')
  const { tenantId } = await person(administratorId)
  const { id: connectionId } = await plantConnection({ tenantId, name: 'Fabrikam' })
  const at = new Date()
  await db().ssoPendingLink.create({
    data: { tenantId, connectionId, administratorId, issuer: 'https://login.fabrikam.example', subject: 's', materialVersion: 1, answerSealed: '', tokenHash: randomBytes(32), browserHash: randomBytes(32), createdAt: at, expiresAt: new Date(at.getTime() + 1_800_000) },
  })
  await confirmAddress(confirm, TEST_ORIGIN)
  expect(await db().ssoPendingLink.count({ where: { administratorId, usedAt: null } })).toBe(0)
})
