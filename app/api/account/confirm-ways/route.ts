import { z } from 'zod'
import { defineOwnRead } from '@/lib/actions/define-read'
import { findFactorWays } from '@/lib/mfa/factor-ways'

/** With what one can confirm who one is; null: with the password, because nothing else is enrolled. */
export const GET = defineOwnRead({
  own: 'own:confirm-ways',
  query: z.strictObject({}),
  run: async ({ facts }) => ({ ways: await findFactorWays(facts.actor.tenantId, facts.actor.administratorId) }),
})
