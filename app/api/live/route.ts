import { z } from 'zod'
import { defineOwnRead } from '@/lib/actions/define-read'
import { openStream } from '@/lib/live/open-stream'

/** What concerns this session, as it happens. One stream a browser (components/shell/live.tsx). */
export const GET = defineOwnRead({
  own: 'own:live',
  query: z.strictObject({}),
  background: true,
  run: async ({ facts, request }) => Promise.resolve(openStream(facts, request.signal)),
})
