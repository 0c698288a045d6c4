import { defineRead } from '@/lib/actions/define-read'
import { getListExport } from '@/lib/administrators/begin-list-export'
import { FetchExportInput } from '@/lib/administrators/list-query'
import { streamAdministrators } from '@/lib/administrators/stream-list'

/** The file of an export that was written down a moment ago, streamed. */
export const GET = defineRead({
  permission: 'administrator:export',
  audit: 'administrator.exported',
  query: FetchExportInput,
  run: async ({ cleared, query, facts }) => {
    const filter = await getListExport(cleared, query.id)
    const name = `${facts.tenant.slug}-administrators-${new Date(facts.actor.now).toISOString().slice(0, 10)}.csv`
    return new Response(streamAdministrators(cleared, filter), {
      headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name}"` },
    })
  },
})
