import 'server-only'
import type { Actor } from '@/lib/authz/grants'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import type { Selection } from './bulk-change'
import { MOST_AT_ONCE } from './bulk-schema'
import { listMatchingIds } from './list-data'
import { readFilter } from './list-query'

/**
 * Who is meant. A filter that is not understood to the last word is refused: leaving a part of it aside would mean more people.
 * @returns ids in the order of the list; those chosen by hand as they came
 * @throws AppError invalid_input with the sentence
 */
export async function selectPeople(actor: Actor, selection: Selection, tx?: Tx): Promise<string[]> {
  if (selection.of === 'people') return [...new Set(selection.ids)]
  const { query, ignored: [ignored] } = readFilter(selection.filter)
  if (ignored) throw new AppError('invalid_input', { sentence: `The filter of the list was not understood. ${ignored} Nothing was done.` })
  const ids = await listMatchingIds({ actor }, query, MOST_AT_ONCE + 1, tx)
  if (ids.length > MOST_AT_ONCE) throw new AppError('too_large', { sentence: `More than ${MOST_AT_ONCE.toLocaleString('en')} people match. Narrow the list and do it in parts.` })
  return ids
}
