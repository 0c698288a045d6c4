import 'server-only'
import type { Work, WorkEntry } from '@/lib/actions/work'
import type { PersonRecord } from '@/lib/administrators/data'
import { personal } from '@/lib/audit/record'
import type { Scope } from '@/lib/authz/grants'
import { ROLES, type RoleKey } from '@/lib/authz/policy'
import { personName } from '@/lib/format/person-name'
import { announce } from '@/lib/live/announce'
import type { Letter } from '@/lib/mail/letters'
import { queueMail } from '@/lib/mail/queue-mail'
import type { GrantKind } from '@/lib/pim/assignment-terms'
import { getPlaceName } from './data'

type Recorded = Pick<Held, 'id' | 'scope'> & { pendingAs?: string | null }

interface Held { id: string; role: RoleKey; scope: Scope; kind: GrantKind; startsAt: number; endsAt: number | null }

/** What the audit keeps of a grant. */
export function grantDetail({ role, scope, kind, startsAt, endsAt }: Omit<Held, 'id'>) {
  return { role, scope: { ...scope }, kind, startsAt, endsAt }
}

/** Writes what happened to a grant into the history of its holder and of its place, and has open tabs look again. */
export async function recordGrant(work: Work, holderId: string, { id, scope, pendingAs }: Recorded, entry: Pick<WorkEntry, 'action' | 'before' | 'after'>): Promise<void> {
  // Whoever reads only this place's audit knows a pending person by this address and no other name.
  const address = pendingAs ? { invitedAs: personal(holderId, pendingAs) } : {}
  work.record({
    ...entry,
    ...(entry.after ? { after: { ...entry.after, ...address } } : entry.before ? { before: { ...entry.before, ...address } } : {}),
    target: { type: 'grant', id },
    affectedId: holderId,
    ...(scope.type === 'workspace' ? { workspaceId: scope.id } : scope.type === 'organization' ? { organizationId: scope.id } : {}),
  })
  await announce(work.tx, { tenantId: work.tenantId, topic: 'roles', administratorId: holderId, ...(scope.type === 'tenant' ? {} : { place: scope }) })
}

/** @returns "Auditor", "Workspace Admin of Payments" @throws AppError not_found for a place this tenant does not have */
export async function nameGrant({ tx, tenantId }: Pick<Work, 'tx' | 'tenantId'>, { role, scope }: { role: RoleKey; scope: Scope }): Promise<string> {
  const place = await getPlaceName(tx, tenantId, scope)
  return place === null ? ROLES[role].label : `${ROLES[role].label} of ${place}`
}

type AboutRole = Extract<Letter, { name: 'role_granted' | 'role_kind_changed' | 'role_ended' }>
/** The letter without what is known here. */
export type RoleLetter = { name: 'role_granted' | 'role_kind_changed'; eligible: boolean } | { name: 'role_ended' }

/** Tells an active person that another gave them a role, changed how they hold it, or took it away. Whoever does it to themselves, or cannot sign in, is not told. */
export async function tellHolder(work: Work, holder: PersonRecord, about: RoleLetter, role: string): Promise<void> {
  const { tx, tenantId, now, actor, facts } = work
  if (holder.status !== 'active' || holder.id === actor.administratorId) return
  await queueMail(tx, { tenantId, administratorId: holder.id, to: holder.email, now, letter: { ...about, role, by: personName(facts.person), tenantName: facts.tenant.name, recipientName: personName(holder) } satisfies AboutRole })
}
