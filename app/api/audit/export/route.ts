import { defineRead } from '@/lib/actions/define-read'
import { getExportOrder } from '@/lib/audit/begin-export'
import { FetchExportInput } from '@/lib/audit/explorer-query'
import { streamEvents } from '@/lib/audit/export-data'
import { EXPORT_WRITERS } from '@/lib/audit/export-format'

/** The file of an export that was written down a moment ago, streamed. */
export const GET = defineRead({
  permission: 'audit:export',
  audit: 'audit.exported',
  query: FetchExportInput,
  run: async ({ cleared, query, facts }) => {
    const { order, before } = await getExportOrder(cleared, query.id)
    const name = `${facts.tenant.slug}-audit-${new Date(facts.actor.now).toISOString().slice(0, 10)}.${order.format}`
    return new Response(await streamEvents(cleared, order, before), {
      headers: { 'content-type': EXPORT_WRITERS[order.format].contentType, 'content-disposition': `attachment; filename="${name}"` },
    })
  },
})
