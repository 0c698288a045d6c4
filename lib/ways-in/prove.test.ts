import { describe, expect, it } from 'vitest'
import type { FactorKind } from '@/lib/mfa-policy/policy-bounds'
import { isUsable, pathsOf } from './paths'
import { compareWays, countUsable, judgeOwners } from './prove'
import { type Connection, type EnrolledFactor, type Hold, type OpenMethods, type Owner, type World } from './world'

const HOUR = 3_600_000
const NOW = 1_700_000_000_000

const owner = (part: Partial<Owner> = {}): Owner => ({
  id: 'a', name: 'Ana', email: 'ana@acme.example', status: 'active', hold: 'standing', breakGlass: false, password: 'usable', reachable: true, domain: 'acme.example',
  factors: [], recoveryCodes: 0, boundAt: null, withoutGrace: false, identities: [], ...part,
})
const connection = (part: Partial<Connection> = {}): Connection => ({ id: 'idp', name: 'Acme ID', disabled: false, proven: true, expiresAt: null, domains: ['acme.example'], required: null, trustsFactor: false, ...part })
const METHODS_AT_FIRST: OpenMethods = { first: ['password', 'passkey'], second: ['recovery_code'] }
const world = (part: Partial<World> = {}): World => ({ now: NOW, methods: METHODS_AT_FIRST, mfa: { binds: true, allowed: ['totp', 'passkey'], graceSeconds: 0 }, connections: [], owners: [owner()], ...part })

const TOTP: EnrolledFactor = { kind: 'totp', blocked: false }
const PASSKEY: EnrolledFactor = { kind: 'passkey', blocked: false }
const BLOCKED: EnrolledFactor = { kind: 'totp', blocked: true }
const REQUIRED = connection({ required: { revertsAt: null } })

const keysOf = (person: Owner, at: World) => pathsOf(person, at).map(({ key, counts }) => `${key}${counts ? '' : ' (does not count)'}`)

describe('the ways in of one person', () => {
  it.each<[string, Partial<Owner>, Partial<World>, string[]]>([
    ['a passkey alone, and with the password', { factors: [PASSKEY] }, {}, ['passkey', 'password+passkey']],
    ['password and app, password and recovery code', { factors: [TOTP], recoveryCodes: 9 }, {}, ['password+totp', 'password+recovery_code']],
    ['a blocked app leaves the recovery code', { factors: [BLOCKED], recoveryCodes: 1 }, {}, ['password+recovery_code']],
    ['a blocked app without one leaves nothing: it opens no enrolment', { factors: [BLOCKED] }, {}, []],
    ['none enrolled: enrolment is open', {}, {}, ['password+enrolment']],
    ['none enrolled, none asked for', {}, { mfa: { binds: false, allowed: ['totp'], graceSeconds: 0 } }, ['password']],
    ['a factor that is not taken any more is asked for all the same, and does not count', { factors: [TOTP], recoveryCodes: 3 }, { mfa: { binds: false, allowed: ['passkey'], graceSeconds: 0 } }, ['password+totp (does not count)', 'password+recovery_code (does not count)']],
    ['nor does it open enrolment where it is blocked', { factors: [BLOCKED] }, { mfa: { binds: false, allowed: ['passkey'], graceSeconds: 0 } }, []],
    ['a factor that is asked for and none that could be enrolled', {}, { mfa: { binds: true, allowed: [], graceSeconds: 0 } }, ['password (does not count)']],
    ['where a code is mailed to whoever has nothing else, mail has to arrive', { reachable: false }, { methods: { first: ['password'], second: ['email_code'] } }, []],
    ['a recovery code that is no method helps nobody', { factors: [BLOCKED], recoveryCodes: 4 }, { methods: { first: ['password'], second: [] } }, []],
    ['nobody comes by another provider than the required one', { identities: ['idp', 'b'] }, { connections: [REQUIRED, connection({ id: 'b', domains: [] })] }, ['sso:idp (does not count)']],
    ['a password that must be reset counts where mail arrives', { password: 'must_reset' }, {}, ['password+enrolment']],
    ['one that failures switched off too', { password: 'switched_off' }, {}, ['password+enrolment']],
    ['and nowhere else', { password: 'switched_off', reachable: false }, {}, []],
    ['without the method there is no password', { factors: [TOTP], recoveryCodes: 1 }, { methods: { ...METHODS_AT_FIRST, first: ['passkey'] } }, []],
    ['a code by mail never counts', { factors: [TOTP] }, { methods: { ...METHODS_AT_FIRST, first: ['email_code'] } }, ['email_code (does not count)']],
    ['nor where nobody can be reached', { reachable: false }, { methods: { ...METHODS_AT_FIRST, first: ['email_code'] } }, []],
    ['SSO never counts', { password: null, identities: ['idp'] }, { connections: [connection()] }, ['sso:idp (does not count)']],
    ['SSO that is required shuts what is built in', { factors: [PASSKEY, TOTP], identities: ['idp'] }, { connections: [REQUIRED] }, ['sso:idp (does not count)']],
    ['of its domains only', { factors: [PASSKEY], domain: 'else.example' }, { connections: [REQUIRED] }, ['passkey', 'password+passkey']],
    ['until its timer takes it back, from that very moment', { factors: [PASSKEY] }, { connections: [connection({ required: { revertsAt: NOW } })] }, ['passkey', 'password+passkey']],
    ['and shut until then', { factors: [PASSKEY] }, { connections: [connection({ required: { revertsAt: NOW + 1 } })] }, []],
    ['a disabled connection requires nothing and opens nothing', { factors: [PASSKEY], identities: ['idp'] }, { connections: [{ ...REQUIRED, disabled: true }] }, ['passkey', 'password+passkey']],
    ['an expired or unproved one opens nothing', { password: null, identities: ['idp', 'b'] }, { connections: [connection({ expiresAt: NOW }), connection({ id: 'b', proven: false })] }, []],
    ['SSO asks for the factor that is enrolled', { factors: [BLOCKED], identities: ['idp'] }, { connections: [connection()] }, []],
    ['unless the one given at the provider is trusted', { factors: [BLOCKED], identities: ['idp'] }, { connections: [connection({ trustsFactor: true })] }, ['sso:idp (does not count)']],
    ['nobody who is not active', { status: 'inactive', factors: [PASSKEY] }, {}, []],
  ])('%s', (_name, person, at, expected) => {
    expect(keysOf(owner(person), world(at))).toEqual(expected)
  })

  it.each<[string, Partial<Owner>, string[]]>([
    ['a passkey', { factors: [PASSKEY] }, ['passkey', 'password+passkey']],
    ['password and app', { factors: [TOTP] }, ['password+totp']],
    ['password and recovery code', { factors: [BLOCKED], recoveryCodes: 1 }, ['password+recovery_code']],
    ['a blocked app opens nothing', { factors: [BLOCKED] }, []],
    ['without any of them they are bound like everybody', {}, []],
  ])('[T47] break-glass: whatever methods, SSO and MFA policy say, %s', (_name, person, expected) => {
    const closed = world({ methods: { first: [], second: [] }, mfa: { binds: true, allowed: [], graceSeconds: 0 }, connections: [REQUIRED] })
    expect(keysOf(owner({ breakGlass: true, ...person }), closed)).toEqual(expected)
    expect(keysOf(owner(person), closed)).toEqual([])
  })
})

it('[T52] only a standing role makes an owner who counts, whatever ways in there are', () => {
  const holds: Hold[] = ['standing', 'ends', 'not_begun', 'eligible', 'unconfirmed', 'none']
  expect(holds.filter((hold) => isUsable(owner({ hold, factors: [PASSKEY] }), world()))).toEqual(['standing'])
})

// Every state a person and a world of sign-in can be in, as far as one person's ways in depend on it.
const PEOPLE: Owner[] = []
for (const breakGlass of [false, true]) for (const password of ['usable', 'must_reset', null] as const) for (const reachable of [false, true]) for (const factors of [[], [TOTP], [BLOCKED], [PASSKEY], [BLOCKED, PASSKEY], [TOTP, PASSKEY]]) for (const recoveryCodes of [0, 2]) for (const identities of [[], ['idp']]) {
  PEOPLE.push(owner({ breakGlass, password, reachable, factors, recoveryCodes, identities }))
}
const FIRSTS: OpenMethods['first'][] = [['password', 'passkey'], ['password'], ['passkey'], ['email_code'], []]
const SECONDS: OpenMethods['second'][] = [['recovery_code'], ['recovery_code', 'email_code'], ['email_code'], []]
const ALLOWED: FactorKind[][] = [['totp', 'passkey'], ['totp'], ['passkey'], []]
const CONNECTIONS: Connection[][] = [[], [connection()], [REQUIRED], [connection({ required: { revertsAt: NOW + HOUR } })], [{ ...REQUIRED, disabled: true }], [{ ...REQUIRED, expiresAt: NOW - HOUR }]]
const WORLDS: World[] = []
for (const first of FIRSTS) for (const second of SECONDS) for (const binds of [false, true]) for (const allowed of ALLOWED) for (const connections of CONNECTIONS) {
  WORLDS.push(world({ methods: { first, second }, mfa: { binds, allowed, graceSeconds: 0 }, connections, owners: [] }))
}

/**
 * Signing in, played through as the sign-in page does it, knowing nothing of paths: is there a sequence of built-in steps after which this person is in
 * and their role counts, with what they have?
 */
function getsIn(person: Owner, { methods, mfa, connections, now }: World): boolean {
  const bound = connections.some(({ disabled, domains, required }) => !disabled && domains.includes(person.domain) && required && !(required.revertsAt !== null && required.revertsAt <= now))
  if (bound && !person.breakGlass) return false
  const enrolled = person.factors.length > 0
  const begins = (first: 'password' | 'passkey') => methods.first.includes(first) || (person.breakGlass && enrolled)
  const counts = (kind: FactorKind) => person.breakGlass || mfa.allowed.includes(kind)
  const gives = (kind: FactorKind) => counts(kind) && person.factors.some((factor) => factor.kind === kind && !factor.blocked)
  if (begins('passkey') && gives('passkey')) return true
  if (!begins('password') || person.password === null || (person.password !== 'usable' && !person.reachable)) return false
  if (enrolled) return gives('totp') || gives('passkey') || (person.recoveryCodes > 0 && person.factors.some(({ kind }) => counts(kind)) && (person.breakGlass || methods.second.includes('recovery_code')))
  if (methods.second.includes('email_code') && !person.breakGlass && !person.reachable) return false
  return !mfa.binds || mfa.allowed.length > 0
}

describe('every person in every world', () => {
  it('is usable exactly when signing in, played through, succeeds', () => {
    const wrong: unknown[] = []
    for (const at of WORLDS) for (const person of PEOPLE) if (isUsable(person, at) !== getsIn(person, at) && wrong.length < 3) wrong.push({ person, at })
    expect(wrong).toEqual([])
    expect(PEOPLE.length * WORLDS.length).toBeGreaterThan(250_000)
  })

  it('loses no way that counts by the clock alone', () => {
    const lost: unknown[] = []
    for (const at of WORLDS) for (const person of PEOPLE) if (isUsable(person, at) && !isUsable(person, { ...at, now: NOW + 2 * HOUR }) && lost.length < 3) lost.push({ person, at })
    expect(lost).toEqual([])
  })

  it('says why, for whoever is not usable', () => {
    const silent: unknown[] = []
    // One world in seven: each kind of reason comes up.
    for (const at of WORLDS.filter((_at, n) => n % 7 === 0)) for (const person of PEOPLE) {
      const [ways] = compareWays({ ...at, owners: [person] }).owners
      if ((ways!.because === null) !== ways!.usable.under && silent.length < 3) silent.push({ person, at, because: ways!.because })
    }
    expect(silent).toEqual([])
  })
})

type Change = (at: World) => World

const becomes = (id: string, part: Partial<Owner>): Change => (at) => ({ ...at, owners: at.owners.map((one) => (one.id === id ? { ...one, ...part } : one)) })
const ofEach = (id: string): Record<string, Change> => ({
  [`${id} inactive`]: becomes(id, { status: 'inactive' }), [`${id} active`]: becomes(id, { status: 'active' }),
  [`${id} gone`]: (at) => ({ ...at, owners: at.owners.filter((one) => one.id !== id) }),
  [`${id} eligible`]: becomes(id, { hold: 'eligible' }), [`${id} with an end`]: becomes(id, { hold: 'ends' }), [`${id} no owner`]: becomes(id, { hold: 'none' }), [`${id} standing`]: becomes(id, { hold: 'standing' }),
  [`${id} factors reset`]: becomes(id, { factors: [], recoveryCodes: 0 }), [`${id} only a blocked app left`]: becomes(id, { factors: [BLOCKED], recoveryCodes: 0 }),
  [`${id} must reset`]: becomes(id, { password: 'must_reset' }), [`${id} break-glass`]: becomes(id, { breakGlass: true }), [`${id} not break-glass`]: becomes(id, { breakGlass: false }),
  [`${id} at the bound domain`]: becomes(id, { domain: 'acme.example' }),
})
const CHANGES: Record<string, Change> = {
  ...ofEach('a'), ...ofEach('b'),
  'no password': (at) => ({ ...at, methods: { ...at.methods, first: at.methods.first.filter((first) => first !== 'password') } }),
  'no passkey first': (at) => ({ ...at, methods: { ...at.methods, first: at.methods.first.filter((first) => first !== 'passkey') } }),
  'no recovery codes': (at) => ({ ...at, methods: { ...at.methods, second: [] } }), 'codes by mail first': (at) => ({ ...at, methods: { ...at.methods, first: ['email_code'] } }), 'codes by mail after the password': (at) => ({ ...at, methods: { ...at.methods, second: ['email_code'] } }),
  'all methods': (at) => ({ ...at, methods: METHODS_AT_FIRST }),
  'MFA for owners': (at) => ({ ...at, mfa: { ...at.mfa, binds: true } }), 'MFA for nobody': (at) => ({ ...at, mfa: { ...at.mfa, binds: false } }),
  'apps only': (at) => ({ ...at, mfa: { ...at.mfa, allowed: ['totp'] } }), 'passkeys only': (at) => ({ ...at, mfa: { ...at.mfa, allowed: ['passkey'] } }),
  'SSO required': (at) => ({ ...at, connections: [REQUIRED] }), 'SSO required for a while': (at) => ({ ...at, connections: [connection({ required: { revertsAt: at.now + HOUR } })] }),
  'SSO disabled': (at) => ({ ...at, connections: at.connections.map((one) => ({ ...one, disabled: true })) }), 'certificate over': (at) => ({ ...at, connections: at.connections.map((one) => ({ ...one, expiresAt: at.now - 1 })) }),
}

/** What the house does with a change under the tenant's lock. */
function attempt(at: World, change: Change): World {
  const next = change(at)
  return judgeOwners(countUsable(next), true) === 'refused' ? at : next
}

const STARTS = [
  [owner({ factors: [TOTP], recoveryCodes: 2 }), owner({ id: 'b', factors: [PASSKEY], domain: 'else.example' })],
  [owner(), owner({ id: 'b', factors: [TOTP] })],
  [owner({ breakGlass: true, factors: [TOTP] }), owner({ id: 'b' })],
  [owner({ identities: ['idp'], factors: [PASSKEY], password: null }), owner({ id: 'b', hold: 'eligible', factors: [TOTP] })],
  [owner({ password: 'must_reset' }), owner({ id: 'b', status: 'inactive', factors: [PASSKEY] })],
].map((owners) => world({ owners }))

describe('[T47] [T52] every single and every pair of changes of a small world', () => {
  it('leaves a usable owner, one after the other and in both orders', () => {
    const changes = Object.entries(CHANGES)
    const lost: string[] = []
    let refused = 0
    for (const at of STARTS) for (const [one, first] of changes) {
      const between = attempt(at, first)
      if (countUsable(between) === 0) lost.push(one)
      for (const [two, second] of changes) {
        const end = attempt(between, second)
        if (end === between) refused++
        if (countUsable(end) === 0) lost.push(`${one}, then ${two}`)
      }
    }
    expect(lost).toEqual([])
    expect(refused).toBeGreaterThan(500)
  })

  it('decided by what both saw before, would leave none: the lock and the second look are needed', () => {
    const [start] = STARTS
    const fine = Object.entries(CHANGES).filter(([, change]) => countUsable(change(start!)) > 0)
    const complementary = fine.flatMap(([one, first]) => fine.filter(([, second]) => countUsable(second(first(start!))) === 0).map(([two]) => [one, two]))
    expect(complementary.length).toBeGreaterThan(10)
  })

  it('none is refused after the first owner was ever usable, one is warned about', () => {
    expect([judgeOwners(0, true), judgeOwners(0, false), judgeOwners(1, true), judgeOwners(2, true)]).toEqual(['refused', 'fine', 'warned', 'fine'])
  })
})

describe('the change in hand', () => {
  it('says of each owner what works, what would go and what would come', () => {
    const before = world({ owners: [owner({ factors: [TOTP], recoveryCodes: 1 }), owner({ id: 'b', name: 'Ben', factors: [TOTP, PASSKEY] })] })
    const view = compareWays(before, { ...before, mfa: { ...before.mfa, allowed: ['passkey'] } })
    expect(view.usable).toEqual({ now: 2, under: 1 })
    expect(view.owners.map(({ id, usable, because }) => [id, usable, because])).toEqual([['a', { now: true, under: false }, 'No way in of theirs counts by itself.'], ['b', { now: true, under: true }, null]])
    expect(view.owners[1]!.paths.map(({ key, now, under }) => [key, now, under])).toEqual([['passkey', true, true], ['password+passkey', true, true], ['password+totp', true, false]])
    expect(view.owners[0]!.paths.map(({ key, now, under, counted, counts }) => [key, now, under, counted, counts])).toEqual([['password+totp', true, true, true, false], ['password+recovery_code', true, true, true, false]])
  })
})
