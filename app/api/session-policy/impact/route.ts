import { defineRead } from '@/lib/actions/define-read'
import { previewSessionPolicy } from '@/lib/session-policy/data'
import { ImpactQuery } from '@/lib/session-policy/schema'

/** Which sessions other limits would end, before they are saved. */
export const GET = defineRead({
  permission: 'session-policy:read',
  query: ImpactQuery,
  run: async ({ cleared, query }) => previewSessionPolicy(cleared, query),
})
