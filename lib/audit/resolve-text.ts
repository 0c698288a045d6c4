import 'server-only'
import { pool } from '@/lib/db/client'
import { AUDIT_EVENT_NAMES, AUDIT_EVENTS, type AuditEventName } from './event-names'

/** What a searched text can mean, as far as an index can answer it. */
export interface TextMeaning {
  people: readonly string[]
  workspaces: readonly string[]
  organizations: readonly string[]
  actions: readonly AuditEventName[]
  /** a network address, as it was written down */
  address: string | null
  /** the number of one event */
  sequence: number | null
  /** more people match than are followed */
  morePeople: boolean
}

const MOST_PEOPLE = 20
const MOST_PLACES = 20
const SHORTEST_TEXT = 3
const ADDRESS = /^[0-9a-f:.]*[:.][0-9a-f:.]*$/i

interface FoundRow { kind: 'person' | 'workspace' | 'organization'; id: string }

/**
 * Reads a searched text as what the audit can find quickly at any size: people by name or e-mail address, workspaces and
 * organizations by name, what was done by the words of its sentence, a network address, the number of an event.
 * Whoever searches learns only of events they may see: the meaning narrows, it never widens.
 */
export async function resolveText(tenantId: string, text: string): Promise<TextMeaning> {
  const words = text.toLowerCase()
  const found = words.length < SHORTEST_TEXT ? [] : (await pool().query<FoundRow>({ name: 'audit-text', text: SQL, values: [tenantId, `%${words.replace(/[\\%_]/g, '\\$&')}%`] })).rows
  const ids = (kind: FoundRow['kind']) => found.filter((row) => row.kind === kind).map(({ id }) => id)
  const people = ids('person')
  return {
    people: people.slice(0, MOST_PEOPLE),
    morePeople: people.length > MOST_PEOPLE,
    workspaces: ids('workspace'),
    organizations: ids('organization'),
    actions: AUDIT_EVENT_NAMES.filter((name) => words.length >= SHORTEST_TEXT && (AUDIT_EVENTS[name].replace(/\{\w+\}/g, '').includes(words) || name === words)),
    address: ADDRESS.test(text) ? text : null,
    sequence: /^#?\d{1,15}$/.test(text) ? Number(text.replace('#', '')) : null,
  }
}

const SQL = `
(SELECT 'person' AS kind, id FROM administrator WHERE tenant_id = $1::uuid AND search_key LIKE $2 LIMIT ${MOST_PEOPLE + 1})
UNION ALL (SELECT 'workspace', id FROM workspace WHERE tenant_id = $1::uuid AND lower(name) LIKE $2 LIMIT ${MOST_PLACES})
UNION ALL (SELECT 'organization', id FROM organization WHERE tenant_id = $1::uuid AND lower(name) LIKE $2 LIMIT ${MOST_PLACES})`
