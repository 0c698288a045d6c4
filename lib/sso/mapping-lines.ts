import 'server-only'
import type { Work } from '@/lib/actions/work'
import type { Cleared } from '@/lib/authz/cleared'
import { assigns, TENANT, type Scope } from '@/lib/authz/grants'
import { OWNER_ROLE, ROLES, type RoleKey } from '@/lib/authz/policy'
import { db, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { getRoleSettings } from '@/lib/pim/role-settings-data'
import { getConnectionForChange } from './connections-data'
import { lineStands } from './mapped-roles'
import { arrivingAs, readLines } from './sync-roles'

const MOST = 200
const target = (id: string) => ({ target: { type: 'sso_connection', id } })

export interface LineView {
  id: string
  groupValue: string | null
  role: RoleKey
  /** of the place, null for the tenant */
  placeName: string | null
  author: string
  /** its author could not assign it any more: it gives nothing until somebody confirms it who could */
  paused: boolean
  /** whether the one who looks could write it */
  confirmable: boolean
}

/** The lines of a connection, as they stand now. */
export async function listLines({ actor }: Cleared<'sign-in:read'>, connectionId: string): Promise<LineView[]> {
  const { tenantId, now } = actor
  const tx = db() as unknown as Tx
  const judging = await readLines(tx, { tenantId, connectionId, now })
  const ids = { people: [...new Set(judging.lines.map(({ authorId }) => authorId))], places: judging.lines.flatMap(({ scope }) => (scope.type === 'tenant' ? [] : [scope.id])) }
  const [people, workspaces, organizations] = await Promise.all([
    tx.administrator.findMany({ where: { tenantId, id: { in: ids.people } }, select: { id: true, givenName: true, familyName: true } }),
    tx.workspace.findMany({ where: { tenantId, id: { in: ids.places } }, select: { id: true, name: true } }),
    tx.organization.findMany({ where: { tenantId, id: { in: ids.places } }, select: { id: true, name: true } }),
  ])
  const named = new Map([...workspaces, ...organizations].map(({ id, name }) => [id, name]))
  const authors = new Map(people.map(({ id, givenName, familyName }) => [id, `${givenName} ${familyName}`.trim()]))
  return judging.lines.map((line) => ({
    id: line.id, groupValue: line.groupValue, role: line.role, placeName: line.scope.type === 'tenant' ? null : (named.get(line.scope.id) ?? ''), author: authors.get(line.authorId) ?? 'somebody who is gone',
    paused: !lineStands(line, judging), confirmable: mayWrite({ actor }, line),
  }))
}

/** What whoever writes or confirms a line must be able to do themselves, now: no editor of a connection hands out more than they could by hand. */
function mayWrite({ actor }: Pick<Work, 'actor'>, { role, scope }: { role: RoleKey; scope: Scope }): boolean {
  return role !== OWNER_ROLE && assigns(actor.powers, role, scope)
}

interface Line { connectionId: string; groupValue: string | null; role: RoleKey }

/** Writes a line. It stands on its author. @throws AppError forbidden · already_exists · not_found */
export async function addLine(work: Work, { connectionId, groupValue, role }: Line): Promise<void> {
  const { tx, tenantId, actor, now, record } = work
  await getConnectionForChange(tx, tenantId, connectionId)
  if (ROLES[role].reach !== 'tenant') throw new AppError('invalid_input', { fields: { role: 'Roles of a workspace or an organization are given there.' } })
  if (!mayWrite(work, { role, scope: TENANT })) throw new AppError('forbidden', { reason: 'not_assignable', sentence: role === OWNER_ROLE ? 'No line can make anybody a Client Owner.' : `You could not assign ${ROLES[role].label} yourself, so no line of yours can.` })
  const { refusal } = arrivingAs(role, (await getRoleSettings(tx, tenantId, role)).settings, now)
  if (refusal) throw new AppError('wrong_state', { sentence: refusal, reason: 'role_settings' })
  if ((await tx.ssoMappingLine.count({ where: { tenantId, connectionId } })) >= MOST) throw new AppError('wrong_state', { sentence: `An identity provider has at most ${MOST} lines.` })
  if ((await tx.ssoMappingLine.count({ where: { tenantId, connectionId, groupValue, role } })) > 0) throw new AppError('already_exists', { fields: { group: 'This line is there already.' } })
  await tx.ssoMappingLine.create({ data: { tenantId, connectionId, groupValue, role, scope: 'tenant', authorId: actor.administratorId, writtenAt: new Date(now) } })
  record({ ...target(connectionId), after: { group: groupValue, role } })
}

/** Stands behind a line that pauses, in place of its author. @throws AppError forbidden · not_found */
export async function confirmLine(work: Work, { connectionId, lineId }: { connectionId: string; lineId: string }): Promise<void> {
  const { tx, tenantId, actor, now, record } = work
  const { lines } = await readLines(tx, { tenantId, connectionId, now })
  const line = lines.find(({ id }) => id === lineId)
  if (!line) throw new AppError('not_found')
  if (!mayWrite(work, line)) throw new AppError('forbidden', { reason: 'not_assignable', sentence: `You could not assign ${ROLES[line.role].label} yourself, so you cannot stand behind this line.` })
  await tx.ssoMappingLine.update({ where: { tenantId_id: { tenantId, id: lineId } }, data: { authorId: actor.administratorId, writtenAt: new Date(now), alarmedAt: null } })
  record({ ...target(connectionId), before: { group: line.groupValue, role: line.role, author: line.authorId }, after: { author: actor.administratorId } })
}

/**
 * Who says which groups somebody is in was changed: whoever can choose that can choose the groups. Lines that the editor could not write
 * rest on the editor from now on, and so pause until somebody confirms them who could.
 * @returns how many
 */
export async function restLinesOnEditor(work: Work, connectionId: string): Promise<number> {
  const { tx, tenantId, actor, now } = work
  const { lines } = await readLines(tx, { tenantId, connectionId, now })
  const beyond = lines.filter((line) => !mayWrite(work, line)).map(({ id }) => id)
  if (beyond.length > 0) await tx.ssoMappingLine.updateMany({ where: { tenantId, id: { in: beyond } }, data: { authorId: actor.administratorId, alarmedAt: null } })
  return beyond.length
}

/** Takes a line away; what it gave ends when its holders next sign in through the connection. @throws AppError not_found */
export async function removeLine({ tx, tenantId, now, record }: Work, { connectionId, lineId }: { connectionId: string; lineId: string }): Promise<void> {
  const { lines } = await readLines(tx, { tenantId, connectionId, now })
  const line = lines.find(({ id }) => id === lineId)
  if (!line) throw new AppError('not_found')
  await tx.ssoMappingLine.delete({ where: { tenantId_id: { tenantId, id: lineId } } })
  record({ ...target(connectionId), before: { group: line.groupValue, role: line.role, scope: { ...line.scope } } })
}
