import { z } from 'zod'
import { defineRead } from '@/lib/actions/define-read'
import { searchAdministrators } from '@/lib/administrators/search-administrators'
import { personName } from '@/lib/format/person-name'
import { paths } from '@/lib/paths'
import { storableText } from '@/lib/format/storable-text'

const MOST = 8
const STATUS = { new: 'invited', active: '', inactive: 'inactive', deleted: 'deleted' }

/** What the palette and the pickers of people find, by part of name or address. */
export const GET = defineRead({
  permission: 'administrator:read',
  query: z.strictObject({ q: z.string().max(200).transform(storableText).default('') }),
  run: async ({ cleared, query }) => {
    const people = await searchAdministrators(cleared, query.q, MOST)
    return { items: people.map((person) => ({ id: person.id, label: personName(person), detail: [person.email, STATUS[person.status]].filter(Boolean).join(', '), icon: 'person', href: paths.administrator(person.id) })) }
  },
})
