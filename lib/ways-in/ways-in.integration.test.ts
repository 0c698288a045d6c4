import { createHash, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import type { Caller } from '@/lib/actions/perform'
import { setStatus } from '@/lib/administrators/actions'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import type { SignedInSession } from '@/lib/authn/complete-sign-in'
import { recheckSession } from '@/lib/authn/session-facts'
import { clear } from '@/lib/authz/cleared'
import type { Actor } from '@/lib/authz/grants'
import { OWNER_ROLE } from '@/lib/authz/policy'
import { markBreakGlass } from '@/lib/break-glass/actions'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import type { AppError } from '@/lib/errors/app-error'
import { asAppError } from '@/lib/errors/database-failure'
import { dropFactors } from '@/lib/mfa/reset-factors'
import { makeRecoveryCodes } from '@/lib/mfa/recovery-codes'
import { setMfaPolicy } from '@/lib/mfa-policy/actions'
import { previewMfaPolicy } from '@/lib/mfa-policy/data'
import type { FactorKind } from '@/lib/mfa-policy/policy-bounds'
import { setMethods } from '@/lib/sign-in-methods/actions'
import { previewMethods } from '@/lib/sign-in-methods/data'
import { askForSecondStep, askForSignIn, signInWithPasskey } from '@/lib/sign-in/passkey-sign-in'
import { signIn } from '@/lib/sign-in/sign-in'
import { takeSecondStep } from '@/lib/sign-in/take-second-step'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { enrolledPasskey } from '@/prisma/factories/enrolled-passkey'
import { codeOf, enrolledTotp } from '@/prisma/factories/enrolled-totp'
import { storeOwners } from '@/prisma/factories/owner-team'
import { patiently } from '@/prisma/factories/patiently'
import type { SoftPasskey } from '@/prisma/factories/soft-passkey'
import { readOwners } from './data'
import { pathsOf } from './paths'
import { countUsable } from './prove'

// Many sign-ins, and none of it is about their hashes.
vi.mock('@node-rs/argon2', () => ({ hashRaw: (password: Uint8Array, { salt }: { salt: Uint8Array }) => Promise.resolve(createHash('sha256').update(salt).update(password).digest()) }))

afterAll(closeDatabase)

interface State { name: string; factors: (FactorKind | 'blocked' | 'draft')[]; codes: boolean; allowed: FactorKind[]; breakGlass?: boolean }

const BOTH: FactorKind[] = ['totp', 'passkey']
const STATES: State[] = [
  { name: 'nothing enrolled', factors: [], codes: false, allowed: BOTH },
  { name: 'an app that was begun and never confirmed', factors: ['draft'], codes: false, allowed: BOTH },
  { name: 'an app and codes', factors: ['totp'], codes: true, allowed: BOTH },
  { name: 'a blocked app', factors: ['blocked'], codes: false, allowed: BOTH },
  { name: 'a blocked app and codes', factors: ['blocked'], codes: true, allowed: BOTH },
  { name: 'a passkey', factors: ['passkey'], codes: false, allowed: BOTH },
  { name: 'both, one blocked', factors: ['blocked', 'passkey'], codes: false, allowed: BOTH },
  { name: 'an app that is not taken any more', factors: ['totp'], codes: true, allowed: ['passkey'] },
  { name: 'a passkey that is not taken any more', factors: ['passkey'], codes: true, allowed: ['totp'] },
  { name: 'both, the app blocked, the passkey not taken', factors: ['blocked', 'passkey'], codes: false, allowed: ['totp'] },
  { name: 'for the worst day: an app that is not taken', factors: ['totp'], codes: true, allowed: ['passkey'], breakGlass: true },
  { name: 'for the worst day: a passkey that is not taken', factors: ['passkey'], codes: false, allowed: ['totp'], breakGlass: true },
]

interface Kit { tenant: DisposableTenant; app: { factorId: string; secret: string } | null; passkey: SoftPasskey | null; codes: string[] }

/** An owner in this state; owners need a factor, without grace. */
async function put(tenant: DisposableTenant, { factors, codes, allowed, breakGlass = false }: State): Promise<Kit> {
  const whose = { tenantId: tenant.id, administratorId: tenant.people.olivia!.id }
  await transaction(async (tx) => dropFactors(tx, { ...whose, now: await readClock(tx) }))
  const app = factors.includes('totp') || factors.includes('blocked') ? await enrolledTotp(whose) : null
  if (factors.includes('blocked')) await db().secondFactor.updateMany({ where: { ...whose, kind: 'totp' }, data: { blockedAt: new Date(), failures: 10 } })
  if (factors.includes('draft')) await db().secondFactor.create({ data: { ...whose, kind: 'totp', name: 'Draft', createdAt: new Date(), draftExpiresAt: new Date(Date.now() + 60_000), secretSealed: 'draft' } })
  const passkey = factors.includes('passkey') ? await enrolledPasskey(whose) : null
  const made = codes ? await transaction(async (tx) => makeRecoveryCodes(tx, { ...whose, now: await readClock(tx) })) : []
  await db().tenant.update({ where: { id: tenant.id }, data: { mfaAllowedFactors: allowed, mfaRequiredRoles: [OWNER_ROLE], mfaGraceSeconds: 0 } })
  await db().administrator.update({ where: { tenantId_id: { tenantId: tenant.id, id: whose.administratorId } }, data: { breakGlassAt: breakGlass ? new Date() : null } })
  return { tenant, app, passkey, codes: made }
}

let tries = 0
/** Elsewhere each time: one's wrong tries are not another's. */
const elsewhere = () => ({ ...TEST_ORIGIN, requestId: randomUUID(), address: `198.51.${Math.floor(++tries / 250)}.${tries % 250}` })
const wire = ({ clientExtensionResults: _none, ...answer }: ReturnType<SoftPasskey['authenticate']>) => ({ ...answer, clientExtensionResults: {} })

async function password({ tenant }: Kit): Promise<SignedInSession | string> {
  const done = await signIn({ tenantSlug: tenant.slug, email: canonicalEmail(tenant.people.olivia!.email)!, password: tenant.password, origin: elsewhere() })
  return 'secondStep' in done ? done.secondStep : done
}
async function secondStep(kit: Kit, given: (token: string) => Promise<Parameters<typeof takeSecondStep>[0]['given']>): Promise<SignedInSession | null> {
  const token = await password(kit)
  if (typeof token !== 'string') return null
  return (await takeSecondStep({ token, given: await given(token), origin: elsewhere() })).session
}

/** Each way to sign in, walked for real; null where it leads nowhere else than to what comes after. */
const WALKS: Record<string, (kit: Kit) => Promise<SignedInSession | null>> = {
  passkey: async ({ tenant, passkey }) => {
    const { challengeId, options } = await askForSignIn(tenant.slug, elsewhere())
    return passkey && signInWithPasskey({ tenantSlug: tenant.slug, challengeId, answer: wire(passkey.authenticate(options)), origin: elsewhere() })
  },
  password: async (kit) => {
    const done = await password(kit)
    return typeof done === 'string' ? null : done
  },
  'password+totp': async (kit) => kit.app && secondStep(kit, async () => ({ kind: 'totp', factorId: kit.app!.factorId, code: await codeOf(kit.app!.secret) })),
  'password+passkey': async (kit) => kit.passkey && secondStep(kit, async (token) => {
    const { challengeId, options } = await askForSecondStep(token, elsewhere())
    return { kind: 'passkey', challengeId, response: wire(kit.passkey!.authenticate(options)) }
  }),
  'password+recovery_code': async (kit) => (kit.codes.length === 0 ? null : secondStep(kit, async () => Promise.resolve({ kind: 'recovery_code', code: kit.codes[0]! }))),
}

const codeFor = (error: unknown) => (asAppError(error) as AppError).code

/** What became of the person: no session, or one in which they are an owner at once, or as soon as the factor is added that is still open to be. */
function outcomeOf(session: SignedInSession | string | null): string | null {
  if (typeof session === 'string' && !['wrong_code', 'wrong_credentials', 'signed_out'].includes(session)) throw new Error(`failed with ${session}`)
  if (session === null || typeof session === 'string') return null
  const { inForce, factorEnrolledAt } = session.facts.actor
  if (inForce.some(({ role }) => role === OWNER_ROLE)) return ': an owner'
  return factorEnrolledAt === null ? ': add a factor' : ': nobody'
}

describe('[T47] what is said of ways in is what signing in does', () => {
  let tenant: DisposableTenant
  beforeAll(async () => {
    tenant = await disposableTenant()
  })

  it.each(STATES)('$name', async (state) => {
    const kit = await put(tenant, state)
    const { world } = await readOwners(db(), tenant.id)
    const olivia = world.owners.find(({ id }) => id === tenant.people.olivia!.id)!
    const said = pathsOf(olivia, world).map(({ key, counts }) => (key === 'password+enrolment' ? 'password: add a factor' : `${key}: ${counts ? 'an owner' : 'add a factor'}`))
    const walked: string[] = []
    for (const [way, walk] of Object.entries(WALKS)) {
      const outcome = outcomeOf(await walk(kit).catch((error: unknown) => codeFor(error)))
      if (outcome !== null) walked.push(`${way}${outcome}`)
    }
    expect(walked.toSorted()).toEqual(said.toSorted())
  })

  it('a mark that alone lets the last owner in stays', async () => {
    const { tenantId, owners: [one], passing } = await storeOwners(1)
    const administratorId = one!.administratorId
    await enrolledTotp({ tenantId, administratorId })
    await db().administrator.update({ where: { tenantId_id: { tenantId, id: administratorId } }, data: { breakGlassAt: new Date() } })
    await db().tenant.update({ where: { id: tenantId }, data: { mfaAllowedFactors: ['passkey'] } })
    const unmark = async () => performableOf(markBreakGlass).perform({ tenantId, administratorId: passing.administratorId, sessionId: passing.sessionId }, { administratorId, marked: false }, TEST_ORIGIN, true)
    await expect(unmark()).rejects.toMatchObject({ code: 'last_owner' })
    await db().tenant.update({ where: { id: tenantId }, data: { mfaAllowedFactors: ['totp'] } })
    expect(await unmark()).toEqual({ accounts: 0 })
  })
})

/** Changes that leave the owner with the passkey alone, as their forms send them once they were looked at. */
const SHUT: Record<string, (actor: Actor, by: Caller) => Promise<() => Promise<unknown>>> = {
  'a kind of factor taken off the list': async (actor, by) => {
    const policy = { everyone: false, roles: [], graceDays: 7, allowedFactors: ['passkey' as const], stepUpMinutes: 5 }
    const { previewed } = await previewMfaPolicy(clear(actor, 'mfa-policy:read'), policy)
    return async () => performableOf(setMfaPolicy).perform(by, { ...policy, version: 1, previewed }, TEST_ORIGIN, true)
  },
  'passwords removed from the methods': async (actor, by) => {
    const methods = { first: ['passkey' as const], second: ['totp' as const, 'passkey' as const] }
    const { previewed } = await previewMethods(clear(actor, 'sign-in:read'), methods)
    return async () => performableOf(setMethods).perform(by, { ...methods, version: 1, previewed }, TEST_ORIGIN, true)
  },
}

describe('[T52] two who each take what the other leaves', () => {
  it.each(Object.keys(SHUT))('%s, and the owner with the passkey deactivated: one of the two is refused, whoever comes first, 5 rounds', async (change) => {
    for (let round = 0; round < 5; round++) {
      const { tenantId, passing, owners: [app, key] } = await storeOwners(2)
      await enrolledTotp({ tenantId, administratorId: app!.administratorId })
      await enrolledPasskey({ tenantId, administratorId: key!.administratorId })
      const { actor } = (await recheckSession({ tenantId, sessionId: passing.sessionId }))!
      const by = { tenantId, administratorId: passing.administratorId, sessionId: passing.sessionId }
      const save = await SHUT[change]!(actor, by)
      const outcomes = await Promise.allSettled([
        patiently(save),
        patiently(async () => performableOf(setStatus).perform(by, { administratorId: key!.administratorId, status: 'inactive' }, TEST_ORIGIN, true)),
      ])
      expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'done' : codeFor(outcome.reason))).toSorted()).toSatisfy(([one, two]) => `${one} ${two}` === 'conflict done' || `${one} ${two}` === 'done last_owner')
      const { world } = await readOwners(db(), tenantId)
      expect(countUsable(world)).toBe(1)
    }
  })
})
