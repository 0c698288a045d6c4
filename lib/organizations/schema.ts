import { z } from 'zod'
import { PlaceDescription, PlaceDomains, PlaceName, PlaceSlug } from '@/lib/places/place-fields'
import { ChangeRoleFields, InviteFields, RemindFields, RemoveFields } from '@/lib/places/place-grant-fields'

const fields = { name: PlaceName, slug: PlaceSlug, description: PlaceDescription, domains: PlaceDomains }
const which = { organizationId: z.uuid(), version: z.int().positive() }

export const CreateOrganizationInput = z.strictObject(fields)
export const UpdateOrganizationInput = z.strictObject({ ...which, ...fields })
export const SetOrganizationStatusInput = z.strictObject({ ...which, status: z.enum(['active', 'inactive']) })
/** `confirmation`: the organization's name, typed. */
export const DeleteOrganizationInput = z.strictObject({ ...which, confirmation: z.string().max(400) })

export type CreateOrganization = z.output<typeof CreateOrganizationInput>
export type UpdateOrganization = z.output<typeof UpdateOrganizationInput>
export type SetOrganizationStatus = z.output<typeof SetOrganizationStatusInput>
export type DeleteOrganization = z.output<typeof DeleteOrganizationInput>

const where = { organizationId: z.uuid() }

export const InviteToOrganizationInput = z.strictObject({ ...where, ...InviteFields })
export const ChangeOrganizationRoleInput = z.strictObject({ ...where, ...ChangeRoleFields })
export const RemoveFromOrganizationInput = z.strictObject({ ...where, ...RemoveFields })
export const RemindInOrganizationInput = z.strictObject({ ...where, ...RemindFields })
