import { z } from 'zod'
import { listOwnSessions } from '@/lib/account/data'
import { defineOwnRead } from '@/lib/actions/define-read'

/** One's own sessions and devices, for the page that stays open. */
export const GET = defineOwnRead({
  own: 'own:sessions',
  query: z.strictObject({}),
  run: async ({ facts }) => listOwnSessions(facts),
})
