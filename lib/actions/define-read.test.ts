import { beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { TENANT, makeActor, type Actor, type Grant } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import { AppError } from '@/lib/errors/app-error'
import { defineOwnRead, defineRead, type Reader } from './define-read'
import { doorOf } from './doors'

const stage = vi.hoisted(() => ({ facts: null as unknown, touched: [] as boolean[], tokens: [] as unknown[], tokenLeft: true, refusals: [] as unknown[], logged: [] as string[], lines: [] as unknown[] }))
vi.mock('@/lib/authn/current-session', () => ({
  currentSession: async (touch: boolean) => {
    stage.touched.push(touch)
    return stage.facts
  },
}))
vi.mock('@/lib/authn/rate-limits', () => ({
  takeToken: async (...asked: unknown[]) => {
    stage.tokens.push(asked)
    return stage.tokenLeft
  },
}))
vi.mock('./request-origin', () => ({ requestOrigin: async (head: Headers) => ({ device: head.get('user-agent') }) }))
vi.mock('./record-refusal', () => ({ recordRefusal: async (error: AppError, actor: Actor, origin: unknown, audit: string, about: unknown) => void stage.refusals.push([error.code, actor.administratorId, origin, audit, about]) }))
vi.mock('./perform', () => ({ perform: undefined, callerOf: undefined }))
vi.mock('@/lib/log-refused', () => ({ logRefused: (entry: unknown) => void stage.lines.push(entry) }))
vi.mock('@/lib/log', () => ({
  logBug: (_error: Error, where: string) => {
    stage.logged.push(where)
    return 'ref-1'
  },
}))

const grant = (role: RoleKey): Grant => ({ id: role, role, scope: TENANT, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null })
function signIn(roles: RoleKey[], more: Partial<Actor> = {}, owes: SessionFacts['owes'] = null): void {
  const actor = makeActor({ tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: 1, factorUsedAt: 1, freshFactorAt: 1_000_000, mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: 1_000_000, grants: roles.map(grant), ...more })
  stage.facts = { actor, owes, tenant: { id: 'acme', stepUpAgeSeconds: 300 } }
}
async function ask(reader: Reader, search = '', headers: Record<string, string> = {}) {
  const answer = await reader(new Request(`http://localhost:3000/x${search}`, { headers }), { params: Promise.resolve({ id: 'p1' }) })
  return { status: answer.status, said: (await answer.json()) as { error?: { code: string } }, retry: answer.headers.get('retry-after') }
}

const several = z.strictObject({ q: z.string().optional(), role: z.union([z.array(z.string()), z.string()]).optional() })
const workspace = defineRead({
  permission: 'workspace:read', query: several,
  question: async ({ params }) => ({ place: { type: 'workspace', id: params.id! } }),
  run: async ({ query, params, cleared, facts }) => ({ query, params, same: cleared.actor === facts.actor }),
})
const exported = defineRead({ permission: 'audit:export', audit: 'audit.exported', query: z.strictObject({}), run: async () => ({ left: true }) })
const invite = defineRead({ permission: 'administrator:invite', query: z.strictObject({}), question: () => ({ grants: [{ administratorId: 'new', before: null, after: { role: 'requester', scope: TENANT } }] }), run: async () => ({ asked: true }) })
const failing = (error: unknown) => defineOwnRead({ own: 'own:failing', query: z.strictObject({}), run: async () => {
  throw error
} })
const own = defineOwnRead({ own: 'own:mine', query: several, run: async ({ query, params, facts }) => ({ query, params, me: facts.actor.administratorId }) })
const tail = defineOwnRead({ own: 'own:tail', query: z.strictObject({}), background: true, run: async () => new Response('"stream"', { status: 202 }) })

beforeEach(() => void Object.assign(stage, { facts: null, touched: [], tokens: [], tokenLeft: true, refusals: [], logged: [], lines: [] }))

describe('reading behind a permission', () => {
  it('gives what was asked for: parameters given once as a text, given more often as a list', async () => {
    signIn(['super_admin'])
    expect(await ask(workspace, '?q=a&role=x&role=y')).toEqual({ status: 200, said: { query: { q: 'a', role: ['x', 'y'] }, params: { id: 'p1' }, same: true }, retry: null })
    expect(stage.touched).toEqual([true])
    expect((await ask(workspace, '?more=1')).status).toBe(400)
    expect(stage.lines).toEqual([{ what: 'odd input', door: 'workspace:read' }])
    signIn(['client_owner'])
    expect(await ask(invite)).toMatchObject({ status: 200, said: { asked: true } })
  })

  it('[T48] refuses whoever never may before anything is read, and whoever may elsewhere', async () => {
    signIn([])
    expect(await ask(workspace, '?more=1')).toMatchObject({ status: 403, said: { error: { code: 'forbidden', reason: 'not_granted', details: { asked: { permission: 'workspace:read' } } } } })
    signIn([], { grants: [{ ...grant('workspace_admin'), scope: { type: 'workspace', id: 'p2' } }] })
    expect(await ask(workspace)).toMatchObject({ status: 403, said: { error: { details: { asked: { place: { id: 'p1' } } } } } })
    // A look that is refused is no event, but a line of the log.
    expect([stage.refusals, stage.tokens]).toEqual([[], []])
    expect(stage.lines).toEqual(Array.from({ length: 2 }, () => ({ what: 'not permitted', door: 'workspace:read', tenantId: 'acme', administratorId: 'me' })))
  })

  it('[T26] needs a fresh factor where the row always does, and there alone', async () => {
    signIn(['client_owner'], { freshFactorAt: null })
    expect(await ask(exported, '', { 'user-agent': 'test' })).toMatchObject({ status: 403, said: { error: { code: 'step_up_required' } } })
    expect(stage.refusals).toEqual([['step_up_required', 'me', { device: 'test' }, 'audit.exported', {}]])
    expect(stage.tokens).toEqual([['refused-read:acme:me', { burst: 10, perSecond: 1 / 60 }]])
    stage.tokenLeft = false
    expect((await ask(exported)).status).toBe(403)
    expect(stage.refusals).toHaveLength(1)
    expect(stage.lines).toEqual([])
    expect((await ask(invite)).status).toBe(200)
    signIn(['client_owner'])
    expect(await ask(exported)).toMatchObject({ status: 200, said: { left: true } })
  })

  it('stands on the list of doors as what it is', () => {
    expect([workspace, exported, invite, own].map(doorOf)).toEqual([{ kind: 'read', permission: 'workspace:read', stepUp: false }, { kind: 'read', permission: 'audit:export', stepUp: true }, { kind: 'read', permission: 'administrator:invite', stepUp: false }, { kind: 'own-read', own: 'own:mine' }])
  })
})

describe('reading what is one’s own', () => {
  it('takes a session that owes nothing, and no role', async () => {
    for (const reader of [own, workspace]) expect(await ask(reader)).toMatchObject({ status: 401, said: { error: { code: 'signed_out' } } })
    signIn(['super_admin'], {}, 'new_password')
    for (const reader of [own, workspace]) expect(await ask(reader)).toMatchObject({ status: 403, said: { error: { code: 'password_change_required' } } })
    signIn([])
    expect((await ask(own, '?q=a')).said).toEqual({ query: { q: 'a' }, params: { id: 'p1' }, me: 'me' })
    stage.lines = []
    expect((await ask(own, '?more=a')).status).toBe(400)
    expect(stage.lines).toEqual([{ what: 'odd input', door: 'own:mine' }])
  })

  it('[T21] what a tab asks by itself is no activity; a response passes as it is', async () => {
    signIn([])
    expect(await ask(tail)).toMatchObject({ status: 202, said: 'stream' })
    await ask(own)
    await ask(own, '', { 'x-castellan-background': '1' })
    expect(stage.touched).toEqual([false, true, false])
  })

  it('says by its status what went wrong, and when to try again', async () => {
    signIn([])
    expect(await ask(failing(new AppError('not_found')))).toMatchObject({ status: 404, retry: null })
    expect(await ask(failing(new AppError('busy')))).toMatchObject({ status: 503, retry: '2' })
    expect(await ask(failing(new Error('a fault of ours')))).toMatchObject({ status: 500, said: { error: { code: 'internal', reference: 'ref-1' } }, retry: null })
    expect(stage.logged).toEqual(['own:failing'])
    signIn(['super_admin'])
    stage.facts = { ...(stage.facts as object), get tenant(): never { throw new Error('a fault of ours') } }
    expect((await ask(exported)).status).toBe(403)
  })
})
