import { z } from 'zod'
import { defineOwnRead } from '@/lib/actions/define-read'
import { searchNarrower } from '@/lib/pim/asking-data'

/** The places that an eligible role of one's own can be narrowed to, by part of their name. */
export const GET = defineOwnRead({
  own: 'own:pim-places',
  query: z.strictObject({ grantId: z.uuid(), q: z.string().max(200).default('') }),
  run: async ({ facts, query }) => {
    const places = await searchNarrower(facts.actor, { grantId: query.grantId, words: query.q })
    return { items: places.map(({ id, kind, name }) => ({ id, kind, label: name })) }
  },
})
