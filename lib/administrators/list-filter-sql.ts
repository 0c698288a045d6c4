import 'server-only'
import { ROLES } from '@/lib/authz/policy'
import { LIST_STATUSES, type ListFilter } from './list-query'

/** Collects the values of one statement; what it returns is the placeholder. Nothing from outside is ever written into the text. */
export class Values {
  readonly all: unknown[] = []
  add(value: unknown, type: string): string {
    this.all.push(value)
    return `$${this.all.length}::${type}`
  }
}

/** list_bucket numbers (status × second factor) the filter lets through; deleted people only when asked for. */
export function bucketsOf({ status, mfa, invitation }: ListFilter): number[] {
  const wanted = status.length > 0 ? status : LIST_STATUSES.filter((value) => value !== 'deleted')
  const factors = mfa === null ? [0, 1] : [mfa === 'enrolled' ? 1 : 0]
  return wanted.filter((value) => invitation === null || value === 'new').flatMap((value) => factors.map((factor) => LIST_STATUSES.indexOf(value) * 2 + factor))
}

/** Names under which administrator_facet lists people: whoever is listed under one of `along`, and under one of each of `also`. */
interface Facets { along: string[]; also: string[][] }

/** @returns the facets of roles, places and roles that should not meet; the rows are read along the first, which promises the fewest */
export function facetsOf({ role, place, uneasy }: ListFilter): Facets {
  const roles = role.map((key) => (place && ROLES[key].reach === 'place' ? `${place}:${key}` : key))
  // A role of the place says the place already; one of the tenant does not.
  const inPlace = place && (roles.length === 0 || role.some((key) => ROLES[key].reach === 'tenant')) ? [[place]] : []
  const [along = [], ...also] = [...inPlace, ...(roles.length > 0 ? [roles] : []), ...(uneasy ? [['uneasy']] : [])]
  return { along, also }
}

export const CLOCK = 'clock AS MATERIALIZED (SELECT castellan_now() AS now)'
const NOW = '(SELECT now FROM clock)'

/** The pattern stands behind a subselect so that the plan never depends on what is searched; this form is answered by the trigram index. */
export function matches(alias: string, pattern: string): string {
  return `${alias}.search_key LIKE (SELECT search_pattern(${pattern}))`
}

/** The same, for rows that are read along another index anyway: CASE keeps the trigram index, and its guess of few hits, out of the plan. */
function matchesAlong(alias: string, pattern: string): string {
  return `CASE WHEN ${matches(alias, pattern)} THEN true END`
}

function invitationIs(invitation: ListFilter['invitation'], alias: string): string[] {
  return invitation === null ? [] : [`${alias}.invitation_expires_at ${invitation === 'pending' ? '>' : '<='} ${NOW}`]
}

function facetIs(alias: string, id: string, facet: string): string {
  return `EXISTS (SELECT FROM administrator_facet h WHERE h.tenant_id = ${alias}.tenant_id AND h.administrator_id = ${alias}.${id} AND h.facet ${facet} AND h.held_until > ${NOW})`
}

/** Conditions that are left when a row was reached by bucket in `administrator` (alias a). */
export function leftForPerson(filter: ListFilter, values: Values, pattern: string | null): string[] {
  const { along, also } = facetsOf(filter)
  return [
    ...invitationIs(filter.invitation, 'a'),
    ...(pattern === null ? [] : [matchesAlong('a', pattern)]),
    ...[along, ...also].filter(({ length }) => length > 0).map((facets) => facetIs('a', 'id', `= ANY (${values.add(facets, 'text[]')})`)),
  ]
}

/** The same when it was reached by facet and bucket in `administrator_facet` (alias a). */
export function leftForFacet(filter: ListFilter, values: Values, pattern: string | null): string[] {
  const ofPerson = [...invitationIs(filter.invitation, 'p'), ...(pattern === null ? [] : [matchesAlong('p', pattern)])]
  return [
    `a.held_until > ${NOW}`,
    ...(ofPerson.length > 0 ? [`EXISTS (SELECT FROM administrator p WHERE p.tenant_id = a.tenant_id AND p.id = a.administrator_id AND ${ofPerson.join(' AND ')})`] : []),
    ...facetsOf(filter).also.map((facets) => facetIs('a', 'administrator_id', `= ANY (${values.add(facets, 'text[]')})`)),
  ]
}
