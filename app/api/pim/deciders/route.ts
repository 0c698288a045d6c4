import { z } from 'zod'
import { defineOwnRead } from '@/lib/actions/define-read'
import { findDeciding, placeOf } from '@/lib/pim/asking-data'

/** Who could decide about an eligible role of one's own, before it is asked for. */
export const GET = defineOwnRead({
  own: 'own:pim-deciders',
  query: z.strictObject({ grantId: z.uuid(), place: z.templateLiteral([z.enum(['workspace', 'organization']), ':', z.uuid()]).optional() }),
  run: async ({ facts, query }) => findDeciding(facts.actor, { grantId: query.grantId, place: query.place === undefined ? null : placeOf(query.place) }),
})
