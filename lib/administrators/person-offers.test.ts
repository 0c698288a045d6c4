import { describe, expect, it } from 'vitest'
import { makeActor, TENANT, type Actor, type AdministratorStatus, type Grant, type Scope } from '@/lib/authz/grants'
import { ROLE_KEYS, type RoleKey } from '@/lib/authz/policy'
import { grantOffersFor, offersFor, roleReasons, type OfferFacts } from './person-offers'

const NOW = 1_000_000
const PAYMENTS: Scope = { type: 'workspace', id: 'payments' }
const LAST_OWNER = 'This would leave the tenant without a usable Client Owner. Make another administrator a Client Owner first.'

function grant(role: RoleKey, scope: Scope = TENANT, more: Partial<Grant> = {}): Grant {
  return { id: role, role, scope, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null, ...more }
}
function viewer(...roles: RoleKey[]): Actor {
  return makeActor({
    tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', grants: roles.map((role) => grant(role)), now: NOW,
    factorEnrolledAt: 0, factorUsedAt: 0, freshFactorAt: null, mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false,
  })
}
interface Someone extends Partial<Omit<OfferFacts, 'person'>> { roles?: RoleKey[]; grants?: Grant[] }
function somebody({ roles = ['requester'], grants = roles.map((role) => grant(role)), ...more }: Someone = {}): OfferFacts {
  const facts = { id: 'vera', status: 'active' as AdministratorStatus, activatedAt: 1, attempts: [], sessions: 2, otherOwners: null, addressVerifiedAt: 1, takesPassword: true, ...more }
  return { ...facts, person: { administratorId: facts.id, status: facts.status, factorEnrolledAt: null, grants } }
}
const allowed = (actor: Actor, facts: OfferFacts) => Object.entries(offersFor(actor, facts)).filter(([, reason]) => reason === null).map(([act]) => act).toSorted()

describe('what is offered', () => {
  it('depends on the status', () => {
    const owner = viewer('client_owner')
    expect(allowed(owner, somebody())).toEqual(['assign-role', 'change-address', 'deactivate', 'delete', 'end-sessions', 'rename', 'reset-password', 'soft-delete'])
    expect(allowed(owner, somebody({ status: 'inactive', sessions: 0 }))).toEqual(['activate', 'assign-role', 'delete', 'rename', 'soft-delete'])
    expect(allowed(owner, somebody({ status: 'new', activatedAt: null, sessions: 0, addressVerifiedAt: null }))).toEqual(['assign-role', 'deactivate', 'delete', 'rename', 'soft-delete'])
    expect(allowed(owner, somebody({ status: 'deleted', sessions: 0 }))).toEqual(['delete', 'restore'])
  })

  it('leaves out what the viewer’s roles never allow', () => {
    expect(offersFor(viewer('auditor'), somebody())).toEqual({})
    expect(offersFor(viewer('client_security_admin'), somebody())).toEqual({ 'end-sessions': null })
    expect(Object.keys(offersFor(viewer('super_admin'), somebody()))).not.toContain('unlock')
  })

  it('[rule 1] carries the sentence of can() for a higher role; containment and roles below stay open', () => {
    const { 'end-sessions': containment, 'assign-role': assigning, ...rest } = offersFor(viewer('super_admin'), somebody({ roles: ['client_admin'] }))
    expect([containment, assigning]).toEqual([null, null])
    expect(new Set(Object.values(rest))).toEqual(new Set(['This person holds Client Admin. Only a Client Owner or Client Admin may do this to them.']))
  })

  it('[rule 2] offers nothing to do to oneself', () => {
    expect(allowed(viewer('client_owner'), somebody({ id: 'me', roles: ['client_owner'], otherOwners: 1 }))).toEqual([])
  })

  it('[rule 3] keeps the last usable owner', () => {
    const offers = offersFor(viewer('client_owner'), somebody({ roles: ['client_owner'], otherOwners: 0 }))
    expect([offers.deactivate, offers['soft-delete'], offers.delete]).toEqual([LAST_OWNER, LAST_OWNER, LAST_OWNER])
    expect([offers['reset-password'], offers.rename]).toEqual([null, null])
    expect(offersFor(viewer('client_owner'), somebody({ roles: ['client_owner'], otherOwners: 1 })).deactivate).toBeNull()
  })

  it('says what a state stands in the way of', () => {
    const owner = viewer('client_owner')
    expect(offersFor(owner, somebody({ takesPassword: false }))['reset-password']).toMatch(/^Passwords are not used here any more/)
    expect(offersFor(owner, somebody({ status: 'inactive', grants: [grant('auditor', TENANT, { confirmed: false })] })).activate).toBe('One restored role waits for a yes or no. Decide on the Roles tab first.')
    expect(offersFor(owner, somebody({ status: 'inactive' }))['reset-password']).toContain('cannot sign in')
    expect(offersFor(owner, somebody({ status: 'inactive' }))['change-address']).toContain('could not confirm')
    expect(offersFor(owner, somebody({ addressVerifiedAt: null }))['reset-password']).toContain('no verified address')
    expect(offersFor(owner, somebody({ sessions: 0 }))['end-sessions']).toBe('No session of this person is running.')
    expect(offersFor(owner, somebody({ status: 'deleted' }))['assign-role']).toBe('This person is deleted. Restore them first.')
  })

  it('offers to unlock only whom something locks', () => {
    const failed = { address: '192.0.2.1', failures: 5, lastAt: NOW, lockedUntil: null }
    expect(offersFor(viewer('client_owner'), somebody({ attempts: [failed] }))).not.toHaveProperty('unlock')
    expect(offersFor(viewer('client_owner'), somebody({ attempts: [{ ...failed, lockedUntil: NOW + 1 }] })).unlock).toBeNull()
  })
})

describe('which roles can be given', () => {
  const givable = (actor: Actor, id = 'vera') => ROLE_KEYS.filter((role) => roleReasons(actor, id)[role] === null)

  it('is what the assignment matrix says', () => {
    expect(givable(viewer('client_owner'))).toEqual(ROLE_KEYS)
    expect(givable(viewer('super_admin'))).toEqual(['super_admin', 'auditor', 'business_admin', 'member', 'workspace_admin', 'workspace_auditor'])
    expect(givable(viewer('auditor'))).toEqual([])
    expect(givable(viewer('client_owner'), 'me')).toEqual([])
  })
})

describe('what can be done to one role', () => {
  const owner = viewer('client_owner')

  it('is asked of can() for that role alone', () => {
    expect(grantOffersFor(viewer('super_admin'), somebody({ roles: ['client_admin'] }), grant('workspace_admin', PAYMENTS))).toEqual({ change: null, end: null })
    const refused = 'Only a Client Owner or Client Admin may grant, change or revoke Client Admin.'
    expect(grantOffersFor(viewer('super_admin'), somebody(), grant('client_admin'))).toEqual({ change: refused, end: refused })
    expect(grantOffersFor(viewer('auditor'), somebody(), grant('requester'))).toEqual({})
  })

  it('one’s own is given up, not ended', () => {
    expect(grantOffersFor(viewer('auditor'), somebody({ id: 'me' }), grant('auditor'))).toEqual({ giveUp: null })
    expect(grantOffersFor(owner, somebody({ id: 'me', otherOwners: 0 }), grant('client_owner'))).toEqual({ giveUp: LAST_OWNER })
  })

  it('[rule 3] the role of the last usable owner is neither ended nor given an end; another role of theirs is', () => {
    const last = somebody({ roles: ['client_owner'], otherOwners: 0 })
    expect(grantOffersFor(owner, last, grant('client_owner'))).toEqual({ change: LAST_OWNER, end: LAST_OWNER })
    expect(grantOffersFor(owner, last, grant('auditor'))).toEqual({ change: null, end: null })
    expect(grantOffersFor(owner, last, grant('client_owner', TENANT, { startsAt: NOW + 1 }))).toEqual({ change: null, end: null })
  })

  it('a restored one waits for a yes or no', () => {
    const undecided = grant('auditor', TENANT, { confirmed: false })
    expect(grantOffersFor(owner, somebody({ status: 'inactive' }), undecided)).toEqual({ decide: null })
    expect(grantOffersFor(owner, somebody({ status: 'deleted' }), undecided)).toEqual({})
    expect(grantOffersFor(owner, somebody({ status: 'deleted' }), grant('auditor'))).toEqual({ end: null })
  })
})
