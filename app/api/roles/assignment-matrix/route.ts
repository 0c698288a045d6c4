import { z } from 'zod'
import { defineRead } from '@/lib/actions/define-read'
import { roleAssignmentCsv } from '@/lib/authz/policy-csv'

/** Who may grant which role as a file, byte for byte what `npm run -s policy:assignments` prints. */
export const GET = defineRead({
  permission: 'role:read',
  query: z.strictObject({}),
  run: async () => Promise.resolve(new Response(roleAssignmentCsv(), { headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="role-assignment-matrix.csv"' } })),
})
