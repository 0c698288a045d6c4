import 'server-only'
import { hashToken } from '@/lib/crypto/tokens'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'

export interface SignInTenant {
  id: string
  slug: string
  name: string
}

const SLUG = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** @returns the tenant of a sign-in path, or null */
export async function findTenant(slug: string): Promise<SignInTenant | null> {
  return SLUG.test(slug) ? db().tenant.findUnique({ where: { slug }, select: { id: true, slug: true, name: true } }) : null
}

/** @returns the tenant of the sign-in path that names none; null where the deployment has no such tenant */
export async function findDefaultTenant(): Promise<SignInTenant | null> {
  return findTenant(env().DEFAULT_TENANT)
}

/**
 * Where somebody whose session has ended belongs, so that they come back to their own tenant's sign-in.
 * @param token the session's, as this browser sent it @returns null for a token that no session ever had
 */
export async function findTenantOfEndedSession(token: string): Promise<SignInTenant | null> {
  const session = await db().session.findUnique({ where: { tokenHash: hashToken('session', token) }, select: { administrator: { select: { pool: { select: { tenant: { select: { id: true, slug: true, name: true } } } } } } } })
  return session?.administrator.pool.tenant ?? null
}
