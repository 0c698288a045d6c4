import 'server-only'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { SLUG } from '@/lib/format/slug'

const LONGEST_NAME = 100

/** @throws AppError invalid_input for what cannot stand in an address as /sign-in/acme */
export function parseSlug(slug: string): string {
  if (!SLUG.test(slug)) throw new AppError('invalid_input', { sentence: `"${slug}" cannot be a tenant's short name. It takes 1 to 63 lower-case letters, digits and hyphens, and neither begins nor ends with a hyphen.` })
  return slug
}

/** Makes a tenant with its built-in identity pool. @throws AppError invalid_input */
export async function createTenant(tx: Tx, { slug, name }: { slug: string; name: string }): Promise<{ tenantId: string; poolId: string }> {
  const shown = name.trim()
  if (shown === '' || [...shown].length > LONGEST_NAME || /\p{Cc}/u.test(shown)) throw new AppError('invalid_input', { sentence: `A tenant's name has 1 to ${LONGEST_NAME} characters and no control characters.` })
  const { id: tenantId } = await tx.tenant.create({ data: { slug: parseSlug(slug), name: shown } })
  const { id: poolId } = await tx.identityPool.create({ data: { tenantId, name: 'Administrators', builtIn: true } })
  return { tenantId, poolId }
}
