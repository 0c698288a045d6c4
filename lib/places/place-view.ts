import type { RoleKey } from '@/lib/authz/policy'

// What leaves the server of workspaces, organizations and those who hold a role in them.

export type PlaceKind = 'workspace' | 'organization'

/** A workspace or organization as it leaves the server. A workspace has no domains and is always active. */
export interface PlaceView {
  kind: PlaceKind
  id: string
  slug: string
  name: string
  description: string
  domains: string[]
  status: 'active' | 'inactive'
  version: number
  createdAt: number
}

/** How many people hold a role in the place itself, counted as far as is said; `mine`: the roles of the one who asks. */
export interface PlaceRow extends PlaceView {
  administrators: { count: number; exact: boolean }
  mine: string[]
}

export interface PlacePage {
  rows: PlaceRow[]
  /** cursors of the pages around this one */
  previous: string | null
  next: string | null
  count: number
  exact: boolean
}

export interface PlaceQuery {
  search: string
  cursor: string
  status?: PlaceView['status'] | undefined
  sort?: PlaceSort | undefined
}

export type PlaceSortKey = 'name' | 'added'
export interface PlaceSort { by: PlaceSortKey; descending: boolean }
export const PLACE_SORTS: readonly PlaceSortKey[] = ['name', 'added']
export const FIRST_SORT: PlaceSort = { by: 'name', descending: false }

/**
 * One role somebody holds in the place. While it is pending, name and status are known only to those who may see every
 * administrator; for the others there is the address that was typed, whoever it belongs to.
 */
export interface PlaceGrantRow {
  grantId: string
  version: number
  role: RoleKey
  kind: 'active' | 'eligible'
  startsAt: number
  endsAt: number | null
  confirmed: boolean
  pending: boolean
  since: number
  /** null where it must not be known */
  administratorId: string | null
  name: string | null
  email: string
  status: 'new' | 'active' | 'inactive' | 'deleted' | null
  /** it is the viewer's own */
  mine: boolean
}

export interface PlaceGrantPage {
  rows: PlaceGrantRow[]
  previous: string | null
  next: string | null
  /** of all roles in the place that are not over and match */
  count: number
  pending: number
  roles: Partial<Record<RoleKey, number>>
}

/** Those who reach into the place by a role of the whole tenant: how many, and who, where the viewer may see administrators. */
export interface InheritedRow {
  role: RoleKey
  administers: boolean
  count: number
  exact: boolean
  names: string[] | null
}

/** What goes with a place. `stranded`: who is left without any other role; null where that must not be known. */
export interface DeletionPreview {
  roles: number
  people: number
  stranded: number | null
  /** the first few */
  names: string[]
}
