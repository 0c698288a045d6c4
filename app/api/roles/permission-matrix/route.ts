import { z } from 'zod'
import { defineRead } from '@/lib/actions/define-read'
import { permissionMatrixCsv } from '@/lib/authz/policy-csv'

/** The table of permissions and roles as a file, byte for byte what `npm run -s policy:matrix` prints. */
export const GET = defineRead({
  permission: 'role:read',
  query: z.strictObject({}),
  run: async () => Promise.resolve(new Response(permissionMatrixCsv(), { headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="permission-matrix.csv"' } })),
})
