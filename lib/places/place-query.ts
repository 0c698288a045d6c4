import { FIRST_SORT, PLACE_SORTS, type PlaceQuery, type PlaceSort } from './place-view'

export type AddressParams = Readonly<Record<string, string | string[] | undefined>>

const first = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''))

/** @returns what the address of a list of places asks for; what it does not know is left aside */
export function readPlaceQuery(params: AddressParams): PlaceQuery {
  const status = first(params.status)
  return { search: first(params.q).slice(0, 200), cursor: first(params.cursor), status: status === 'active' || status === 'inactive' ? status : undefined, sort: readSort(first(params.sort)) }
}

function readSort(text: string): PlaceSort {
  const by = PLACE_SORTS.find((key) => key === text.replace(/^-/, ''))
  return by ? { by, descending: text.startsWith('-') } : FIRST_SORT
}

/** @returns the same address for the links that change a part of it */
export function searchParamsOf(params: AddressParams): URLSearchParams {
  return new URLSearchParams(Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [value].flat().map((one) => [name, one]))))
}
