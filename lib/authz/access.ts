import 'server-only'
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { BACKGROUND_COOKIE } from '@/lib/authn/background'
import { currentSession } from '@/lib/authn/current-session'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { isOnHttps } from '@/lib/env'
import { ownCookieName } from '@/lib/format/own-cookie'
import { logRefused } from '@/lib/log-refused'
import { paths } from '@/lib/paths'
import { can, holdsSomewhere, type Question } from './can'
import { clear, type Cleared } from './cleared'
import type { Permission } from './policy'
import { explainRefusal, type Refusal } from './refusals'

/**
 * Who is signed in, for a page. Anyone else is sent to sign in and back; a session that owes a new password goes there first.
 * Every page asks for itself: a layout is not a lock.
 */
export async function requireActor({ whileOwing = false } = {}): Promise<SessionFacts> {
  const facts = await currentSession((await cookies()).get(ownCookieName(BACKGROUND_COOKIE, isOnHttps())) === undefined)
  if (!facts) return redirect(paths.signInAgain(await askedPath()))
  if (facts.owes && !whileOwing) return redirect(paths.newPassword(await askedPath()))
  return facts
}

/** The page's own address, as the proxy noted it: only used to come back to, and judged again before that. */
async function askedPath(): Promise<string> {
  return (await headers()).get('x-castellan-path') ?? ''
}

export type PageAccess<P extends Permission> = { facts: SessionFacts; cleared: Cleared<P> } | { facts: SessionFacts; refusal: Refusal }

/** May this person open this page? @returns the proof that data functions ask for, or the refusal to show in its place */
export async function openPage<P extends Permission>(permission: P, ...question: Question<P>): Promise<PageAccess<P>> {
  const facts = await requireActor()
  const decision = can(facts.actor, permission, ...question)
  return decision.allowed ? { facts, cleared: clear(facts.actor, permission) } : refused(facts, permission, decision.because)
}

/** A page over all the places in which the permission is held (a list, a form for a new one): its data functions show those only. */
export async function openArea<P extends Permission>(permission: P): Promise<PageAccess<P>> {
  const facts = await requireActor()
  return holdsSomewhere(facts.actor, permission) ? { facts, cleared: clear(facts.actor, permission) } : refused(facts, permission, explainRefusal(facts.actor, { permission }))
}

function refused(facts: SessionFacts, permission: Permission, refusal: Refusal): { facts: SessionFacts; refusal: Refusal } {
  const { tenantId, administratorId } = facts.actor
  logRefused({ what: 'not permitted', door: permission, tenantId, administratorId })
  return { facts, refusal }
}
