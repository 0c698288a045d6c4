// The order of a guarded action's checks, with the database left out: what each stage lets through, refuses and writes down.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { TENANT, makeActor, type Actor, type Grant, type Person, type Scope } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import { AppError } from '@/lib/errors/app-error'
import { defineAction, performableOf } from './define-action'
import { defineOwnAction } from './define-own-action'
import { doorOf } from './doors'

const stage = vi.hoisted(() => ({
  facts: null as unknown, foreign: false, renewed: null as string | null, lost: false, reread: undefined as unknown,
  done: [] as string[], performed: [] as Record<string, unknown>[], refusals: [] as { code: unknown; audit: unknown; about: unknown; actor: unknown }[],
}))
vi.mock('@/lib/authn/current-session', () => ({
  currentSession: async (touch: boolean) => {
    stage.done.push(`session ${touch}`)
    return stage.facts
  },
}))
vi.mock('./request-origin', () => ({
  refuseForeignOrigin: async () => {
    stage.done.push('origin')
    if (stage.foreign) throw new AppError('wrong_origin')
  },
  requestOrigin: async () => ({ requestId: 'r', address: 'a', userAgent: 'u' }),
}))
vi.mock('./record-refusal', () => ({
  recordRefusal: async (error: { code?: unknown }, actor: unknown, _origin: unknown, audit: unknown, about: unknown) => void stage.refusals.push({ code: error.code ?? error, audit, about, actor }),
}))
vi.mock('./perform', async (original) => ({
  ...(await original<object>()),
  perform: async ({ act, renewal, ...rest }: { act: (work: unknown) => Promise<unknown>; caller: { administratorId: string }; renewal?: { token: string | null } }) => {
    if (renewal) renewal.token = stage.renewed
    stage.done.push('transaction')
    stage.performed.push(rest)
    const facts = (stage.reread ?? stage.facts) as SessionFacts
    const done = await act({ tx: 'tx', actor: facts.actor, facts, tenantId: 'acme', now: facts.actor.now, record: () => undefined })
    if (stage.lost) throw new AppError('busy')
    return done
  },
}))
vi.mock('@/lib/authn/session-cookie', () => ({
  giveSessionCookie: async (token: string) => void stage.done.push(`cookie ${token}`),
  keepSessionCookie: async (token: string) => void stage.done.push(`cookie ${token}, if it stands`),
  sentSessionToken: async () => undefined,
}))
vi.mock('next/navigation', () => ({
  forbidden: () => {
    throw new Error('answered 403')
  },
  unstable_rethrow: () => undefined,
}))

const ID = '00000000-0000-4000-8000-000000000001'
const KEY = '11111111-2222-4333-8444-555555555555'
const payments: Scope = { type: 'workspace', id: 'payments' }
const grant = (role: RoleKey, scope: Scope = TENANT): Grant => ({ id: role, role, scope, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null })
const person = (...grants: Grant[]): Person => ({ administratorId: 'other', status: 'active', factorEnrolledAt: null, grants })
function signedIn(grants: Grant[], more: Partial<Actor> = {}, owes: SessionFacts['owes'] = null): SessionFacts {
  const actor = makeActor({ tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: 1, factorUsedAt: 1, freshFactorAt: 1_000_000, mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: 1_000_000, grants, ...more })
  const facts = { actor, owes, tenant: { id: 'acme', stepUpAgeSeconds: 300 }, session: { id: 's' } } as SessionFacts
  stage.facts = facts
  return facts
}
const codeOf = async (answer: Promise<{ ok: boolean; error?: { code: string } }>) => {
  const said = await answer
  return said.ok ? 'done' : said.error!.code
}

beforeEach(() => void Object.assign(stage, { facts: null, foreign: false, renewed: null, lost: false, reread: undefined, done: [], performed: [], refusals: [] }))

const note = (what: string) => void stage.done.push(what)
const update = defineAction({
  permission: 'administrator:update', audit: 'administrator.updated', input: z.strictObject({ id: z.uuid() }),
  prepare: async ({ input, facts }) => {
    note('prepare')
    return `prepared ${input.id === ID} ${facts.actor.administratorId}`
  },
  load: async ({ input, tx, actor, now, tenantId }) => {
    note('load')
    return { person: person(grant('auditor')), given: [input.id === ID, tx, actor.administratorId, now, tenantId] }
  },
  question: ({ loaded }) => ({ person: loaded.person }),
  run: async (_work, { loaded, prepared }) => {
    note('run')
    return [prepared, ...loaded.given]
  },
})
const manage = defineAction({
  permission: 'workspace-admin:manage', audit: 'grant.created', input: z.strictObject({ kind: z.string().optional() }), lock: 'tenant',
  question: () => ({ place: { type: 'workspace', id: 'payments' }, grants: [{ administratorId: 'other', before: null, after: { role: 'workspace_auditor', scope: payments } }] }),
  run: async () => 'managed',
})
const assign = defineAction({
  permission: 'role:assign', audit: 'grant.created', input: z.strictObject({ privileged: z.boolean() }),
  question: () => ({ change: { administratorId: 'other', before: null, after: { role: 'requester', scope: TENANT } } }),
  needsStepUp: ({ input }) => input.privileged,
  run: async () => 'assigned',
})

describe('a guarded action', () => {
  it('asks who is there, whence, what, whether ever; prepares; then loads, decides and runs in the transaction', async () => {
    signedIn([grant('super_admin')])
    expect(await update({ id: ID }, KEY)).toEqual({ ok: true, data: ['prepared true me', true, 'tx', 'me', 1_000_000, 'acme'] })
    expect(stage.done).toEqual(['session true', 'origin', 'prepare', 'transaction', 'load', 'run'])
    expect(stage.performed).toEqual([{ name: 'administrator:update>administrator.updated', audit: 'administrator.updated', lock: false, input: { id: ID }, key: KEY, origin: { requestId: 'r', address: 'a', userAgent: 'u' }, caller: { tenantId: 'acme', administratorId: 'me', sessionId: 's' } }])
    expect(stage.refusals).toEqual([])
  })

  it('[T20, T66] stops at the first thing that is missing, and prepares nothing', async () => {
    expect([await codeOf(update({ id: ID })), stage.done]).toEqual(['signed_out', ['session true']])
    signedIn([grant('super_admin')], {}, 'new_password')
    expect(await codeOf(update({ id: ID }))).toBe('password_change_required')
    stage.foreign = true
    await expect(update({ id: ID })).rejects.toThrow('answered 403')
    stage.foreign = false
    signedIn([grant('super_admin')])
    expect(await codeOf(update({ id: 'x' }))).toBe('invalid_input')
    expect(await codeOf(update({ id: ID }, 'x'))).toBe('invalid_input')
    expect(stage.done.filter((done) => !/^(session|origin)/.test(done))).toEqual([])
    expect(stage.refusals).toEqual([])
  })

  it('[T48] whoever never may is refused before anything is prepared, with the sentence and who could, and that is an event', async () => {
    const facts = signedIn([grant('auditor')])
    const said = await update({ id: ID })
    expect(said).toMatchObject({ ok: false, error: { code: 'forbidden', reason: 'not_granted', sentence: expect.stringMatching(/^To change an administrator's profile you need/), details: { who: ['client_owner', 'client_admin', 'super_admin'], asked: { permission: 'administrator:update' } } } })
    expect(stage.done).toEqual(['session true', 'origin'])
    expect(stage.refusals).toEqual([{ code: 'forbidden', audit: 'administrator.updated', about: {}, actor: facts.actor }])
  })

  it('is decided by who acts inside the transaction, not by who knocked', async () => {
    signedIn([grant('super_admin')])
    const knocked = stage.facts
    stage.reread = signedIn([])
    stage.facts = knocked
    expect(await codeOf(update({ id: ID }))).toBe('forbidden')
    expect(stage.done.at(-1)).toBe('load')
    expect(stage.refusals).toMatchObject([{ code: 'forbidden', about: { affectedId: 'other' }, actor: (stage.reread as SessionFacts).actor }])
  })

  it('what fails before anybody was found to act is no event', async () => {
    signedIn([grant('super_admin')])
    const failing = { administratorId: 'me', tenantId: 'acme', sessionId: 's' }
    stage.reread = { get actor(): never { throw new TypeError('gone') } }
    await expect(performableOf(update).perform(failing, { id: ID }, { requestId: 'r', address: 'a', userAgent: 'u' }, false)).rejects.toThrow('gone')
    expect(stage.refusals).toEqual([])
  })

  it('[T26] asks for a fresh factor where the row always does, and not for a run that was confirmed as a whole', async () => {
    const origin = { requestId: 'r', address: 'a', userAgent: 'u' }
    const caller = { tenantId: 'acme', administratorId: 'me', sessionId: 's' }
    signedIn([grant('super_admin')], { freshFactorAt: null })
    expect(await codeOf(update({ id: ID }))).toBe('step_up_required')
    expect(stage.refusals).toMatchObject([{ code: 'step_up_required', about: { affectedId: 'other' } }])
    expect(stage.done).not.toContain('run')
    const { permission, perform } = performableOf(update)
    expect(permission).toBe('administrator:update')
    await expect(perform(caller, { id: ID }, origin, false)).rejects.toMatchObject({ code: 'step_up_required' })
    expect(await perform(caller, { id: ID }, origin, true, KEY)).toEqual([undefined, true, 'tx', 'me', 1_000_000, 'acme'])
    expect(stage.performed.at(-1)).toMatchObject({ key: KEY, caller, origin })
    await expect(perform(caller, { id: 'x' }, origin, true)).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(perform(caller, { id: ID }, origin, true, 'x')).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('[T26] asks for a fresh factor for a privileged role, for no other, and never where the row does not', async () => {
    signedIn([grant('client_owner'), grant('workspace_admin', payments)], { freshFactorAt: null })
    expect(await codeOf(assign({ privileged: true }))).toBe('step_up_required')
    expect(await codeOf(assign({ privileged: false }))).toBe('done')
    expect(await codeOf(manage({}))).toBe('done')
    expect(stage.performed.map(({ lock }) => lock)).toEqual([false, false, true])
  })

  it('a row that asks for a fresh factor by the role asks always where nobody says which', async () => {
    const careless = defineAction({ permission: 'role:assign', audit: 'grant.created', input: z.strictObject({}), question: () => ({ change: { administratorId: 'other', before: null, after: { role: 'requester', scope: TENANT } } }), run: async () => 1, needsStepUp: undefined as unknown as () => boolean })
    signedIn([grant('client_owner')], { freshFactorAt: null })
    expect(await codeOf(careless({}))).toBe('step_up_required')
  })

  it('a refusal is about whom, and where, the question says; or what the declaration says', async () => {
    const origin = { requestId: 'r', address: 'a', userAgent: 'u' }
    const caller = { tenantId: 'acme', administratorId: 'me', sessionId: 's' }
    signedIn([])
    await expect(performableOf(manage).perform(caller, {}, origin, true)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(performableOf(assign).perform(caller, { privileged: false }, origin, true)).rejects.toMatchObject({ code: 'forbidden' })
    const inside = defineAction({ permission: 'organization:update', audit: 'organization.updated', input: z.strictObject({}), question: () => ({ place: { type: 'organization', id: 'northwind' } }), run: async () => 1 })
    await expect(performableOf(inside).perform(caller, {}, origin, true)).rejects.toMatchObject({ code: 'forbidden' })
    const said = defineAction({ permission: 'billing:manage', audit: 'tenant.updated', input: z.strictObject({ whom: z.string() }), load: async () => 'loaded', about: ({ input, loaded, actor }) => ({ affectedId: `${input.whom} ${loaded} ${actor.administratorId}` }), run: async () => 1 })
    await expect(performableOf(said).perform(caller, { whom: 'said' }, origin, true)).rejects.toMatchObject({ code: 'forbidden' })
    const about = defineAction({ permission: 'billing:manage', audit: 'tenant.updated', input: z.strictObject({}), run: async () => 1 })
    await expect(performableOf(about).perform(caller, {}, origin, true)).rejects.toMatchObject({ code: 'forbidden' })
    expect(stage.refusals.map((refusal) => refusal.about)).toEqual([
      { target: { type: 'workspace', id: 'payments' }, workspaceId: 'payments' }, { affectedId: 'other' },
      { target: { type: 'organization', id: 'northwind' }, organizationId: 'northwind' }, { affectedId: 'said loaded me' }, {},
    ])
  })

  it('stands on the list of doors as what it is', () => {
    expect([update, manage, assign].map(doorOf)).toEqual([
      { kind: 'action', permission: 'administrator:update', audit: 'administrator.updated', stepUp: 'always', lock: 'rows' },
      { kind: 'action', permission: 'workspace-admin:manage', audit: 'grant.created', stepUp: 'never', lock: 'tenant' },
      { kind: 'action', permission: 'role:assign', audit: 'grant.created', stepUp: 'privileged-role', lock: 'rows' },
    ])
    expect([doorOf({}), doorOf(undefined), doorOf('update'), doorOf(() => undefined)]).toEqual([undefined, undefined, undefined, undefined])
  })
})

describe('a reference that a rise brings (T22)', () => {
  it('is handed to the browser once all is done, and to nobody who does it as a job', async () => {
    signedIn([grant('super_admin')])
    stage.renewed = 'next'
    expect(await update({ id: ID }, KEY)).toMatchObject({ ok: true })
    expect(stage.done.at(-1)).toBe('cookie next')
    const own = defineOwnAction({ own: 'own:any', audit: 'administrator.updated', input: z.strictObject({}), run: async () => note('run') })
    stage.done.length = 0
    await own({})
    expect(stage.done.slice(-2)).toEqual(['run', 'cookie next'])
    stage.done.length = 0
    await performableOf(update).perform({ tenantId: 'acme', administratorId: 'me', sessionId: 's' }, { id: ID }, { requestId: 'r', address: 'a', userAgent: 'u' }, true)
    expect(stage.done).not.toContain('cookie next')
  })

  it('is not lost with what fails after it was brought: the commit whose answer never came', async () => {
    signedIn([grant('super_admin')])
    Object.assign(stage, { renewed: 'next', lost: true })
    expect(await update({ id: ID }, KEY)).toMatchObject({ ok: false })
    expect(stage.done.at(-1)).toBe('cookie next, if it stands')
  })
})

describe('an action on what is one’s own', () => {
  const rename = defineOwnAction({
    own: 'own:rename', audit: 'administrator.updated', input: z.strictObject({ name: z.string() }), lock: 'tenant',
    prepare: async ({ input, facts, origin }) => `${input.name} ${facts.actor.administratorId} ${origin.address}`,
    run: async (_work, { input, prepared }) => [input.name, prepared],
  })
  const close = defineOwnAction({ own: 'own:close', audit: 'session.ended', input: z.strictObject({}), stepUp: true, whileOwing: true, run: async () => 'closed' })

  it('takes no role', async () => {
    signedIn([])
    expect(await rename({ name: 'A' }, KEY)).toEqual({ ok: true, data: ['A', 'A me a'] })
    expect(stage.done).toEqual(['session true', 'origin', 'transaction'])
    expect(stage.performed).toEqual([{ name: 'own:rename', audit: 'administrator.updated', lock: true, whileOwing: false, input: { name: 'A' }, key: KEY, origin: { requestId: 'r', address: 'a', userAgent: 'u' }, caller: { tenantId: 'acme', administratorId: 'me', sessionId: 's' } }])
    expect(await close({})).toEqual({ ok: true, data: 'closed' })
    expect(stage.performed.at(-1)).toMatchObject({ lock: false, whileOwing: true })
  })

  it('[T20, T66] stops at the first thing that is missing', async () => {
    expect(await codeOf(rename({ name: 'A' }))).toBe('signed_out')
    signedIn([], {}, 'new_password')
    expect(await codeOf(rename({ name: 'A' }))).toBe('password_change_required')
    expect(await codeOf(close({}))).toBe('done')
    stage.foreign = true
    await expect(close({})).rejects.toThrow('answered 403')
    stage.foreign = false
    signedIn([])
    expect(await codeOf(rename({ name: 1 as unknown as string }))).toBe('invalid_input')
    expect(await codeOf(rename({ name: 'A' }, 'x'))).toBe('invalid_input')
    expect(stage.refusals).toEqual([])
  })

  it('[T26] a refusal is about oneself, and nothing is handed out', async () => {
    const facts = signedIn([], { freshFactorAt: 1_000_000 - 300_001 })
    expect(await codeOf(close({}))).toBe('step_up_required')
    expect(stage.refusals).toEqual([{ code: 'step_up_required', audit: 'session.ended', about: { affectedId: 'me' }, actor: facts.actor }])
    signedIn([], { freshFactorAt: 1_000_000 - 300_000 })
    expect(await codeOf(close({}))).toBe('done')
    signedIn([], { freshFactorAt: null })
    expect(await codeOf(rename({ name: 'A' })), 'what needs no fresh factor is done without').toBe('done')
  })

  it('is said to hold a secret, and its refusals have a name of their own, where the declaration says so', async () => {
    const enrol = defineOwnAction({ own: 'own:enrol', audit: 'factor.enrolled', refused: 'session.ended', input: z.strictObject({}), secret: true, stepUp: true, run: async () => 'codes' })
    signedIn([])
    await enrol({})
    expect(stage.performed.at(-1)).toMatchObject({ name: 'own:enrol', audit: 'factor.enrolled', secret: true })
    signedIn([], { freshFactorAt: null })
    expect(await codeOf(enrol({}))).toBe('step_up_required')
    expect(stage.refusals.map(({ audit }) => audit)).toEqual(['session.ended'])
  })

  it('stands on the list of doors as what it is', () => {
    expect([rename, close].map(doorOf)).toEqual([{ kind: 'own-action', own: 'own:rename', audit: 'administrator.updated', stepUp: 'never' }, { kind: 'own-action', own: 'own:close', audit: 'session.ended', stepUp: 'always' }])
  })
})
