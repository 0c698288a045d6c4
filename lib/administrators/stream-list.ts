import 'server-only'
import { streamWhileAllowed } from '@/lib/authn/stream-while-allowed'
import type { Cleared } from '@/lib/authz/cleared'
import { isRoleKey, ROLES } from '@/lib/authz/policy'
import { CSV_START, csvLine } from '@/lib/format/csv'
import { readBatch, type ExportedPerson } from './export-batch'
import type { ListFilter } from './list-query'

// The first batch is small, so that the first rows leave at once; the others are large enough that the database is asked rarely.
const FIRST_BATCH = 100
const BATCH = 1000

/**
 * Everyone the filter lets through, as CSV. In the order in which they were added, which nothing changes meanwhile: whoever is there from
 * beginning to end is in it once.
 */
export function streamAdministrators({ actor }: Cleared<'administrator:export'>, filter: ListFilter): ReadableStream<Uint8Array> {
  return streamWhileAllowed(actor, 'administrator:export', CSV_START + csvLine(HEADINGS), batchesOf(actor.tenantId, filter))
}

async function* batchesOf(tenantId: string, filter: ListFilter): AsyncGenerator<string, void> {
  let last: ExportedPerson | null = null
  for (let size = FIRST_BATCH; ; size = BATCH) {
    const people: ExportedPerson[] = await readBatch(tenantId, filter, last, size)
    yield people.map(csvRow).join('')
    if (people.length < size) return
    last = people.at(-1)!
  }
}

const HEADINGS = ['first name', 'last name', 'e-mail', 'status', 'roles', 'second factor since (UTC)', 'invitation expires (UTC)', 'activated (UTC)', 'last sign-in (UTC)', 'added (UTC)', 'id']

function csvRow(person: ExportedPerson): string {
  const { given_name, family_name, email, status, grants, factor_enrolled_at, invitation_expires_at, activated_at, last_sign_in_at, created_at, id } = person
  return csvLine([given_name, family_name, email, status, (grants ?? []).flatMap(nameOf).join('; '), factor_enrolled_at, invitation_expires_at, activated_at, last_sign_in_at, created_at, id])
}

function nameOf([role, scope, kind, placeName]: NonNullable<ExportedPerson['grants']>[number]): string[] {
  return isRoleKey(role) ? [`${ROLES[role].label}${scope === 'tenant' ? '' : ` in ${placeName ?? `a ${scope}`}`}${kind === 'eligible' ? ' (eligible)' : ''}`] : []
}
