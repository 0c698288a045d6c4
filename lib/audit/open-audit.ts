import 'server-only'
import { openPage, requireActor } from '@/lib/authz/access'
import { holds } from '@/lib/authz/can'
import { reachOf } from '@/lib/authz/place-reach'
import type { SessionFacts } from '@/lib/authn/session-facts'
import type { Refusal } from '@/lib/authz/refusals'
import type { AuditReader } from './explorer-data'

/** For a page that shows events: the widest of the three ways in that is open. What is shown then depends on all that the person holds. */
export async function openAudit(): Promise<{ facts: SessionFacts; reader: AuditReader } | { facts: SessionFacts; refusal: Refusal }> {
  const { actor } = await requireActor()
  // The next way in is tried only where the wider one is not held: what is refused is written down.
  if (!holds(actor, 'audit:read')) {
    if (holds(actor, 'audit:read-security')) return readerOf(await openPage('audit:read-security'))
    const reach = reachOf(actor, 'workspace-audit:read')
    const [id] = reach.all ? [] : reach.ids
    if (id !== undefined) return readerOf(await openPage('workspace-audit:read', { place: { type: 'workspace', id } }))
  }
  return readerOf(await openPage('audit:read'))
}

function readerOf(access: { facts: SessionFacts; cleared: AuditReader } | { facts: SessionFacts; refusal: Refusal }) {
  return 'cleared' in access ? { facts: access.facts, reader: access.cleared } : access
}
