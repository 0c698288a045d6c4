// One change for many people: what it is, what it asks for, how it is called. Browser-safe.
import { z } from 'zod'
import { ROLES, type Permission } from '@/lib/authz/policy'
import { RoleInput } from '@/lib/grants/role-input'

export const BULK_ACTS = ['deactivate', 'activate', 'soft-delete', 'restore', 'resend', 'assign'] as const
export type BulkAct = (typeof BULK_ACTS)[number]

/** At most so many people at once: what can still be looked over, and stays minutes. */
export const MOST_AT_ONCE = 10_000
/** A page of the list, chosen by hand. */
const MOST_CHOSEN = 200

const ScopeInput = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('tenant') }),
  z.strictObject({ type: z.literal('workspace'), id: z.uuid('Choose a workspace.') }),
  z.strictObject({ type: z.literal('organization'), id: z.uuid('Choose an organization.') }),
])

export const BulkChangeInput = z.discriminatedUnion('act', [
  z.strictObject({ act: z.enum(['deactivate', 'activate', 'soft-delete']) }),
  z.strictObject({ act: z.enum(['restore', 'resend']) }),
  z
    .strictObject({ act: z.literal('assign'), role: RoleInput, scope: ScopeInput })
    .refine(({ role, scope }) => (ROLES[role].reach === 'place') === (scope.type !== 'tenant'), { path: ['scope'], message: 'Choose a workspace or organization for this role.' }),
])
export type BulkChange = z.output<typeof BulkChangeInput>

/** Chosen by hand, or everything that the list's address lets through (its search parameters). */
export const SelectionInput = z.discriminatedUnion('of', [
  z.strictObject({ of: z.literal('people'), ids: z.array(z.uuid()).min(1, 'Choose somebody first.').max(MOST_CHOSEN) }),
  z.strictObject({ of: z.literal('matching'), filter: z.string().max(4000) }),
])
export type Selection = z.output<typeof SelectionInput>

const Order = z.strictObject({ change: BulkChangeInput, selection: SelectionInput })
export type BulkOrder = z.output<typeof Order>

/** The order travels as JSON in one parameter. */
export const PreviewInput = z.strictObject({ order: z.string().max(20_000).transform(readJson).pipe(Order) })
/** `people`: how many the preview counted; when they are not so many any more, nothing starts. */
export const StartBulkInput = z.strictObject({ change: BulkChangeInput, selection: SelectionInput, people: z.int().min(1).max(MOST_AT_ONCE) })
export const BulkRunInput = z.strictObject({ runId: z.uuid() })

function readJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'This is not an order.' })
    return z.NEVER
  }
}

/** What each person is asked about, and what whoever starts it must hold. */
export const BULK_PERMISSION = {
  deactivate: 'administrator:set-status',
  activate: 'administrator:set-status',
  'soft-delete': 'administrator:set-status',
  restore: 'administrator:set-status',
  resend: 'administrator:invite',
  assign: 'role:assign',
} as const satisfies Record<BulkAct, Permission>

export const STATUS_OF = { deactivate: 'inactive', activate: 'active', 'soft-delete': 'deleted' } as const

/** `verb`: on the button. `done`: what one who was changed is. */
export const BULK_WORDS: Record<BulkAct, { verb: string; done: string; danger?: true }> = {
  deactivate: { verb: 'Set to Inactive', done: 'set to Inactive', danger: true },
  activate: { verb: 'Set to Active', done: 'set to Active' },
  'soft-delete': { verb: 'Set to Deleted', done: 'set to Deleted', danger: true },
  restore: { verb: 'Restore', done: 'restored' },
  resend: { verb: 'Resend invitation', done: 'invited again' },
  assign: { verb: 'Assign role', done: 'given the role' },
}
