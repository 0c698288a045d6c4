import { defineRead } from '@/lib/actions/define-read'
import { listNewer } from '@/lib/audit/explorer-data'
import { ExplorerTailInput } from '@/lib/audit/explorer-query'

/** The live tail of whoever may see the whole audit. */
export const GET = defineRead({
  permission: 'audit:read',
  query: ExplorerTailInput,
  run: async ({ cleared, query: { after, ...filter } }) => ({ events: await listNewer(cleared, filter, after) }),
})
