import 'server-only'
import { holds, type Place } from '@/lib/authz/can'
import { pool } from '@/lib/db/client'
import { pseudonym } from './describe'
import type { AuditReader } from './explorer-data'
import type { ExplorerFilter } from './explorer-query'

/** Names for what an address narrows the explorer to by id. */
export interface NarrowedTo { person?: string; actor?: string; affected?: string; place?: string }

interface NameRow { id: string; name: string | null }

/** @returns names for the chips over the list; of whom or what the reader may not look at, no more than that there is one */
export async function narrowedTo({ actor }: AuditReader, filter: ExplorerFilter): Promise<NarrowedTo> {
  const people = [filter.person, filter.actor, filter.affected].filter((id) => id !== undefined)
  const [type, placeId] = (filter.place?.split(':') ?? [null, null]) as [Place['type'], string] | [null, null]
  if (people.length === 0 && !type) return {}
  const { rows } = await pool().query<NameRow>({ name: 'audit-narrowed-to', text: SQL, values: [actor.tenantId, people, placeId] })
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  const seesPeople = holds(actor, 'administrator:read')
  const person = (id: string | undefined) => (id === undefined ? undefined : seesPeople ? (names.get(id) ?? pseudonym(id)) : 'One person')
  const seesPlace = type === 'workspace' ? holds(actor, 'workspace:read', { type, id: placeId }) : type ? holds(actor, 'organization:read', { type, id: placeId }) : false
  return {
    person: person(filter.person), actor: person(filter.actor), affected: person(filter.affected),
    place: type ? ((seesPlace ? names.get(placeId) : null) ?? `One ${type}`) : undefined,
  }
}

const SQL = `
SELECT id, coalesce(nullif(concat_ws(' ', nullif(given_name, ''), nullif(family_name, '')), ''), email) AS name FROM administrator WHERE tenant_id = $1::uuid AND id = ANY($2::uuid[])
UNION ALL SELECT id, name FROM workspace WHERE tenant_id = $1::uuid AND id = $3::uuid
UNION ALL SELECT id, name FROM organization WHERE tenant_id = $1::uuid AND id = $3::uuid`
