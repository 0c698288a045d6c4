import { z } from 'zod'
import { defineRead } from '@/lib/actions/define-read'
import { MOST_AT_ONCE } from '@/lib/administrators/bulk-schema'
import { ITEM_FILTERS } from '@/lib/administrators/bulk-view'
import { findBulkRun } from '@/lib/administrators/find-bulk'
import { AppError } from '@/lib/errors/app-error'

/** How far one's own change of many people has come. */
export const GET = defineRead({
  permission: 'administrator:read',
  query: z.strictObject({ show: z.enum(ITEM_FILTERS).default('all'), after: z.coerce.number().int().min(0).max(MOST_AT_ONCE).default(0) }),
  run: async ({ cleared, query, params }) => {
    const run = await findBulkRun(cleared, params.runId ?? '', query)
    if (!run) throw new AppError('not_found')
    return run
  },
})
