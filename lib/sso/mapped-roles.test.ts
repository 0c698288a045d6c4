import { describe, expect, it } from 'vitest'
import type { Grant, Person } from '@/lib/authz/grants'
import { ASSIGNABLE_BY, ROLE_KEYS, ROLES, type RoleKey } from '@/lib/authz/policy'
import { lineStands, rolesFor, type MappingLine } from './mapped-roles'

const NOW = 1_763_692_093_000
const grant = (role: RoleKey, over: Partial<Grant> = {}): Grant => ({ id: role, role, scope: { type: 'tenant' }, kind: 'active', startsAt: NOW - 1000, endsAt: null, confirmed: true, placeActive: true, activation: null, ...over })
const person = (id: string, ...grants: Grant[]): Person => ({ administratorId: id, status: 'active', factorEnrolledAt: null, grants })
const line = (role: RoleKey, over: Partial<MappingLine> = {}): MappingLine => ({ id: `l-${role}`, groupValue: 'staff', role, scope: ROLES[role].reach === 'tenant' ? { type: 'tenant' } : { type: 'workspace', id: 'w' }, authorId: 'author', ...over })
const judging = (...people: Person[]) => ({ authors: new Map(people.map((one) => [one.administratorId, one])), now: NOW, onlyOwnersAssignClientAdmin: false })
const roles = (lines: MappingLine[], groups: string[], ...people: Person[]) => rolesFor(lines, { groups, administratorId: 'somebody' }, judging(...people)).map(({ role }) => role)

describe('[T40] what groups are given', () => {
  it('is what the author of the line could assign, for every pair of roles, and never Client Owner', () => {
    const tenantWide = ROLE_KEYS.filter((role) => ROLES[role].reach === 'tenant')
    const pairs = tenantWide.flatMap((author) => tenantWide.map((role) => ({ author, role })))
    const stand = pairs.filter(({ author, role }) => lineStands(line(role), judging(person('author', grant(author)))))
    expect(stand).toEqual(pairs.filter(({ author, role }) => role !== 'client_owner' && (ASSIGNABLE_BY[role] as readonly RoleKey[]).includes(author)))
    expect(stand.length).toBeGreaterThan(10)
  })

  it('pauses when the author is gone, not active, holds it no more, or waits for a yes; an eligible role is enough', () => {
    const stands = (author: Person) => lineStands(line('auditor'), judging(author))
    expect(stands(person('author', grant('super_admin', { kind: 'eligible' })))).toBe(true)
    expect(stands(person('another', grant('super_admin')))).toBe(false)
    expect(stands({ ...person('author', grant('super_admin')), status: 'inactive' })).toBe(false)
    for (const over of [{ endsAt: NOW }, { startsAt: NOW + 1 }, { confirmed: false }]) expect([over, stands(person('author', grant('super_admin', over)))]).toEqual([over, false])
  })

  it('follows the groups asserted, exactly; a line without a group is for everybody, and each role comes once', () => {
    const owner = person('author', grant('client_owner'))
    const lines = [line('auditor'), line('requester', { groupValue: 'Staff' }), line('approver', { groupValue: null }), line('auditor', { id: 'again', groupValue: null })]
    expect(roles(lines, ['staff'], owner)).toEqual(['auditor', 'approver'])
    expect(roles(lines, [], owner)).toEqual(['approver', 'auditor'])
    expect(roles(lines.slice(0, 2), ['staf', 'staff '], owner)).toEqual([])
  })

  it('nobody is given a role by a line of their own', () => {
    expect(rolesFor([line('auditor')], { groups: ['staff'], administratorId: 'author' }, judging(person('author', grant('client_owner'))))).toEqual([])
  })
})
