'use server'

import { loadPersonForChange } from '@/lib/administrators/load-person'
import { defineAction } from '@/lib/actions/define-action'
import { markBreakGlass as mark } from './mark-break-glass'
import { getUseForReview, reviewUse as review } from './review-use'
import { MarkBreakGlassInput, ReviewUseInput } from './schema'

export const markBreakGlass = defineAction({
  permission: 'break-glass:manage',
  audit: 'break_glass.marked',
  input: MarkBreakGlassInput,
  lock: 'tenant',
  load: loadPersonForChange,
  about: ({ input }) => ({ affectedId: input.administratorId }),
  run: async (work, { input, loaded }) => mark(work, loaded.current(undefined), input.marked),
})

export const reviewUse = defineAction({
  permission: 'break-glass:manage',
  audit: 'break_glass.reviewed',
  input: ReviewUseInput,
  lock: 'tenant',
  load: async ({ input, tx, tenantId }) => getUseForReview(tx, tenantId, input.useId),
  about: ({ loaded }) => ({ affectedId: loaded.administratorId }),
  run: async (work, { input, loaded }) => review(work, loaded, input.finding),
})
