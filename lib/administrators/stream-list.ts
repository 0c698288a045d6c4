import 'server-only'
import { refuseEnded } from '@/lib/authn/refuse-ended'
import type { Cleared } from '@/lib/authz/cleared'
import { ROLES } from '@/lib/authz/policy'
import { CSV_START, csvLine } from '@/lib/format/csv'
import { readBatch, type AdministratorRow, type ListedGrant } from './list-data'
import { LIST_STATUSES, type ListCursor, type ListFilter } from './list-query'

// The first batch is small, so that the first rows leave at once; the others are large enough that the database is asked rarely.
const FIRST_BATCH = 100
const BATCH = 1000

/**
 * Everyone the filter lets through, as a stream that reads the next batch only when the last one was taken: memory stays flat whatever
 * the size. In the order in which they were added, which nothing changes meanwhile: whoever is there from beginning to end is in it
 * once. It breaks off, so that the file is visibly not whole, when the session ends or the permission
 * goes meanwhile.
 */
export function streamAdministrators({ actor }: Cleared<'administrator:export'>, filter: ListFilter): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let cursor: ListCursor | null = null
  let size = FIRST_BATCH
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(CSV_START + csvLine(HEADINGS)))
      },
      async pull(controller) {
        await refuseEnded(actor, 'administrator:export')
        const rows: AdministratorRow[] = await readBatch(actor.tenantId, { ...filter, sort: { by: 'added', descending: false }, cursor }, size)
        const last = rows.at(-1)
        if (rows.length > 0) controller.enqueue(encoder.encode(rows.map(csvRow).join('')))
        if (!last || rows.length < size) return controller.close()
        cursor = { direction: 'after', key: last.addedAt, rank: LIST_STATUSES.indexOf(last.status), id: last.id }
        size = BATCH
      },
    },
    { highWaterMark: 1 },
  )
}

const HEADINGS = ['first name', 'last name', 'e-mail', 'status', 'roles', 'second factor since (UTC)', 'invitation expires (UTC)', 'activated (UTC)', 'last sign-in (UTC)', 'added (UTC)', 'id']

function csvRow(row: AdministratorRow): string {
  return csvLine([
    row.givenName, row.familyName, row.email, row.status, row.grants.map(nameOf).join('; '), at(row.factorEnrolledAt), at(row.invitationExpiresAt), at(row.activatedAt), at(row.lastSignInAt), at(row.addedAt), row.id,
  ])
}

function nameOf({ role, scope, placeName, kind }: ListedGrant): string {
  return `${ROLES[role].label}${scope.type === 'tenant' ? '' : ` in ${placeName ?? `a ${scope.type}`}`}${kind === 'eligible' ? ' (eligible)' : ''}`
}

const at = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString())
