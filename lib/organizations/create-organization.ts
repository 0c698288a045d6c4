import 'server-only'
import type { Work } from '@/lib/actions/work'
import { announce } from '@/lib/live/announce'
import { refuseTakenPlace } from '@/lib/places/data'
import type { CreateOrganization } from './schema'

/** @returns the address of the new organization @throws AppError already_exists for a name or address that is taken */
export async function createOrganization({ tx, actor, tenantId, record }: Work, { name, slug, description, domains }: CreateOrganization): Promise<{ id: string; slug: string }> {
  await refuseTakenPlace('organization', tx, actor, { name, slug })
  const { id } = await tx.organization.create({ data: { tenantId, name, slug, description, domains }, select: { id: true } })
  record({ action: 'organization.created', target: { type: 'organization', id }, organizationId: id, after: { name, slug, description, domains } })
  await announce(tx, { tenantId, topic: 'organizations', place: { type: 'organization', id } })
  return { id, slug }
}
