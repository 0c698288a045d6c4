// Which ways in a person has, and which of them keep an owner usable (roles.md rule 3; sign-in.md, "Ways in"). Pure and browser-safe.
import { graceUntil } from '@/lib/authz/grants'
import type { FactorKind } from '@/lib/mfa-policy/policy-bounds'
import type { FirstMethod } from '@/lib/sign-in-methods/methods'
import type { Connection, Owner, SecondFactor, World } from './world'

/** One way to sign in that works now. */
export interface Path {
  /** what it is made of; the same path has the same key before and after a change */
  key: string
  label: string
  /** whether it may be the one that keeps an owner usable */
  counts: boolean
  /** what it depends on, or why it does not count */
  note: string | null
}

const SECOND_LABELS: Record<SecondFactor, string> = { totp: 'authenticator app', passkey: 'passkey', recovery_code: 'recovery code' }
const SECONDS: readonly SecondFactor[] = ['totp', 'passkey', 'recovery_code']

/** @returns the connection that a person of this domain has to sign in through now, or null: confirmed, or before its timer takes the requirement back */
function requiredConnection(domain: string, { connections, now }: Pick<World, 'connections' | 'now'>): Connection | null {
  const binds = ({ disabled, required, domains }: Connection) => !disabled && required !== null && (required.revertsAt === null || now < required.revertsAt) && domains.includes(domain)
  return connections.find(binds) ?? null
}

/** The same for one person: the accounts for the worst day never have to (pim.md rule 8). */
export function boundTo(owner: Pick<Owner, 'breakGlass' | 'domain'>, world: Pick<World, 'connections' | 'now'>): Connection | null {
  return owner.breakGlass ? null : requiredConnection(owner.domain, world)
}

/**
 * Whether they may begin with this: it is a method, and nothing else is required of their domain. For the worst day a passkey, and a password
 * with what they have enrolled, are taken whatever the methods say.
 */
function begins(owner: Owner, world: World, first: FirstMethod): boolean {
  if (boundTo(owner, world)) return false
  return world.methods.first.includes(first) || (owner.breakGlass && first !== 'email_code' && owner.factors.length > 0)
}

/** Whether a kind of factor counts at this person: the policy takes it. For the worst day every kind is taken. */
export function takes({ breakGlass }: Pick<Owner, 'breakGlass'>, { mfa }: Pick<World, 'mfa'>, kind: FactorKind): boolean {
  return breakGlass || mfa.allowed.includes(kind)
}

/** Whether one of their factors is of a kind that is taken; blocked or not. */
function hasTaken(owner: Owner, world: World): boolean {
  return owner.factors.some(({ kind }) => takes(owner, world, kind))
}

/** Second factors they could give now: of kinds that are taken; where none of theirs is, what they have is asked for all the same. Recovery codes where they are a method; for the worst day always. */
function secondsOf(owner: Owner, world: World): SecondFactor[] {
  const taken = hasTaken(owner, world)
  const has = (kind: FactorKind) => (!taken || takes(owner, world, kind)) && owner.factors.some((factor) => factor.kind === kind && !factor.blocked)
  const recovers = owner.recoveryCodes > 0 && owner.factors.length > 0 && (owner.breakGlass || world.methods.second.includes('recovery_code'))
  return SECONDS.filter((second) => (second === 'recovery_code' ? recovers : has(second)))
}

/** Every way in that works at `world.now`; none for whoever is not active. */
export function pathsOf(owner: Owner, world: World): Path[] {
  if (owner.status !== 'active') return []
  return [...passkeyPaths(owner, world), ...passwordPaths(owner, world), ...codePaths(owner, world), ...ssoPaths(owner, world)]
}

/** Whether they are an owner who could act today, by a way that is the house's own. */
export function isUsable(owner: Owner, world: World): boolean {
  return owner.hold === 'standing' && pathsOf(owner, world).some(({ counts }) => counts)
}

function passkeyPaths(owner: Owner, world: World): Path[] {
  const works = takes(owner, world, 'passkey') && owner.factors.some(({ kind, blocked }) => kind === 'passkey' && !blocked)
  return works && begins(owner, world, 'passkey') ? [{ key: 'passkey', label: 'Passkey', counts: true, note: null }] : []
}

function passwordPaths(owner: Owner, world: World): Path[] {
  const note = passwordNote(owner)
  if (note === undefined || !begins(owner, world, 'password')) return []
  const seconds = secondsOf(owner, world)
  const counts = hasTaken(owner, world)
  const said = counts ? note : [note, NOT_TAKEN].filter(Boolean).join(' ')
  if (seconds.length > 0) return seconds.map((second) => ({ key: `password+${second}`, label: `Password and ${SECOND_LABELS[second]}`, counts, note: said }))
  return owner.factors.length === 0 ? passwordAlone(owner, world, note) : []
}

/** @returns undefined where the password is no way in; else what it depends on, null for nothing */
function passwordNote({ password, reachable }: Owner): string | null | undefined {
  if (password === null) return undefined
  if (password === 'usable' || password === 'must_change') return null
  return reachable ? 'After a reset by mail.' : undefined
}

const NOT_TAKEN = 'Their second factor is of a kind that is not taken any more: this does not count.'
const MAILED = 'A code is mailed to them too.'
const RUNS = 'Grace runs; the role asks for a second factor after it.'
const WAITS = 'The role counts once a second factor is added.'

/**
 * No second factor is enrolled, so none is asked for, but a code by mail where the methods have it so. It counts where the policy asks for none either,
 * or one can be enrolled.
 */
function passwordAlone(owner: Owner, { mfa, methods, now }: World, given: string | null): Path[] {
  const mailed = methods.second.includes('email_code') && !owner.breakGlass
  if (mailed && !owner.reachable) return []
  const said = (more: string) => [given, mailed ? MAILED : null, more].filter(Boolean).join(' ')
  if (!mfa.binds) return [{ key: 'password', label: 'Password', counts: true, note: said('') || null }]
  if (mfa.allowed.length === 0) return [{ key: 'password', label: 'Password', counts: false, note: said('The role needs a second factor, and none can be enrolled.') }]
  return [{ key: 'password+enrolment', label: 'Password, then a new second factor', counts: true, note: said(now < (graceUntil(mfa, owner) ?? 0) ? RUNS : WAITS) }]
}

/** Whether they get past the second step: nothing is asked for, or they have it. */
function passesSecond(owner: Owner, world: World): boolean {
  return owner.factors.length === 0 || secondsOf(owner, world).length > 0
}

function codePaths(owner: Owner, world: World): Path[] {
  if (!owner.reachable || !begins(owner, world, 'email_code')) return []
  if (!passesSecond(owner, world)) return []
  return [{ key: 'email_code', label: 'Code by mail', counts: false, note: 'Never counts as the last way.' }]
}

function ssoPaths(owner: Owner, world: World): Path[] {
  const { connections, now } = world
  const [alone, bound] = [passesSecond(owner, world), boundTo(owner, world)]
  return connections
    .filter(({ id, disabled, proven, expiresAt, trustsFactor }) => owner.identities.includes(id) && (bound === null || bound.id === id) && !disabled && proven && (expiresAt === null || now < expiresAt) && (alone || trustsFactor))
    .map(({ id, name }) => ({ key: `sso:${id}`, label: `Single sign-on by ${name}`, counts: false, note: 'Depends on the provider: never counts as the last way.' }))
}
