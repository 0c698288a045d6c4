import 'server-only'
import { randomUUID } from 'node:crypto'
import type { AuditEventName } from '@/lib/audit/event-names'
import type { AuditDetail, AuditEvent } from '@/lib/audit/record'

interface OperatorEntry {
  tenantId: string
  affectedId?: string
  before?: AuditDetail
  after?: AuditDetail
}

/** Events of one run of the operator's command: done on the machine itself, so from no address. */
export function operatorEvents(): (action: AuditEventName, entry: OperatorEntry) => AuditEvent {
  const requestId = `operator:${randomUUID()}`
  return (action, { affectedId, ...entry }) => ({
    ...entry,
    actor: { kind: 'operator' }, action, outcome: 'done',
    target: affectedId === undefined ? { type: 'tenant', id: entry.tenantId } : { type: 'administrator', id: affectedId },
    ...(affectedId === undefined ? {} : { affectedId }),
    origin: { requestId, address: '', userAgent: 'npm run owner' },
  })
}
