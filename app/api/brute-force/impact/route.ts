import { defineRead } from '@/lib/actions/define-read'
import { getBruteForceImpact } from '@/lib/brute-force/data'
import { ImpactQuery } from '@/lib/brute-force/schema'

/** Who is refused, and who would be under another limit, before it is saved. */
export const GET = defineRead({
  permission: 'brute-force:read',
  query: ImpactQuery,
  run: async ({ cleared, query }) => getBruteForceImpact(cleared, query.failures),
})
