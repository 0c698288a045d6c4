import { describe, expect, it } from 'vitest'
import { type Grant, type Scope } from '@/lib/authz/grants'
import { shownGrants } from './own-role'

const PAYMENTS: Scope = { type: 'workspace', id: 'payments' }
const grant = (over: Partial<Grant>): Grant => ({ id: 'held', role: 'client_admin', scope: { type: 'tenant' }, kind: 'eligible', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null, ...over })
const running = (scope?: Scope): Grant => grant({ activation: { id: 'x', startsAt: 1, endsAt: 2, ...(scope ? { scope } : {}) } })
const shown = (...grants: Grant[]) => shownGrants({ grants }).map(({ activation }) => activation?.id ?? 'bare')

describe('of the roles one holds', () => {
  it('the way to a role is left out where all of it runs anyway, and stays where only a part does', () => {
    expect(shown(running(), grant({}))).toEqual(['x'])
    expect(shown(running(PAYMENTS), grant({}))).toEqual(['x', 'bare'])
    expect(shown(grant({}), grant({ kind: 'active', id: 'other' }))).toEqual(['bare', 'bare'])
    expect(shown(grant({ scope: PAYMENTS, activation: { id: 'x', startsAt: 1, endsAt: 2 } }), grant({ scope: PAYMENTS }))).toEqual(['x'])
  })
})
