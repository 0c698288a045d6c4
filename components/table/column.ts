import { type ReactNode } from 'react'

/** One column of a DataTable. The first column names the row: it is its row header and carries the link. */
export interface Column<Row> {
  key: string
  header: string
  cell: (row: Row) => ReactNode
  /** May be sorted by its key. */
  sortable?: boolean
  /** A second thing shown in the same cell that may be sorted by, such as the e-mail under a name. */
  alsoSort?: { key: string; header: string }
  /** Times and counts start with the newest and the most. */
  descendingFirst?: boolean
  align?: 'end'
  /** Width, as a class (w-40). Without it the column takes what it needs; the first takes the rest. */
  width?: string
  /** Cannot be taken away in the column menu. The first column never can. */
  fixed?: boolean
}

/** @returns what ViewOptions may know of the columns (it runs in the browser, where functions cannot follow) */
export function columnChoices<Row>(columns: readonly Column<Row>[]): { key: string; header: string; fixed?: boolean }[] {
  return columns.map(({ key, header, fixed }) => ({ key, header, fixed }))
}
