import 'server-only'
import type { Work } from '@/lib/actions/work'
import { announce } from '@/lib/live/announce'
import { refuseTakenPlace } from '@/lib/places/data'
import type { CreateWorkspace } from './schema'

/** @returns the address of the new workspace @throws AppError already_exists for a name or address that is taken */
export async function createWorkspace({ tx, actor, tenantId, record }: Work, { name, slug, description }: CreateWorkspace): Promise<{ id: string; slug: string }> {
  await refuseTakenPlace('workspace', tx, actor, { name, slug })
  const { id } = await tx.workspace.create({ data: { tenantId, name, slug, description }, select: { id: true } })
  record({ target: { type: 'workspace', id }, workspaceId: id, after: { name, slug, description } })
  await announce(tx, { tenantId, topic: 'workspaces', place: { type: 'workspace', id } })
  return { id, slug }
}
