import { defineRead } from '@/lib/actions/define-read'
import { previewExpiry } from '@/lib/password-policy/data'
import { ImpactQuery } from '@/lib/password-policy/schema'

/** Whose passwords would be too old, before it is saved. */
export const GET = defineRead({
  permission: 'password-policy:read',
  query: ImpactQuery,
  run: async ({ cleared, query }) => previewExpiry(cleared, query.expiryDays),
})
