import { defineRead } from '@/lib/actions/define-read'
import { previewAllowlist } from '@/lib/domain-allowlist/data'
import { ImpactQuery } from '@/lib/domain-allowlist/schema'

/** Who would be outside of a list of domains, before it is saved. */
export const GET = defineRead({
  permission: 'domain-allowlist:read',
  query: ImpactQuery,
  run: async ({ cleared, query }) => previewAllowlist(cleared, query.domains),
})
