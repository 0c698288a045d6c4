import { defineRead } from '@/lib/actions/define-read'
import { previewMethods } from '@/lib/sign-in-methods/data'
import { ImpactQuery } from '@/lib/sign-in-methods/schema'

/** Whom other methods would shut out, before they are saved. */
export const GET = defineRead({
  permission: 'sign-in:read',
  query: ImpactQuery,
  run: async ({ cleared, query }) => previewMethods(cleared, query),
})
