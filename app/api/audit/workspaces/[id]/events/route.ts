import { defineRead } from '@/lib/actions/define-read'
import { listNewer } from '@/lib/audit/explorer-data'
import { ExplorerTailInput } from '@/lib/audit/explorer-query'
import { getAuditedWorkspace } from '@/lib/audit/get-audited-workspace'

/** The live tail of one workspace. */
export const GET = defineRead({
  permission: 'workspace-audit:read',
  query: ExplorerTailInput,
  question: async ({ facts, params }) => ({ place: await getAuditedWorkspace(facts.actor, params.id ?? '') }),
  run: async ({ cleared, query: { after, ...filter }, params }) => ({ events: await listNewer(cleared, { ...filter, place: `workspace:${params.id}` }, after) }),
})
