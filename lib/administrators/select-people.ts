import 'server-only'
import type { Actor } from '@/lib/authz/grants'
import { AppError } from '@/lib/errors/app-error'
import { MOST_AT_ONCE, type Selection } from './bulk-change'
import { listMatchingIds } from './list-data'
import { explainIgnored, ListQueryInput, type AddressParams } from './list-query'

/**
 * Who is meant. A filter that is not understood to the last word is refused: leaving a part of it aside would mean more people.
 * @returns ids in the order of the list; those chosen by hand as they came
 * @throws AppError invalid_input with the sentence
 */
export async function selectPeople(actor: Actor, selection: Selection): Promise<string[]> {
  if (selection.of === 'people') return [...new Set(selection.ids)]
  const given = new URLSearchParams(selection.filter)
  const params: AddressParams = Object.fromEntries([...new Set(given.keys())].map((name) => [name, given.getAll(name)]))
  const query = ListQueryInput.parse(params)
  const [ignored] = explainIgnored(params, query)
  if (ignored) throw new AppError('invalid_input', { sentence: `The filter of the list was not understood. ${ignored} Nothing was done.` })
  const ids = await listMatchingIds({ actor }, query, MOST_AT_ONCE + 1)
  if (ids.length > MOST_AT_ONCE) throw new AppError('too_large', { sentence: `More than ${MOST_AT_ONCE.toLocaleString('en')} people match. Narrow the list and do it in parts.` })
  return ids
}
