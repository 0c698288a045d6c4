import { z } from 'zod'
import { NameInput } from '@/lib/format/person-name'

const version = z.int().positive()

export const RenameTenantInput = z.strictObject({ version, name: NameInput })
export const SetAssignmentRulesInput = z.strictObject({ version, onlyOwnersAssignClientAdmin: z.boolean() })
