import { z } from 'zod'
import { defineOwnRead } from '@/lib/actions/define-read'
import { countWaiting } from '@/lib/pim/approvals-data'

/** How many requests wait for whoever asks, for the badge of the rail. An open tab asks by itself. */
export const GET = defineOwnRead({
  own: 'own:pim-waiting',
  query: z.strictObject({}),
  background: true,
  run: async ({ facts }) => ({ count: await countWaiting(facts.actor) }),
})
