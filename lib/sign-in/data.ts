import 'server-only'
import { hashToken } from '@/lib/crypto/tokens'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { SLUG } from '@/lib/format/slug'

export interface SignInTenant {
  id: string
  slug: string
  name: string
  /** what whoever runs the tenant tells everybody here; empty: nothing */
  signInNotice: string
}

const SHOWN = { id: true, slug: true, name: true, signInNotice: true } as const

/** @returns the tenant of a sign-in path, or null */
export async function findTenant(slug: string): Promise<SignInTenant | null> {
  return SLUG.test(slug) ? db().tenant.findUnique({ where: { slug }, select: SHOWN }) : null
}

/**
 * Whose sign-in somebody means who named no tenant: the one this browser was last signed in to, else the deployment's own.
 * @param token of the session's cookie, as this browser sent it, whatever it is worth
 */
export async function guessTenant(token: string | undefined): Promise<SignInTenant | null> {
  const session = token === undefined ? null : await db().session.findUnique({ where: { tokenHash: hashToken('session', token) }, select: { administrator: { select: { pool: { select: { tenant: { select: SHOWN } } } } } } })
  return session?.administrator.pool.tenant ?? findTenant(env().DEFAULT_TENANT)
}
