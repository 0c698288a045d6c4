import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PublicState } from '@/lib/actions/result'
import { findSession } from '@/lib/authn/session-facts'
import { closeDatabase, db } from '@/lib/db/client'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { enrolledPasskey } from '@/prisma/factories/enrolled-passkey'
import { SoftPasskey } from '@/prisma/factories/soft-passkey'
import { browser } from '@/prisma/factories/stand-in-browser'
import { askPasskey, signInWithPasskey } from './actions'

vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

const WRONG = 'This passkey is not known here, or sign-in is not possible right now. Sign in with your password, or try another passkey.'
/** As the browser sends it. */
const answerOf = ({ clientExtensionResults: _none, ...answer }: ReturnType<SoftPasskey['authenticate']>) => JSON.stringify(answer)
let tenant: DisposableTenant
const whose = (name: string, of = tenant) => ({ tenantId: of.id, administratorId: of.people[name]!.id })
const form = (values: Record<string, string>) => Object.entries(values).reduce((made, [name, value]) => (made.set(name, value), made), new FormData())
const led = async (work: Promise<PublicState<unknown>>) => work.then(({ failure }) => failure?.sentence ?? 'nothing', (error: { digest?: string }) => /^NEXT_REDIRECT;\w+;([^;]*)/.exec(error.digest ?? '')?.[1] ?? 'failed')
const ask = async (slug = tenant.slug) => (await askPasskey({}, form({ tenant: slug }))).data!

type Twist = Parameters<SoftPasskey['authenticate']>[1]
async function enter(passkey: SoftPasskey, { asked, twist, next, slug = tenant.slug }: { asked?: Awaited<ReturnType<typeof ask>>; twist?: Twist; next?: string; slug?: string } = {}): Promise<string> {
  const { challengeId, options } = asked ?? (await ask(slug))
  return led(signInWithPasskey({}, form({ tenant: slug, challengeId, answer: answerOf(passkey.authenticate(options, twist)), ...(next ? { next } : {}) })))
}

beforeAll(async () => {
  tenant = await disposableTenant()
})
beforeEach(() => {
  browser.cookie = undefined
})
afterAll(closeDatabase)

describe('signing in with a passkey alone', () => {
  it('is both factors: the session is complete, and on the page that was asked for', async () => {
    const passkey = await enrolledPasskey(whose('olivia'))
    expect(await enter(passkey, { next: '/account' })).toBe('/account')
    const facts = await findSession(browser.cookie!, { touch: false })
    expect(facts).toMatchObject({ owes: null, person: { email: tenant.people.olivia!.email }, actor: { factorUsedAt: expect.any(Number) as number, freshFactorAt: expect.any(Number) as number } })
    expect(await db().session.findFirst({ where: whose('olivia'), select: { factorUsedKind: true } })).toEqual({ factorUsedKind: 'passkey' })
    const before = browser.cookie
    expect(await enter(passkey, { next: '//evil.example' })).toBe('/')
    expect(await findSession(before!, { touch: false })).toBeNull()
  })

  it('asks everybody the same: nobody is named, whoever has a passkey and whoever has none', async () => {
    const { options, challengeId } = await ask()
    expect(Object.keys(JSON.parse(JSON.stringify(options)) as object).toSorted()).toEqual(['challenge', 'rpId', 'timeout', 'userVerification'])
    expect(options.userVerification).toBe('required')
    expect(await db().passkeyChallenge.findFirst({ where: { id: challengeId } })).toMatchObject({ administratorId: null, purpose: 'sign_in' })
  })

  it('refuses in the same words whatever was wrong, and begins nothing', async () => {
    const passkey = await enrolledPasskey(whose('adam'))
    const other = await disposableTenant()
    const abroad = await enrolledPasskey(whose('adam', other))
    const asked = await ask()
    expect(await enter(passkey, { asked })).toBe('/')
    browser.cookie = undefined
    const wrong: [string, () => Promise<string>][] = [
      ['used', async () => enter(passkey, { asked })],
      ['never enrolled', async () => enter(new SoftPasskey())],
      ['of another tenant', async () => enter(abroad)],
      ['another site', async () => enter(passkey, { twist: { origin: 'https://evil.example' } })],
      ['another relying party', async () => enter(passkey, { twist: { rpId: 'evil.example' } })],
      ['user not verified', async () => enter(passkey, { twist: { unverified: true } })],
      ['another challenge', async () => enter(passkey, { twist: { challenge: 'A'.repeat(43) } })],
      ['cloned', async () => enter(passkey, { twist: { counter: 1 } })],
      ['asked in another tenant', async () => enter(passkey, { asked: await ask(other.slug) })],
      ['inactive', async () => {
        await db().administrator.updateMany({ where: { id: whose('adam').administratorId }, data: { status: 'inactive' } })
        const answer = await enter(passkey)
        await db().administrator.updateMany({ where: { id: whose('adam').administratorId }, data: { status: 'active' } })
        return answer
      }],
      ['not allowed', async () => {
        await db().tenant.update({ where: { id: tenant.id }, data: { mfaAllowedFactors: ['totp'] } })
        const answer = await enter(passkey)
        await db().tenant.update({ where: { id: tenant.id }, data: { mfaAllowedFactors: ['totp', 'passkey'] } })
        return answer
      }],
    ]
    for (const [how, attempt] of wrong) expect([how, await attempt(), browser.cookie]).toEqual([how, WRONG, undefined])
    expect(await db().session.count({ where: whose('adam') })).toBe(1)
  })

  it('sixteen answers to one question begin one session', async () => {
    const passkey = await enrolledPasskey(whose('sam'))
    const { challengeId, options } = await ask()
    const answer = answerOf(passkey.authenticate(options))
    const answers = await Promise.all(Array.from({ length: 16 }, async () => led(signInWithPasskey({}, form({ tenant: tenant.slug, challengeId, answer })))))
    expect(answers.filter((words) => words === '/')).toHaveLength(1)
    expect(await db().session.count({ where: whose('sam') })).toBe(1)
  })

  it('works where the password must be reset, and leads to a new one where one is owed', async () => {
    const passkey = await enrolledPasskey(whose('rex'))
    const state = async (to: 'must_reset' | 'must_change') => db().passwordCredential.updateMany({ where: whose('rex'), data: { state: to } })
    await state('must_reset')
    expect(await enter(passkey)).toBe('/')
    await state('must_change')
    expect(await enter(passkey)).toBe('/new-password')
  })
})
