import { defineRead } from '@/lib/actions/define-read'
import { countAdministrators } from '@/lib/administrators/list-count-data'
import { ListQueryInput } from '@/lib/administrators/list-query'

/** How many match the filter of the list, exactly. */
export const GET = defineRead({
  permission: 'administrator:read',
  query: ListQueryInput,
  run: async ({ cleared, query }) => ({ count: await countAdministrators(cleared, query) }),
})
