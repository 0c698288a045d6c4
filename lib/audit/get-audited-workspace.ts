import 'server-only'
import { z } from 'zod'
import type { Place } from '@/lib/authz/can'
import type { Actor } from '@/lib/authz/grants'
import { reachOf } from '@/lib/authz/place-reach'
import { db } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'

/** @returns the workspace to ask about @throws AppError not_found for one that is not there, or whose audit is out of the actor's reach */
export async function getAuditedWorkspace(actor: Actor, id: string): Promise<Extract<Place, { type: 'workspace' }>> {
  const reach = reachOf(actor, 'workspace-audit:read')
  const near = z.uuid().safeParse(id).success && (reach.all || reach.ids.includes(id))
  const found = near && (await db().workspace.findUnique({ where: { tenantId_id: { tenantId: actor.tenantId, id } }, select: { id: true } }))
  if (!found) throw new AppError('not_found')
  return { type: 'workspace', id }
}
