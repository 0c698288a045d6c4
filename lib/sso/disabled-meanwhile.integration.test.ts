import { createHash, randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db, pool } from '@/lib/db/client'
import type { AppError } from '@/lib/errors/app-error'
import { paths } from '@/lib/paths'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { startOidcPeer, travel, type OidcPeer } from '@/prisma/factories/oidc-peer'
import { plantConnection } from '@/prisma/factories/plant-connection'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { browser } from '@/prisma/factories/stand-in-browser'
import * as trips from '@/prisma/factories/trip'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { deleteConnection, linkSignIn, setConnectionShown, updateConnection } from './actions'
import type * as KnownIdentity from './known-identity'
import { previewEndings } from './state-ending'

vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))
vi.hoisted(() => { vi.spyOn(console, 'warn').mockReturnValue(); vi.spyOn(console, 'info').mockReturnValue() })
vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

type Moment = 'before' | 'held' | 'linked'
/** What happens, once, while somebody arrives: before they are looked up, while they are held, or when their session has begun and their link is made. */
const meanwhile = vi.hoisted((): Partial<Record<Moment, () => Promise<void>>> => ({}))
vi.mock('./known-identity', async (original) => {
  const real = await original<typeof KnownIdentity>()
  const happen = async (moment: Moment) => {
    const what = meanwhile[moment]
    meanwhile[moment] = undefined
    await what?.()
  }
  const holdIdentity: typeof real.holdIdentity = async (...of) => {
    await happen('before')
    const known = await real.holdIdentity(...of)
    await happen('held')
    return known
  }
  const linkIdentity: typeof real.linkIdentity = async (...of) => {
    const linked = await real.linkIdentity(...of)
    await happen('linked')
    return linked
  }
  return { ...real, holdIdentity, linkIdentity }
})

const ROUNDS = 20
const seed = Number(process.env.CASTELLAN_SEED ?? Date.now() % 1_000_000_007)
let tenant: DisposableTenant
let olivia: Awaited<ReturnType<typeof signInAs>>['facts']['actor']
let peer: OidcPeer
let id: string
let count = 0

const SETTINGS = {
  clientAuth: 'client_secret_basic' as const, secret: '', secretExpires: '', scopes: ['openid', 'email'], subject: 'sub' as const,
  emailClaim: 'email', givenNameClaim: 'given_name', familyNameClaim: 'family_name', groupsClaim: 'groups',
}
const place = () => ({ slug: tenant.slug, connectionId: id })
const emailOf = (name: string) => tenant.people[name]!.email
const comes = (subject: string, email: string, more: object = {}) => peer.signsIn(subject, { email, email_verified: true, given_name: 'Ada', family_name: 'Lovelace', groups: [], ...more })
const trip = async () => trips.roundTrip(place(), peer.issuer)
const failed = () => paths.signInFailed(tenant.slug, 'not_possible')
const link = async (subject: string, name: string) => db().ssoIdentity.create({
  data: { tenantId: tenant.id, connectionId: id, issuer: peer.issuer, subject, administratorId: tenant.people[name]!.id, linkedBy: 'self', linkedAt: new Date(), vouchedMaterial: 2 },
})
const stored = async () => db().ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId: tenant.id, id } } })
const running = async () => db().session.count({ where: { tenantId: tenant.id, ssoConnectionId: id, endedAt: null } })
const by = async <I, T>(action: Parameters<typeof performableOf<I, T>>[0], input: I): Promise<T | string> =>
  performableOf(action).perform(olivia, input, TEST_ORIGIN, true).catch((error: AppError) => error.failure.reason ?? error.code)
/** Looks what it would do, and does exactly that. */
async function disable(): Promise<unknown> {
  const { version, hidden, justInTime } = await stored()
  const { disable: { previewed } } = await previewEndings(clear(olivia, 'sign-in:read'), id)
  return by(setConnectionShown, { connectionId: id, version, hidden, disabled: true, justInTime, previewed })
}
async function remove(): Promise<unknown> {
  const { version, name } = await stored()
  const { delete: { previewed } } = await previewEndings(clear(olivia, 'sign-in:read'), id)
  return by(deleteConnection, { connectionId: id, version, confirmation: name, previewed })
}
const waiting = async () => (await pool().query("SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ~ 'sso_connection'")).rowCount! > 0
/** Begins it, and goes on once it waits for whoever is arriving, or is through. */
async function begin(work: () => Promise<unknown>): Promise<{ answer: Promise<unknown> }> {
  let through = false
  const answer = work().finally(() => (through = true))
  while (!through && !(await waiting())) await setImmediate()
  return { answer }
}

beforeAll(async () => {
  process.stdout.write(`disabled meanwhile: seed ${seed}\n`)
  tenant = await disposableTenant()
  ;({ facts: { actor: olivia } } = await signInAs(emailOf('olivia')))
})
afterAll(closeDatabase)
beforeEach(async () => {
  await db().rateBucket.deleteMany()
  Object.assign(browser, { cookie: undefined, step: undefined, others: {}, address: `203.0.113.${(count += 1)}` })
  ;({ id } = await plantConnection({ tenantId: tenant.id, name: randomUUID().slice(0, 8), issuer: 'https://is.not.known.yet.example' }))
  peer = await startOidcPeer({ redirectUris: [`http://localhost:3000${paths.api.ssoCallback(tenant.slug, id)}`] })
  await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { issuer: peer.issuer } })
})
afterEach(async () => {
  await peer.stop()
  await db().ssoConnection.deleteMany({ where: { tenantId: tenant.id } })
})

describe('[T20] an identity provider that is disabled while somebody arrives through it', () => {
  it('waits for whom it knows, and is disabled only as is shown then, with their session', async () => {
    await link('a-1', 'adam')
    comes('a-1', emailOf('adam'))
    let disabling: { answer: Promise<unknown> } | undefined
    meanwhile.held = async () => void (disabling = await begin(disable))
    expect(await trip()).toBe('/')
    expect([await disabling!.answer, await running()]).toEqual(['preview_changed', 1])
    expect([await disable(), await running()]).toMatchObject([{ sessionsEnded: 1 }, 0])
  })

  it('waits for whom a mailed link lets in', async () => {
    comes('m-1', emailOf('max'))
    expect(await trip()).toBe(paths.checkMail)
    const [letter] = await waitingLetters(emailOf('max'))
    if (letter?.name !== 'sso_link') throw new Error('no link was mailed')
    let disabling: { answer: Promise<unknown> } | undefined
    meanwhile.linked = async () => void (disabling = await begin(disable))
    const form = new FormData()
    form.set('token', letter.token)
    await expect(linkSignIn({}, form)).rejects.toThrow('NEXT_REDIRECT')
    expect([await disabling!.answer, await running()]).toEqual(['preview_changed', 1])
    expect([await disable(), await running()]).toMatchObject([{ sessionsEnded: 1 }, 0])
  })

  it('lets nobody in once it is, however far they came', async () => {
    await link('a-1', 'adam')
    comes('a-1', emailOf('adam'))
    meanwhile.before = async () => { expect(await disable()).toMatchObject({ sessionsEnded: 0 }) }
    expect(await trip()).toBe(failed())
    expect([browser.cookie, await running()]).toEqual([undefined, 0])
  })

  it('makes nobody of whoever comes new', async () => {
    await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { justInTime: true } })
    await db().ssoConnectionDomain.create({ data: { tenantId: tenant.id, connectionId: id, domain: 'contoso.example', challenge: 'c'.repeat(43), addedAt: new Date(), provedAt: new Date() } })
    const people = async () => db().administrator.count({ where: { tenantId: tenant.id } })
    const before = await people()
    comes('g-1', 'grace@contoso.example')
    meanwhile.before = async () => { expect(await disable()).toMatchObject({ sessionsEnded: 0 }) }
    expect(await trip()).toBe(failed())
    expect([await people(), browser.cookie, await running()]).toEqual([before, undefined, 0])
  })

  it('is removed only as is shown then, too, with their session', async () => {
    await link('a-1', 'adam')
    comes('a-1', emailOf('adam'))
    let removing: { answer: Promise<unknown> } | undefined
    meanwhile.held = async () => void (removing = await begin(remove))
    expect(await trip()).toBe('/')
    expect([await removing!.answer, await running()]).toEqual(['preview_changed', 1])
    expect([await remove(), await running()]).toMatchObject([{ sessionsEnded: 1 }, 0])
  })

  it('lets nobody in by a factor that it vouched for in words that count no more', async () => {
    await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { trustedMfaValues: ['mfa', 'otp'] } })
    await link('a-1', 'adam')
    const trust = async (words: string[]) => {
      const { version, name, issuer, clientId } = await stored()
      return by(updateConnection, { ...SETTINGS, connectionId: id, version, name, issuer: issuer!, clientId: clientId!, trustedMfaValues: words })
    }
    comes('a-1', emailOf('adam'), { amr: ['pwd', 'mfa'] })
    meanwhile.before = async () => { expect(await trust(['otp'])).toMatchObject({ released: false }) }
    expect(await trip()).toBe(failed())
    expect([browser.cookie, await running()]).toEqual([undefined, 0])
    // A word more takes nobody's away.
    await trust(['otp', 'mfa'])
    meanwhile.before = async () => { expect(await trust(['otp', 'mfa', 'hwk'])).toMatchObject({ released: false }) }
    expect([await trip(), await running()]).toEqual(['/', 1])
    expect(await db().session.findFirst({ where: { ssoConnectionId: id, endedAt: null } })).toMatchObject({ factorUsedKind: 'sso' })
  })

  it('leaves no session, twenty rounds', async () => {
    await link('a-1', 'adam')
    comes('a-1', emailOf('adam'))
    const outcomes: Record<string, number> = {}
    for (const turns of fc.sample(fc.nat(30), { seed, numRuns: ROUNDS })) {
      await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: { disabled: false } })
      await db().rateBucket.deleteMany()
      const back = await travel(await trips.depart(place()), peer.issuer)
      let disabling: Promise<unknown> | undefined
      meanwhile.before = async () => {
        disabling = disable()
        for (let turn = 0; turn < turns; turn += 1) await pool().query("SELECT")
      }
      const led = await trips.arrive(place(), back)
      const answer = await disabling
      const { disabled } = await stored()
      expect(['/', failed()]).toContain(led)
      expect([turns, answer, disabled, disabled ? await running() : 0]).toEqual([turns, answer, answer !== 'preview_changed', 0])
      const outcome = `${led === '/' ? 'let in' : 'not let in'}, ${disabled ? 'disabled' : 'shown anew'}`
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      await db().session.updateMany({ where: { ssoConnectionId: id, endedAt: null }, data: { endedAt: new Date(), endReason: 'revoked' } })
    }
    process.stdout.write(`disabled meanwhile: ${JSON.stringify(outcomes)}\n`)
    expect(Object.values(outcomes).reduce((sum, times) => sum + times, 0)).toBe(ROUNDS)
  })
})
