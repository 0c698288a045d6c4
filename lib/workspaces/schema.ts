import { z } from 'zod'
import { PlaceDescription, PlaceName, PlaceSlug } from '@/lib/places/place-fields'
import { ChangeRoleFields, InviteFields, RemindFields, RemoveFields } from '@/lib/places/place-grant-fields'

const fields = { name: PlaceName, slug: PlaceSlug, description: PlaceDescription }
const which = { workspaceId: z.uuid(), version: z.int().positive() }

export const CreateWorkspaceInput = z.strictObject(fields)
export const UpdateWorkspaceInput = z.strictObject({ ...which, ...fields })
/** `confirmation`: the workspace's name, typed. */
export const DeleteWorkspaceInput = z.strictObject({ ...which, confirmation: z.string().max(400) })

export type CreateWorkspace = z.output<typeof CreateWorkspaceInput>
export type UpdateWorkspace = z.output<typeof UpdateWorkspaceInput>
export type DeleteWorkspace = z.output<typeof DeleteWorkspaceInput>

const where = { workspaceId: z.uuid() }

export const InviteToWorkspaceInput = z.strictObject({ ...where, ...InviteFields })
export const ChangeWorkspaceRoleInput = z.strictObject({ ...where, ...ChangeRoleFields })
export const RemoveFromWorkspaceInput = z.strictObject({ ...where, ...RemoveFields })
export const RemindInWorkspaceInput = z.strictObject({ ...where, ...RemindFields })
