import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { openArea, openPage, requireActor } from './access'
import { TENANT, makeActor, type Grant, type Scope } from './grants'
import type { RoleKey } from './policy'

const request = vi.hoisted(() => ({ cookies: new Map<string, string>(), path: null as string | null, facts: null as unknown, touched: [] as boolean[], https: false, refused: [] as unknown[] }))
vi.mock('next/headers', () => ({
  cookies: async () => ({ get: (name: string) => (request.cookies.has(name) ? { value: request.cookies.get(name) } : undefined) }),
  headers: async () => ({ get: (name: string) => (name === 'x-castellan-path' ? request.path : null) }),
}))
vi.mock('next/navigation', () => ({
  redirect: (to: string) => {
    throw new Error(`sent to ${to}`)
  },
}))
vi.mock('@/lib/env', () => ({ isOnHttps: () => request.https }))
vi.mock('@/lib/log-refused', () => ({ logRefused: (entry: unknown) => void request.refused.push(entry) }))
vi.mock('@/lib/authn/current-session', () => ({
  currentSession: async (touch: boolean) => {
    request.touched.push(touch)
    return request.facts
  },
}))

const grant = (role: RoleKey, scope: Scope = TENANT): Grant => ({ id: role, role, scope, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null })
function signedIn(grants: Grant[], owes: SessionFacts['owes'] = null): SessionFacts {
  const actor = makeActor({ tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: 1, factorUsedAt: 1, freshFactorAt: null, mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: 1, grants })
  const facts = { actor, owes } as SessionFacts
  request.facts = facts
  return facts
}

beforeEach(() => {
  request.cookies.clear()
  Object.assign(request, { path: '/workspaces?q=a', facts: null, touched: [], https: false, refused: [] })
})

describe('[T20] who is there', () => {
  it('is sent to sign in and back when nobody is', async () => {
    await expect(requireActor()).rejects.toThrow('sent to /sign-in?next=%2Fworkspaces%3Fq%3Da')
    request.path = null
    await expect(requireActor({ whileOwing: true })).rejects.toThrow(/^sent to \/sign-in(\?next=)?$/)
  })

  it('is sent to set a new password where one is owed, but on the page that takes it', async () => {
    const facts = signedIn([], 'new_password')
    await expect(requireActor()).rejects.toThrow('sent to /new-password?next=%2Fworkspaces%3Fq%3Da')
    await expect(openPage('role:read')).rejects.toThrow('sent to /new-password')
    await expect(openArea('workspace:read')).rejects.toThrow('sent to /new-password')
    expect(await requireActor({ whileOwing: true })).toBe(facts)
  })

  it('[T21] is active only where no tab draws itself anew', async () => {
    const facts = signedIn([])
    expect(await requireActor()).toBe(facts)
    request.cookies.set('castellan-background', '1')
    await requireActor()
    expect(request.touched).toEqual([true, false])
    // On https the cookie is the host's alone; one that another host could have set says nothing.
    request.https = true
    await requireActor()
    request.cookies.set('__Host-castellan-background', '1')
    await requireActor()
    expect(request.touched).toEqual([true, false, true, false])
  })
})

describe('a page', () => {
  it('opens by the answer of can(), with the proof; else it says why', async () => {
    const facts = signedIn([grant('workspace_admin', { type: 'workspace', id: 'payments' })])
    expect(await openPage('workspace:update', { place: { type: 'workspace', id: 'payments' } })).toEqual({ facts, cleared: { actor: facts.actor } })
    expect(await openPage('workspace:update', { place: { type: 'workspace', id: 'ledger' } })).toMatchObject({ facts, refusal: { code: 'not_granted', asked: { permission: 'workspace:update', place: { id: 'ledger' } } } })
    expect(await openPage('billing:read')).not.toHaveProperty('cleared')
    expect(request.refused).toEqual(['workspace:update', 'billing:read'].map((door) => ({ what: 'not permitted', door, tenantId: 'acme', administratorId: 'me' })))
  })

  it('over many places opens when there is one of them', async () => {
    const facts = signedIn([grant('workspace_admin', { type: 'workspace', id: 'payments' })])
    expect(await openArea('workspace:update')).toEqual({ facts, cleared: { actor: facts.actor } })
    expect(await openArea('organization:read')).toMatchObject({ facts, refusal: { code: 'not_granted', asked: { permission: 'organization:read' } } })
    expect(await openArea('organization:read')).not.toHaveProperty('cleared')
    expect(request.refused).toHaveLength(2)
  })
})
