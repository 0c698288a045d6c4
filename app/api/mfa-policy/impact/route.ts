import { defineRead } from '@/lib/actions/define-read'
import { previewMfaPolicy } from '@/lib/mfa-policy/data'
import { ImpactQuery } from '@/lib/mfa-policy/schema'

/** Whom an MFA policy would ask, before it is saved. */
export const GET = defineRead({
  permission: 'mfa-policy:read',
  query: ImpactQuery,
  run: async ({ cleared, query }) => previewMfaPolicy(cleared, query.policy),
})
