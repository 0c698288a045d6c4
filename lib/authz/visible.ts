import 'server-only'
import type { Prisma } from '@/lib/db/client'
import { holds } from './can'
import type { Actor } from './grants'
import { reachOf } from './place-reach'

// The query's face of the policy: what lies outside does not exist (roles.md 4).

const NOTHING = { id: { in: [] as string[] } }

/** Administrators the actor may see as such; people known only through a place are reached through that place's grants. */
export function visibleAdministrators(actor: Actor): Prisma.AdministratorWhereInput {
  return holds(actor, 'administrator:read') ? { tenantId: actor.tenantId } : { tenantId: actor.tenantId, ...NOTHING }
}

export function visibleWorkspaces(actor: Actor): Prisma.WorkspaceWhereInput {
  const reach = reachOf(actor, 'workspace:read')
  return { tenantId: actor.tenantId, ...(reach.all ? {} : { id: { in: reach.ids } }) }
}

export function visibleOrganizations(actor: Actor): Prisma.OrganizationWhereInput {
  const reach = reachOf(actor, 'organization:read')
  return { tenantId: actor.tenantId, ...(reach.all ? {} : { id: { in: reach.ids } }) }
}
