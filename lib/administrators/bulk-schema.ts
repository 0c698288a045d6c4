import { z } from 'zod'
import { ROLES } from '@/lib/authz/policy'
import { KindInput, RoleInput } from '@/lib/grants/role-input'
import type { BulkChange, BulkOrder } from './bulk-change'

/** At most so many people at once: what can still be looked over, and stays minutes. */
export const MOST_AT_ONCE = 10_000
/** More than a page of the list holds. */
const MOST_CHOSEN = 200

const ScopeInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('tenant') }),
  z.strictObject({ type: z.literal('workspace'), id: z.uuid('Choose a workspace.') }),
  z.strictObject({ type: z.literal('organization'), id: z.uuid('Choose an organization.') }),
])

export const BulkChangeInput = z.discriminatedUnion('act', [
  z.strictObject({ act: z.enum(['deactivate', 'activate', 'soft-delete', 'restore', 'resend']) }),
  z
    .strictObject({ act: z.literal('assign'), role: RoleInput, scope: ScopeInput, kind: KindInput.optional() })
    .refine(({ role, scope }) => (ROLES[role].reach === 'place') === (scope.type !== 'tenant'), { path: ['scope'], message: 'Choose a workspace or organization for this role.' }),
]) satisfies z.ZodType<BulkChange>

const SelectionInput = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('people'), ids: z.array(z.uuid()).min(1, 'Choose somebody first.').max(MOST_CHOSEN) }),
  z.strictObject({ of: z.literal('matching'), filter: z.string().max(4000) }),
])

const ORDER = { change: BulkChangeInput, selection: SelectionInput }

function readJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'This is not an order.' })
    return z.NEVER
  }
}

/** The order travels as JSON in one parameter. */
export const PreviewInput = z.strictObject({ order: z.string().max(20_000).transform(readJson).pipe(z.strictObject(ORDER) satisfies z.ZodType<BulkOrder>) })
/** `people`: how many the preview counted; when they are not so many any more, nothing starts. */
export const StartBulkInput = z.strictObject({ ...ORDER, people: z.int().min(1).max(MOST_AT_ONCE) })
export const BulkRunInput = z.strictObject({ runId: z.uuid() })
