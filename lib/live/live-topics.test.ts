import { expect, it } from 'vitest'
import { makeActor, type Grant } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import { mayHear, nameHappening, readSignal, tellHappening } from './live-topics'

const grant = (role: RoleKey): Grant => ({ id: role, role, scope: { type: 'tenant' }, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null })
const actor = (...roles: RoleKey[]) => makeActor({
  tenantId: 't', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: 1, factorUsedAt: 1, freshFactorAt: null, mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: 1, grants: roles.map(grant),
})

it('of requests hears whoever decides or reads all of them, and by name whoever one waits for', () => {
  expect((['client_owner', 'client_admin', 'auditor', 'super_admin', 'approver'] as const).map((role) => mayHear(actor(role), { topic: 'pim' }))).toEqual([true, true, true, false, false])
  expect(mayHear(actor(), { topic: 'pim', person: 'me' })).toBe(true)
  expect(mayHear(actor('client_owner'), { topic: 'pim', person: 'somebody' }), 'what is for somebody else alone is not theirs').toBe(false)
})

it('gives back what it named', () => {
  for (const happening of [{ topic: 'pim' }, { topic: 'pim', person: 'me' }, { topic: 'you', person: 'me' }, { topic: 'workspaces', place: { type: 'workspace', id: 'w' } }] as const) expect(tellHappening(nameHappening(happening))).toEqual(happening)
})

it('reads who hears of it besides, and nothing that is not a list', () => {
  expect(readSignal(JSON.stringify({ tenantId: 't', topic: 'pim', also: ['a'] }))).toEqual({ tenantId: 't', topic: 'pim', also: ['a'] })
  expect(readSignal(JSON.stringify({ tenantId: 't', topic: 'pim', also: 'a' }))).toEqual({ tenantId: 't', topic: 'pim' })
})
