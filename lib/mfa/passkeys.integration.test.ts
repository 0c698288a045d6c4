import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { patiently } from '@/prisma/factories/patiently'
import { SoftPasskey } from '@/prisma/factories/soft-passkey'
import { moveClock } from '@/prisma/factories/test-clock'
import { acceptFactor } from './accept-factor'
import { askForNewPasskey, askForPasskey, takeNewPasskey, takePasskey, type NewPasskey } from './passkeys'
import type { ChallengeFor } from './passkey-challenges'

let tenant: DisposableTenant
beforeAll(async () => {
  tenant = await disposableTenant()
})
afterAll(closeDatabase)

const whose = (name: string) => ({ tenantId: tenant.id, administratorId: tenant.people[name]!.id })
const ABOUT = { account: 'someone@acme.example', name: 'Someone', issuer: 'Acme' }

type Twist = Parameters<SoftPasskey['register']>[1]
async function register(name: string, passkey: SoftPasskey, { sessionId = randomUUID(), answeredIn = sessionId, twist = {} }: { sessionId?: string; answeredIn?: string; twist?: Twist } = {}): Promise<NewPasskey | null> {
  return transaction(async (tx) => {
    const now = await readClock(tx)
    const { challengeId, options } = await askForNewPasskey(tx, { ...whose(name), now }, { sessionId, ...ABOUT })
    return takeNewPasskey(tx, { ...whose(name), now }, { sessionId: answeredIn, challengeId, response: passkey.register(options, twist) })
  })
}

async function enrolled(name: string): Promise<SoftPasskey> {
  const passkey = new SoftPasskey()
  const made = await register(name, passkey)
  const now = new Date(await transaction(readClock))
  const { credentialId, publicKey, signCount, transports, backedUp } = made!
  await db().secondFactor.create({ data: { ...whose(name), kind: 'passkey', name: 'Laptop', createdAt: now, confirmedAt: now, credentialId, publicKey, signCount, transports, backedUp } })
  return passkey
}

const stepUp = (name: string, sessionId = randomUUID()): ChallengeFor => ({ ...whose(name), purpose: 'step_up', boundTo: sessionId })
const ask = async (asked: ChallengeFor) => transaction(async (tx) => askForPasskey(tx, { ...asked, now: await readClock(tx) }))
const take = async (asked: ChallengeFor, answer: Parameters<typeof takePasskey>[2]) => transaction(async (tx) => takePasskey(tx, { ...asked, now: await readClock(tx) }, answer))

async function answered(asked: ChallengeFor, passkey: SoftPasskey, twist: Twist = {}) {
  const { challengeId, options } = await ask(asked)
  return { challengeId, response: passkey.authenticate(options, twist) }
}

describe('a new passkey', () => {
  it('is taken from the session that asked, with its user verified', async () => {
    const passkey = new SoftPasskey()
    expect(await register('olivia', passkey)).toMatchObject({ signCount: 0, transports: ['internal'], backedUp: false })
  })

  it.each([['from another origin', { origin: 'https://evil.example' }], ['for another host', { rpId: 'evil.example' }], ['without its user verified', { unverified: true }], ['over another challenge', { challenge: 'AAAA' }]] as const)('is refused %s', async (_, twist) => {
    expect(await register('olivia', new SoftPasskey(), { twist })).toBeNull()
  })

  it('is refused in another session', async () => {
    expect(await register('olivia', new SoftPasskey(), { answeredIn: randomUUID() })).toBeNull()
  })
})

describe('a passkey that is used', () => {
  it.each([['one that counts', {}], ['one without a counter, as passkeys that travel have it', { counter: 0 }]])('counts once, of sixteen at the same time: %s', async (_, twist) => {
    const passkey = await enrolled('adam')
    const asked = stepUp('adam')
    const answer = await answered(asked, passkey, twist)
    const taken = await Promise.all(Array.from({ length: 16 }, async () => patiently(async () => take(asked, answer))))
    expect(taken.filter((one) => one !== null)).toEqual([{ administratorId: whose('adam').administratorId, factorId: expect.any(String) as string }])
    expect(await take(asked, answer)).toBeNull()
  })

  it('counts for what it was asked: not for another session, purpose or person, and not after five minutes', async () => {
    const passkey = await enrolled('sonia')
    const other = await enrolled('sam')
    const asked = stepUp('sonia')
    const answer = await answered(asked, passkey)
    for (const elsewhere of [stepUp('sonia'), { ...asked, purpose: 'second_step' as const }, { ...asked, administratorId: whose('sam').administratorId }]) expect(await take(elsewhere, answer)).toBeNull()
    const { challengeId, options } = await ask(asked)
    expect(await take(asked, { challengeId, response: other.authenticate(options) })).toBeNull()
    const late = await answered(asked, passkey)
    await moveClock(300_000)
    expect(await take(asked, late)).toBeNull()
    await moveClock(0)
    expect(await take(asked, await answered(asked, passkey))).not.toBeNull()
  })

  it.each([['from another origin', { origin: 'https://evil.example' }], ['for another host', { rpId: 'evil.example' }], ['without its user verified', { unverified: true }], ['over another challenge', { challenge: 'AAAA' }]] as const)('is refused %s', async (_, twist) => {
    const passkey = await enrolled('bea')
    expect(await take(stepUp('bea'), await answered(stepUp('bea'), passkey, twist))).toBeNull()
    const asked = stepUp('bea')
    expect(await take(asked, await answered(asked, passkey, twist))).toBeNull()
    expect(await take(asked, await answered(asked, passkey))).not.toBeNull()
  })

  it('is refused when its counter goes back: it was copied', async () => {
    const passkey = await enrolled('gus')
    const asked = stepUp('gus')
    expect(await take(asked, await answered(asked, passkey, { counter: 7 }))).not.toBeNull()
    for (const counter of [7, 6, 0]) expect(await take(asked, await answered(asked, passkey, { counter }))).toBeNull()
    expect(await take(asked, await answered(asked, passkey, { counter: 8 }))).not.toBeNull()
  })

  it('says who it is where nobody is known yet, in its own tenant only', async () => {
    const passkey = await enrolled('rex')
    const asked: ChallengeFor = { tenantId: tenant.id, purpose: 'sign_in', administratorId: null, boundTo: null }
    expect(await take(asked, await answered(asked, passkey))).toMatchObject({ administratorId: whose('rex').administratorId })
    const elsewhere = { ...asked, tenantId: (await disposableTenant()).id }
    expect(await take(elsewhere, await answered(elsewhere, passkey))).toBeNull()
  })

  it('frees what was blocked, as any second factor; nonsense is a wrong code', async () => {
    const passkey = await enrolled('vera')
    const asked = stepUp('vera')
    const accept = async (given: { challengeId: string; response: ReturnType<SoftPasskey['authenticate']> }) =>
      transaction(async (tx) => acceptFactor(tx, { ...whose('vera'), now: await readClock(tx), bound: { purpose: 'step_up', id: asked.boundTo! }, given: { kind: 'passkey', ...given } }))
    expect(await accept(await answered(asked, passkey))).toMatchObject({ kind: 'passkey', replacement: null, entries: [] })
    const good = await answered(asked, passkey)
    const nonsense = { ...good, response: { ...good.response, response: { ...good.response.response, authenticatorData: 'AA', clientDataJSON: 'e30' } } }
    await expect(accept(nonsense)).rejects.toMatchObject({ code: 'wrong_code' })
  })
})
