import { z } from 'zod'
import { defineOwnRead } from '@/lib/actions/define-read'
import { AppError } from '@/lib/errors/app-error'
import { findEnding } from '@/lib/pim/asking-data'

/** What became of an activation of one's own: asked by the bar when one is over. */
export const GET = defineOwnRead({
  own: 'own:pim-activation',
  query: z.strictObject({}),
  background: true,
  run: async ({ facts, params }) => {
    const id = z.uuid().safeParse(params.id)
    if (!id.success) throw new AppError('not_found')
    return { ended: await findEnding(facts.actor, id.data) }
  },
})
