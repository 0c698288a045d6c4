'use server'

import { defineAction } from '@/lib/actions/define-action'
import { ExportInput } from './explorer-query'
import { beginExport } from './begin-export'

/** Writes down what is exported and by whom; the file itself is then fetched with the id that comes back. */
export const exportAudit = defineAction({
  permission: 'audit:export',
  audit: 'audit.exported',
  input: ExportInput,
  run: async (work, { input }) => beginExport(work, input),
})
