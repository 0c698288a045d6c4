// Which roles the lines of a connection give to somebody with certain groups. Pure.
import { placeKey, type Person, type Scope } from '@/lib/authz/grants'
import { OWNER_ROLE, type RoleKey } from '@/lib/authz/policy'
import { couldStillAssign } from '@/lib/authz/standing-assigner'

export interface MappingLine {
  id: string
  /** null: everybody who comes through the connection */
  groupValue: string | null
  role: RoleKey
  scope: Scope
  authorId: string
}

export interface Mapped { role: RoleKey; scope: Scope; authorId: string; lineId: string }

interface Judging {
  /** whoever wrote lines, as they are now; those who are gone are not among them */
  authors: ReadonlyMap<string, Person>
  now: number
  onlyOwnersAssignClientAdmin: boolean
}

/** @returns whether a line counts: its author could still assign its role there, in force or eligible; else it pauses */
export function lineStands({ role, scope, authorId }: MappingLine, { authors, now, onlyOwnersAssignClientAdmin }: Judging): boolean {
  const author = authors.get(authorId)
  return author !== undefined && role !== OWNER_ROLE && couldStillAssign(author, [{ role, scope }], { now, onlyOwnersAssignClientAdmin })
}

export const mappedKey = ({ role, scope }: Pick<Mapped, 'role' | 'scope'>) => `${role} ${placeKey(scope) ?? ''}`

/** @param administratorId whose roles: nobody is given a role by a line of their own (roles.md rule 2) @returns each role once */
export function rolesFor(lines: readonly MappingLine[], { groups, administratorId }: { groups: readonly string[]; administratorId: string | null }, judging: Judging): Mapped[] {
  const asserted = new Set(groups)
  const found = new Map<string, Mapped>()
  for (const line of lines) {
    if ((line.groupValue !== null && !asserted.has(line.groupValue)) || line.authorId === administratorId || !lineStands(line, judging)) continue
    const mapped = { role: line.role, scope: line.scope, authorId: line.authorId, lineId: line.id }
    if (!found.has(mappedKey(mapped))) found.set(mappedKey(mapped), mapped)
  }
  return [...found.values()]
}
