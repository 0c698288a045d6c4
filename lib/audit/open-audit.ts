import 'server-only'
import { openPage } from '@/lib/authz/access'
import { reachOf } from '@/lib/authz/place-reach'
import type { SessionFacts } from '@/lib/authn/session-facts'
import type { Refusal } from '@/lib/authz/refusals'
import type { AuditReader } from './explorer-data'

/** For a page that shows events: the widest of the three ways in that is open. What is shown then depends on all that the person holds. */
export async function openAudit(): Promise<{ facts: SessionFacts; reader: AuditReader } | { facts: SessionFacts; refusal: Refusal }> {
  const whole = await openPage('audit:read')
  if ('cleared' in whole) return { facts: whole.facts, reader: whole.cleared }
  const security = await openPage('audit:read-security')
  if ('cleared' in security) return { facts: security.facts, reader: security.cleared }
  const reach = reachOf(whole.facts.actor, 'workspace-audit:read')
  const [id] = reach.all ? [] : reach.ids
  if (id === undefined) return whole
  const place = await openPage('workspace-audit:read', { place: { type: 'workspace', id } })
  return 'cleared' in place ? { facts: place.facts, reader: place.cleared } : whole
}
