import { z } from 'zod'
import { defineOwnRead } from '@/lib/actions/define-read'
import { heardSoFar } from '@/lib/live/watch-sessions'

/** The same, for a browser whose stream does not get through: asked every few seconds; 401 once the session is over. */
export const GET = defineOwnRead({
  own: 'own:live-state',
  query: z.strictObject({}),
  background: true,
  run: async ({ facts: { actor } }) => Promise.resolve({ who: actor.administratorId, ...heardSoFar(actor) }),
})
