import { defineRead } from '@/lib/actions/define-read'
import { ReachQuery } from '@/lib/pim/role-settings-input'
import { previewRoleSettings } from '@/lib/pim/settings-page-data'

/** What settings of a role that are not saved yet would mean: whom they meet, and whether their approvals could be reached. */
export const GET = defineRead({
  permission: 'pim-policy:read',
  query: ReachQuery,
  run: async ({ cleared, query }) => previewRoleSettings(cleared, query.asked),
})
