import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { can, holds, type Place } from './can'
import { apply, smallestChanges } from './explain-changes'
import { changeOf, explain, rolesToAskAbout, type CanTheyQuestion } from './explain'
import { makeActor, withActivations, type Actor, type Grant, type Person, type Scope } from './grants'
import { PERMISSIONS, POLICY, ROLES, ROLE_KEYS, holdersOf, permissionRow, type Permission, type RoleKey } from './policy'

const NOW = 1_000_000
const payments: Place = { type: 'workspace', id: 'payments' }
const ledger: Place = { type: 'workspace', id: 'ledger' }
const northwind: Place = { type: 'organization', id: 'northwind' }

function grant(role: RoleKey, scope: Scope = { type: 'tenant' }, more: Partial<Grant> = {}): Grant {
  return { id: `${role}-in-${scope.type}`, role, scope, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null, ...more }
}
function actor(grants: Grant[], more: Partial<Actor> = {}): Actor {
  return makeActor({
    tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: 1, factorUsedAt: 1, freshFactorAt: null,
    mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: NOW, grants, ...more,
  })
}
const other = (...grants: Grant[]): Person => ({ administratorId: 'other', status: 'active', factorEnrolledAt: null, grants })
function ask(permission: Permission, more: Partial<CanTheyQuestion> = {}): CanTheyQuestion {
  return { permission, place: null, placeActive: true, about: null, role: null, ...more }
}

// ── anything that can be asked ──
const places = fc.constantFrom<Place>(payments, ledger, northwind, { type: 'organization', id: 'southwind' })
const roles = fc.constantFrom(...ROLE_KEYS)
const moments = fc.constantFrom(0, NOW - 1, NOW, NOW + 1, 2 * NOW)
const grants = fc
  .record({ role: roles, place: places, kind: fc.constantFrom('active', 'eligible'), startsAt: moments, length: fc.option(fc.constantFrom(1, NOW, 3 * NOW)), confirmed: fc.boolean(), placeActive: fc.boolean(), runs: fc.boolean(), narrowed: fc.uniqueArray(places, { maxLength: 2 }) })
  .map(({ role, place, length, runs, narrowed, startsAt, ...rest }) => {
    const one = { ...rest, role, startsAt, scope: ROLES[role].reach === 'tenant' ? { type: 'tenant' as const } : place, endsAt: length === null ? null : startsAt + length }
    if (one.kind === 'active') return [{ ...one, activation: null }]
    const narrow = one.scope.type === 'tenant' ? narrowed.map((scope, index) => ({ id: `n${index}`, startsAt: startsAt + index, endsAt: startsAt + NOW, scope })) : []
    return withActivations({ ...one, id: '' } as Omit<Grant, 'activation'>, [...narrow, ...(runs ? [{ id: 'a', startsAt, endsAt: startsAt + NOW }] : [])])
  })
const manyGrants = fc.array(grants, { maxLength: 5 }).map((all) => all.flatMap((same, index) => same.map((one) => ({ ...one, id: `g${index}` }) as Grant)))
const actors = fc
  .record({ grants: manyGrants, status: fc.constantFrom('active', 'active', 'active', 'new', 'inactive', 'deleted'), now: moments, factorEnrolledAt: fc.option(fc.constant(1)), factorUsedAt: fc.option(fc.constant(1)), everyone: fc.boolean(), mfaRoles: fc.subarray([...ROLE_KEYS]), onlyOwnersAssignClientAdmin: fc.boolean() })
  .map(({ everyone, mfaRoles, ...facts }) => actor(facts.grants, { ...facts, mfa: { everyone, roles: mfaRoles } } as Partial<Actor>))
const questions = fc
  .record({ permission: fc.constantFrom(...PERMISSIONS), place: fc.option(places), placeActive: fc.boolean(), about: fc.option(fc.record({ administratorId: fc.constantFrom('me', 'other'), status: fc.constant('active' as const), factorEnrolledAt: fc.constant(null), grants: manyGrants })), role: fc.option(roles) })

/** What can() says to the same question; undefined where it cannot be put to it. */
function askCan(person: Actor, question: CanTheyQuestion): boolean | undefined {
  const { permission, place, about } = question
  const { rule, scope } = permissionRow(permission)
  const change = changeOf(question)
  const anyCan = can as (actor: Actor, permission: Permission, resource?: unknown) => { allowed: boolean }
  const here = scope === 'tenant' ? {} : { place: place?.type === scope ? place : undefined }
  if (!rule) return anyCan(person, permission, here).allowed
  if (rule === 'other-person') return about ? anyCan(person, permission, { ...here, person: about }).allowed : undefined
  return change ? anyCan(person, permission, { ...here, change, grants: [change] }).allowed : undefined
}

describe('Can they? says what can() decides', () => {
  it('in every cell of the matrix, here and elsewhere', () => {
    for (const role of ROLE_KEYS) {
      for (const permission of PERMISSIONS) {
        const { scope } = POLICY[permission]
        const place = scope === 'tenant' ? null : scope === 'workspace' ? payments : northwind
        const held = grant(role, ROLES[role].reach === 'tenant' ? { type: 'tenant' } : (place ?? payments))
        const said = explain(actor([held]), ask(permission, { place }))
        expect(said.allowed, `${role} ${permission}`).toBe(holdersOf(permission).has(role))
        expect(['own', 'grant'].includes(said.decider.by)).toBe(said.allowed)
      }
    }
  })

  it('for any grants, moment, place, person and role', () => {
    fc.assert(
      fc.property(actors, questions, (person, question) => {
        const said = explain(person, question)
        // Without a role to grant can() cannot be asked, and only rule 2 can speak.
        const oneself = permissionRow(question.permission).rule === 'grant-change' && question.about?.administratorId === 'me'
        const alone = !oneself && holds(person, question.permission, question.place ?? undefined)
        expect(said.allowed).toBe(askCan(person, question) ?? alone)
        expect(said.considered.map(({ grant: { id } }) => id)).toEqual(person.grants.map(({ id }) => id))
      }),
      { numRuns: 3000 },
    )
  })

  it('a yes ends by itself exactly at the moment it names', () => {
    fc.assert(
      fc.property(actors, questions, (person, question) => {
        const { allowed, until } = explain(person, question)
        fc.pre(allowed && until !== null)
        const at = (now: number) => explain(makeActor({ ...person, now }), { ...question, about: null, role: null }).allowed
        expect([at(until! - 1), at(until!)]).toEqual([true, false])
      }),
      { numRuns: 200 },
    )
  })
})

describe('the smallest change', () => {
  it('really flips the answer, whatever is asked, and none of its steps can be left out', () => {
    fc.assert(
      fc.property(actors, questions, (person, question) => {
        const { allowed } = explain(person, question)
        // Of oneself it takes somebody else: nothing to try.
        for (const change of smallestChanges(person, question).filter(([step]) => step!.do !== 'ask-another')) {
          const answerAfter = (steps: typeof change) => {
            const after = steps.reduce(apply, { actor: person, question })
            return explain(after.actor, after.question).allowed
          }
          expect(answerAfter(change)).toBe(!allowed)
          expect(change.map((left) => answerAfter(change.filter((step) => step !== left)))).toEqual(change.map(() => allowed))
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('is always found, but for what nobody may do, what needs a place, and oneself', () => {
    fc.assert(
      fc.property(actors, questions, (person, question) => {
        const { decider } = explain(person, question)
        const hopeless = decider.by === 'nobody' || decider.by === 'no-place'
        expect(smallestChanges(person, question).length > 0).toBe(!hopeless)
      }),
      { numRuns: 2000 },
    )
  })

  const first = (person: Actor, question: CanTheyQuestion) => smallestChanges(person, question).map((change) => change.map((step) => [step.do, ...('role' in step ? [step.role] : 'grant' in step ? [step.grant.role] : []), ...('by' in step ? [step.by] : [])]))

  it.each<[string, Actor, CanTheyQuestion, unknown]>([
    ['activate the organization', actor([grant('workspace_admin', northwind, { placeActive: false })]), ask('organization:update', { place: northwind, placeActive: false }), [[['activate-place', 'workspace_admin', ['client_owner', 'super_admin', 'business_admin']]]]],
    ['enrol a second factor', actor([grant('client_security_admin')], { factorEnrolledAt: null, factorUsedAt: null }), ask('mfa-policy:manage'), [[['enrol-factor']]]],
    ['use it', actor([grant('client_security_admin')], { factorUsedAt: null }), ask('mfa-policy:manage'), [[['use-factor']]]],
    ['activate what one holds as eligible, before anything new is granted', actor([grant('super_admin', undefined, { kind: 'eligible' })]), ask('workspace:create'), [[['activate-grant', 'super_admin']]]],
    ['grant the role that confers least', actor([]), ask('workspace:update', { place: payments }), [[['grant', 'workspace_admin', ['client_owner', 'client_admin', 'super_admin', 'workspace_admin']]]]],
    ['grant in an organization', actor([]), ask('organization:read', { place: northwind }), [[['grant', 'workspace_auditor', ['client_owner', 'client_admin', 'super_admin', 'business_admin', 'workspace_admin']]]]],
    ['the account first, then the role', actor([], { status: 'inactive' }), ask('billing:read'), [[['grant', 'client_owner', ['client_owner']], ['make-active', ['client_owner']]]]],
    ['end the one grant of a yes', actor([grant('super_admin')]), ask('workspace:create'), [[['end', 'super_admin', ['client_owner', 'super_admin']]]]],
    ['what is everyone’s own ends with the account', actor([]), ask('role:read'), [[['make-inactive', ['client_owner', 'client_admin', 'super_admin']]]]],
    ['reaching up: a role that may, or the other person’s role', actor([grant('client_admin')]), ask('administrator:reset-mfa', { about: other(grant('client_owner')) }), [[['end-theirs', 'client_owner', ['client_owner']]], [['grant', 'client_owner', ['client_owner']]]]],
    ['oneself: another administrator', actor([grant('client_owner')]), ask('administrator:delete', { about: { ...other(grant('client_owner')), administratorId: 'me' } }), [[['ask-another', ['client_owner']]]]],
    ['nobody may', actor([grant('client_owner')]), ask('approval:bypass'), []],
    ['no place, no answer', actor([grant('client_owner')]), ask('workspace:update'), []],
  ])('%s', (_, person, question, expected) => {
    expect(first(person, question)).toEqual(expected)
  })
})

describe('the pieces of an answer', () => {
  it('each grant is considered with its own reason', () => {
    const max = actor([grant('member'), grant('workspace_admin', payments), grant('workspace_auditor', ledger), grant('super_admin', undefined, { startsAt: NOW + 5 }), grant('client_owner', undefined, { endsAt: NOW })])
    const said = explain(max, ask('workspace:read', { place: payments }))
    expect(said.considered.map(({ verdict }) => verdict)).toEqual(['not_carried', 'counts', 'elsewhere', 'not_started', 'ended'])
    expect(said.decider).toMatchObject({ by: 'grant', grant: { role: 'workspace_admin' } })
    expect(explain(max, ask('workspace:update', { place: ledger })).decider).toMatchObject({ by: 'blocked', why: 'not_started' })
  })

  it('roles a question can name follow the row', () => {
    expect(rolesToAskAbout('role:assign')).toHaveLength(14)
    expect(rolesToAskAbout('workspace-admin:manage')).toEqual(['workspace_admin', 'workspace_auditor'])
    expect(rolesToAskAbout('administrator:update')).toEqual([])
  })

  it('a role may be granted, or not, by what it is and where', () => {
    const may = (person: Actor, role: RoleKey, place: Place | null = null) => explain(person, ask('role:assign', { role, place })).allowed
    expect(may(actor([grant('super_admin')]), 'client_admin')).toBe(false)
    expect(may(actor([grant('super_admin')]), 'workspace_admin', payments)).toBe(true)
    expect(explain(actor([grant('client_admin')]), ask('role:assign', { about: { ...other(), administratorId: 'me' } })).decider).toEqual({ by: 'rule', refusal: { code: 'yourself' } })
  })

  it('what does not count says why, also where nothing was asked that could be decided', () => {
    const verdicts = (person: Actor, question: CanTheyQuestion) => explain(person, question).considered.map(({ verdict }) => verdict)
    const placed = actor([grant('workspace_admin', payments), grant('workspace_admin', northwind), grant('super_admin')])
    expect(verdicts(placed, ask('workspace:update'))).toEqual(['elsewhere', 'elsewhere', 'counts'])
    expect(verdicts(placed, ask('organization:update', { place: payments }))).toEqual(['elsewhere', 'elsewhere', 'counts'])
    expect(verdicts(placed, ask('workspace:update', { place: payments }))).toEqual(['counts', 'elsewhere', 'counts'])
    expect(verdicts(placed, ask('role:read'))).toEqual(['not_needed', 'not_needed', 'not_needed'])
    expect(explain(placed, ask('role:read')).counting).toEqual([])
  })

  it('the first thing that is missing decides', () => {
    const by = (person: Actor, question: CanTheyQuestion) => explain(person, question).decider.by
    const elsewhere = actor([grant('workspace_admin', ledger), grant('approver')])
    expect(by(elsewhere, ask('workspace:update', { place: payments }))).toBe('no-grant')
    expect(by(elsewhere, ask('workspace:update', { place: northwind }))).toBe('no-place')
    expect(by(actor([], { status: 'inactive' }), ask('workspace:update'))).toBe('no-place')
    expect(by(actor([], { status: 'inactive' }), ask('approval:bypass'))).toBe('nobody')
    expect(by(actor([grant('client_owner')], { status: 'inactive' }), ask('billing:read'))).toBe('not-active')
    expect(by(actor([], { status: 'inactive' }), ask('role:read'))).toBe('not-active')
    expect(by(actor([]), ask('role:read'))).toBe('own')
    expect(by(actor([grant('super_admin', undefined, { endsAt: NOW })]), ask('workspace:create'))).toBe('blocked')
    expect(by(actor([grant('client_owner')]), ask('administrator:update'))).toBe('grant')
    expect(by(actor([grant('client_owner')]), ask('administrator:update', { about: { ...other(), administratorId: 'me' } }))).toBe('rule')
    expect(by(actor([grant('client_owner')]), ask('administrator:invite', { about: { ...other(), administratorId: 'me' }, role: 'approver' }))).toBe('grant')
    expect(by(actor([grant('super_admin')]), ask('workspace-admin:manage', { place: payments, about: { ...other(), administratorId: 'me' } }))).toBe('rule')
  })

  it('a yes ends when nothing carries it any more: with the last of its grants or activations, not with the first', () => {
    const until = (...grants: Grant[]) => explain(actor(grants), ask('workspace:create')).until
    const ends = (id: string, startsAt: number, endsAt: number | null, more: Partial<Grant> = {}) => grant('super_admin', undefined, { id, startsAt, endsAt, ...more })
    const running = (endsAt: number) => ({ kind: 'eligible' as const, activation: { id: 'a', startsAt: 0, endsAt } })
    expect(until(ends('a', 0, NOW + 5))).toBe(NOW + 5)
    expect(until(ends('a', 0, NOW + 5), ends('b', 0, null))).toBeNull()
    expect(until(ends('a', 0, NOW + 5), ends('b', NOW + 5, NOW + 9))).toBe(NOW + 9)
    expect(until(ends('a', 0, NOW + 9), ends('b', NOW + 20, NOW + 30))).toBe(NOW + 9)
    expect(until(ends('a', 0, null, running(NOW + 3)))).toBe(NOW + 3)
    expect(until(ends('a', 0, NOW + 2, running(NOW + 3)))).toBe(NOW + 2)
    expect(until(ends('a', 0, NOW + 20), ends('b', 0, null, running(NOW + 3)))).toBe(NOW + 20)
    expect(until(ends('a', 0, null, running(NOW + 3)), ends('b', NOW + 3, null))).toBeNull()
    expect(until(ends('a', 0, NOW + 5), ends('gone', 0, NOW - 5), ends('now', 0, NOW))).toBe(NOW + 5)
    expect(until(ends('a', NOW - 2, NOW + 5), ends('gone', 0, NOW - 5)), 'what ended before it began is no end of it').toBe(NOW + 5)
    expect(until(ends('a', NOW - 2, null), ends('gone', 0, NOW - 5))).toBeNull()
    expect([explain(actor([]), ask('role:read')).until, explain(actor([ends('a', 0, NOW)]), ask('workspace:create')).until]).toEqual([null, null])
  })

  it('a question about a role speaks of a change only where role and place are known', () => {
    const about = { ...other(), administratorId: 'somebody' }
    expect(changeOf(ask('role:assign', { role: 'auditor', about }))).toEqual({ administratorId: 'somebody', before: null, after: { role: 'auditor', scope: { type: 'tenant' } } })
    expect(changeOf(ask('role:assign', { role: 'workspace_admin', about, place: payments }))?.after?.scope).toEqual(payments)
    expect(changeOf(ask('role:assign', { role: 'workspace_admin', about }))).toBeNull()
    expect(changeOf(ask('workspace-admin:manage', { role: 'auditor', about, place: payments }))).toBeNull()
    expect(changeOf(ask('role:assign', { about }))).toBeNull()
    expect(changeOf(ask('administrator:update', { role: 'auditor', about }))).toBeNull()
    // An invitation is about somebody new, and a question without a person about nobody in particular.
    const nobody = '00000000-0000-0000-0000-000000000000'
    expect([changeOf(ask('administrator:invite', { role: 'auditor', about })), changeOf(ask('role:assign', { role: 'auditor' }))].map((change) => change?.administratorId)).toEqual([nobody, nobody])
  })
})
