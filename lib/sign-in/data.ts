import 'server-only'
import { db } from '@/lib/db/client'

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
