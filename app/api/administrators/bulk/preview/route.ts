import { defineRead } from '@/lib/actions/define-read'
import { PreviewInput } from '@/lib/administrators/bulk-schema'
import { previewChange } from '@/lib/administrators/preview-change'

/** What a change of many people would do, and who would be left out and why. */
export const GET = defineRead({
  permission: 'administrator:read',
  query: PreviewInput,
  run: async ({ cleared, query }) => previewChange(cleared, query.order),
})
