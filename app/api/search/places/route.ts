import { z } from 'zod'
import { placePaths } from '@/components/places/place-words'
import { defineOwnRead } from '@/lib/actions/define-read'
import { searchPlaces } from '@/lib/places/data'
import { storableText } from '@/lib/format/storable-text'

const MOST = 12

/** What the switcher and the palette find: places within reach by part of their name, the first few for nothing typed. */
export const GET = defineOwnRead({
  own: 'own:places',
  query: z.strictObject({ q: z.string().max(200).transform(storableText).default('') }),
  run: async ({ facts, query }) => {
    const places = await searchPlaces(facts.actor, query.q, MOST)
    return { items: places.map((place) => ({ id: place.id, label: place.name, detail: place.kind === 'workspace' ? 'Workspace' : 'Organization', icon: place.kind, href: placePaths(place).overview })) }
  },
})
