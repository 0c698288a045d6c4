// One change for many people: what it is, what it asks for, how it is called. Without the schemas (bulk-schema.ts), which the
// browser has no use for.
import type { Scope } from '@/lib/authz/grants'
import type { Permission, RoleKey } from '@/lib/authz/policy'
import type { GrantKind } from '@/lib/pim/assignment-terms'

export const BULK_ACTS = ['deactivate', 'activate', 'soft-delete', 'restore', 'resend', 'assign'] as const
export type BulkAct = (typeof BULK_ACTS)[number]
export type BulkChange = { act: Exclude<BulkAct, 'assign'> } | { act: 'assign'; role: RoleKey; scope: Scope; kind?: GrantKind | undefined }

/** Chosen by hand, or everything that the list's address lets through (its search parameters). */
export type Selection = { of: 'people'; ids: string[] } | { of: 'matching'; filter: string }

export interface BulkOrder {
  change: BulkChange
  selection: Selection
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
