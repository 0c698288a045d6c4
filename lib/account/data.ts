import 'server-only'
import { findUsableOwners } from '@/lib/administrators/last-owner'
import { db, type Tx } from '@/lib/db/client'
import { OWNER_ROLE } from '@/lib/authz/policy'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { takesPasswordOf } from '@/lib/sign-in-methods/take-passwords'

export interface OwnSessionView {
  id: string
  current: boolean
  createdAt: number
  lastSeenAt: number
  address: string
  /** "Firefox on Linux" */
  device: string
}

export interface OwnSessionsView {
  /** the moment it was read, epoch milliseconds of the database's clock */
  now: number
  sessions: readonly OwnSessionView[]
}

export interface OwnAccountView {
  givenName: string
  familyName: string
  email: string
  version: number
  /** null: none was ever set */
  passwordChangedAt: number | null
  /** whether sign-in takes it */
  takesPassword: boolean
  lastSignInAt: number | null
  /** a change of address that waits for its link */
  pendingAddress: { email: string; expiresAt: number } | null
}

/** One's own sessions that run now, this one first, then the one used last. */
export async function listOwnSessions({ actor, tenant, session }: SessionFacts): Promise<OwnSessionsView> {
  const now = new Date(actor.now)
  const rows = await db().session.findMany({
    where: { tenantId: tenant.id, administratorId: actor.administratorId, endedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: new Date(actor.now - session.idleSeconds * 1000) } },
    select: { id: true, createdAt: true, lastSeenAt: true, address: true, userAgent: true },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'asc' }],
    take: 200,
  })
  const views = rows.map((row) => ({ id: row.id, current: row.id === actor.sessionId, createdAt: row.createdAt.getTime(), lastSeenAt: row.lastSeenAt.getTime(), address: row.address, device: deviceOf(row.userAgent) }))
  return { now: actor.now, sessions: [...views.filter((view) => view.current), ...views.filter((view) => !view.current)] }
}

export async function getOwnAccountView({ actor }: SessionFacts): Promise<OwnAccountView> {
  const { tenantId, administratorId, now } = actor
  const row = await db().administrator.findUniqueOrThrow({
    where: { tenantId_id: { tenantId, id: administratorId } },
    select: {
      givenName: true, familyName: true, email: true, version: true, lastSignInAt: true, passwordCredential: { select: { changedAt: true } },
      addressChanges: { where: { confirmedAt: null, undoneAt: null, cancelledAt: null, expiresAt: { gt: new Date(now) } }, select: { newValue: true, expiresAt: true }, take: 1 },
    },
  })
  const takesPassword = await takesPasswordOf(db(), actor)
  const pending = row.addressChanges[0]
  return {
    givenName: row.givenName, familyName: row.familyName, email: row.email, version: row.version,
    passwordChangedAt: row.passwordCredential?.changedAt.getTime() ?? null, takesPassword, lastSignInAt: row.lastSignInAt?.getTime() ?? null,
    pendingAddress: pending ? { email: pending.newValue, expiresAt: pending.expiresAt.getTime() } : null,
  }
}

/** @returns how many usable owners there are besides oneself; null for whoever is none */
export async function findOtherOwners({ actor: { tenantId, administratorId, grants } }: SessionFacts): Promise<number | null> {
  if (!grants.some(({ role }) => role === OWNER_ROLE)) return null
  const { isOne, others } = await findUsableOwners(db() as unknown as Tx, tenantId, administratorId)
  return isOne ? others : null
}

const BROWSERS: readonly [RegExp, string][] = [[/Edg(e|A|iOS)?\//, 'Edge'], [/OPR\/|Opera/, 'Opera'], [/SamsungBrowser\//, 'Samsung Internet'], [/Firefox\/|FxiOS\//, 'Firefox'], [/Chrome\/|CriOS\/|Chromium\//, 'Chrome'], [/Safari\//, 'Safari']]
const SYSTEMS: readonly [RegExp, string][] = [[/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/Mac OS X|Macintosh/, 'macOS'], [/CrOS/, 'ChromeOS'], [/Linux/, 'Linux']]

/** @returns browser and system in words; what a user agent says is a claim, good enough to recognise one's own devices by */
export function deviceOf(userAgent: string): string {
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1]
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1]
  if (browser && system) return `${browser} on ${system}`
  return browser ?? system ?? 'Unknown device'
}
