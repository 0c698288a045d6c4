/** One filter of a list. Its name is the name in the address. */
export interface ListFilter {
  name: string
  /** "Status". */
  label: string
  options: readonly { value: string; label: string }[]
  /** Several values at once; the list then shows what has any of them. */
  multiple?: boolean
}

/** @returns the chosen values that this filter knows, in the order of its options */
export function chosenValues(filter: ListFilter, params: URLSearchParams): string[] {
  const chosen = params.getAll(filter.name)
  return filter.options.map((option) => option.value).filter((value) => chosen.includes(value))
}
