import 'server-only'
import type { WorkEntry } from '@/lib/actions/work'
import { personal, type AuditDetail } from '@/lib/audit/record'
import type { Scope } from '@/lib/authz/grants'
import type { RequestRecord } from './request-data'

type Written = Pick<RequestRecord, 'id' | 'role' | 'scope'> & { person: { id: string } }

const placeOf = (scope: Scope) => (scope.type === 'workspace' ? { workspaceId: scope.id } : scope.type === 'organization' ? { organizationId: scope.id } : {})

/** An event about a request or its activation, in the history of its requester and of its place. What was written by hand goes with the person when they are erased. */
export function pimEntry(action: NonNullable<WorkEntry['action']>, { id, role, scope, person }: Written, detail: AuditDetail = {}, side: 'before' | 'after' = 'after'): WorkEntry {
  return { action, target: { type: 'pim_request', id }, affectedId: person.id, ...placeOf(scope), [side]: { role, scope: { ...scope }, ...detail } }
}

/** @returns a reason as the audit keeps it; nothing where there is none */
export function reasonDetail(administratorId: string, reason: string): AuditDetail {
  return reason === '' ? {} : { reason: personal(administratorId, reason) }
}
