// Who decides a request (pim.md rule 3): owners, whoever is named, holders of roles that are named; nobody their own.
import { describe, expect, it } from 'vitest'
import { can, holdsSomewhere, type Decision } from './can'
import { TENANT, makeActor, type Actor, type Grant, type Scope } from './grants'
import { ROLE_KEYS, type RoleKey } from './policy'
import { isAssigned, pimRequest, type DecidableRequest } from './rules'

const NOW = 1_000_000
const payments: Scope = { type: 'workspace', id: 'payments' }
const ledger: Scope = { type: 'workspace', id: 'ledger' }
const sameName: Scope = { type: 'organization', id: 'payments' }

const grant = (role: RoleKey, scope: Scope = TENANT, more: Partial<Grant> = {}): Grant => ({ id: role, role, scope, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null, ...more })
const actor = (grants: Grant[], more: Partial<Actor> = {}): Actor => makeActor({
  tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: 1, factorUsedAt: 1, freshFactorAt: null, mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: NOW, grants, ...more,
})
const request = (more: Partial<DecidableRequest> = {}): DecidableRequest => ({ requesterId: 'other', role: 'auditor', scope: TENANT, approvers: { people: [], roles: [] }, tied: false, ...more })
const decide = (person: Actor, more: Partial<DecidableRequest> = {}) => can(person, 'pim-request:decide', { request: request(more) })
const said = (decision: Decision) => (decision.allowed ? 'may' : decision.because.code)

describe('a request is decided', () => {
  it('by an owner, whoever is named, and by no other role where nobody is', () => {
    for (const role of ROLE_KEYS) expect([role, said(decide(actor([grant(role)])))]).toEqual([role, role === 'client_owner' ? 'may' : 'not_granted'])
    expect(said(decide(actor([grant('client_owner')]), { approvers: { people: ['somebody'], roles: ['approver'] } }))).toBe('may')
  })

  it('by whoever is named, whatever they hold, while they are active', () => {
    const approvers = { people: ['somebody', 'me'], roles: [] }
    expect(said(decide(actor([]), { approvers }))).toBe('may')
    expect(said(decide(actor([]), { approvers: { people: ['somebody'], roles: [] } }))).toBe('not_granted')
    for (const status of ['new', 'inactive', 'deleted'] as const) {
      expect(said(decide(actor([], { status }), { approvers }))).toBe('person_not_active')
      expect(said(decide(actor([grant('client_owner')], { status }), { approvers }))).toBe('person_not_active')
    }
  })

  it('by holders of a role that is named, in force: not eligible, not over, not without the factor it needs', () => {
    const approvers = { people: [], roles: ['approver', 'client_security_admin'] as const }
    const by = (person: Actor) => said(decide(person, { approvers }))
    expect(by(actor([grant('approver')]))).toBe('may')
    expect(by(actor([grant('auditor'), grant('requester')]))).toBe('not_granted')
    expect(by(actor([grant('approver', TENANT, { kind: 'eligible' })]))).toBe('not_granted')
    expect(by(actor([grant('approver', TENANT, { kind: 'eligible', activation: { id: 'a', startsAt: NOW, endsAt: NOW + 1 } })]))).toBe('may')
    expect(by(actor([grant('approver', TENANT, { endsAt: NOW })]))).toBe('not_granted')
    expect(by(actor([grant('client_security_admin')]))).toBe('may')
    expect(by(actor([grant('client_security_admin')], { factorUsedAt: null }))).toBe('not_granted')
  })

  it('by who holds it in one place only for what is asked for in that very place', () => {
    const approvers = { people: [], roles: ['workspace_admin'] as const }
    const by = (reach: Scope, scope: Scope) => said(decide(actor([grant('workspace_admin', reach)]), { approvers, scope }))
    expect([by(payments, payments), by(payments, ledger), by(payments, TENANT), by(payments, sameName), by(sameName, sameName), by(TENANT, payments), by(TENANT, TENANT)]).toEqual(['may', 'not_granted', 'not_granted', 'not_granted', 'may', 'may', 'may'])
    const narrowed = actor([grant('super_admin', TENANT, { kind: 'eligible', activation: { id: 'a', startsAt: 0, endsAt: NOW + 1, scope: payments } })])
    const narrow = (scope: Scope) => said(decide(narrowed, { approvers: { people: [], roles: ['super_admin'] }, scope }))
    expect([narrow(payments), narrow(ledger), narrow(TENANT)]).toEqual(['may', 'not_granted', 'not_granted'])
  })

  it('for the owners’ role by owners alone, whoever the settings name', () => {
    const approvers = { people: ['me'], roles: ['super_admin'] as const }
    expect(said(decide(actor([grant('super_admin')]), { role: 'client_owner', approvers }))).toBe('not_granted')
    expect(said(decide(actor([grant('client_owner')]), { role: 'client_owner', approvers }))).toBe('may')
    expect(isAssigned(actor([grant('client_owner')]), request({ role: 'client_owner', approvers: { people: [], roles: ['client_owner'] } }))).toBe(false)
  })
})

describe('nobody decides', () => {
  it('their own request, as an owner, as somebody named, or by a role', () => {
    for (const person of [actor([grant('client_owner')]), actor([grant('approver')])]) {
      expect(said(decide(person, { requesterId: 'me', approvers: { people: ['me'], roles: ['approver'] } }))).toBe('own_request')
    }
    expect(pimRequest(actor([]), request({ requesterId: 'me', tied: true }))).toEqual({ code: 'own_request' })
  })

  it('the request of who brought them here or raised them for it', () => {
    expect(said(decide(actor([grant('client_owner')]), { tied: true }))).toBe('tied_to_requester')
    expect(pimRequest(actor([]), request({ tied: true }))).toEqual({ code: 'tied_to_requester' })
    expect(pimRequest(actor([]), request())).toBeNull()
  })

  it('nothing in particular', () => {
    const anyCan = can as (person: Actor, permission: 'pim-request:decide', resource?: unknown) => Decision
    expect([said(anyCan(actor([grant('client_owner')]), 'pim-request:decide')), said(anyCan(actor([grant('client_owner')]), 'pim-request:decide', {})), said(anyCan(actor([]), 'pim-request:decide'))]).toEqual(['nothing_asked', 'nothing_asked', 'not_granted'])
    expect(holdsSomewhere(actor([grant('approver')]), 'pim-request:decide')).toBe(false)
  })

  it('and a refusal remembers whose request it was, for which role, and says who else can', () => {
    const refused = (decision: Decision) => (decision.allowed ? null : decision.because)
    expect(refused(decide(actor([grant('client_owner')]), { requesterId: 'me' }))).toEqual({
      code: 'own_request', sentence: 'Nobody decides their own request, not as one of several approvers either. Another approver can.', who: [],
      asked: { permission: 'pim-request:decide', place: undefined, about: 'me', role: 'auditor' },
    })
    expect(refused(decide(actor([grant('client_owner')]), { tied: true }))).toMatchObject({
      sentence: 'Whoever asks invited you or changed your account or your roles since they asked, so you cannot decide this request. Another approver can.', who: [], asked: { about: 'other', role: 'auditor' },
    })
  })

  it('for a permission of another row: a request in hand gives nothing there', () => {
    const anyCan = can as (person: Actor, permission: 'pim-request:cancel-any', resource?: unknown) => Decision
    expect(said(anyCan(actor([]), 'pim-request:cancel-any', { request: request({ approvers: { people: ['me'], roles: [] } }) }))).toBe('not_granted')
  })
})
