import { type ReactNode } from 'react'
import { classNames } from '@/components/ui/class-names'
import { Link } from '@/components/ui/link'
import { type Density } from '@/lib/format/preferences'
import { type Column } from './column'
import { type SortOrder } from './query-string'
import { SortLink } from './sort-link'
import { TableIsland } from './table-island'

export interface DataTableProps<Row> {
  /** What the rows are: "Administrators". */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Names the row for who cannot see it: "Olivia Stone". */
  rowLabel: (row: Row) => string
  /** Where the row leads. Enter, a press on the name or on the row's empty space go there. */
  rowHref?: (row: Row) => string
  /** The ⋯ menu of a row. */
  rowMenu?: (row: Row) => ReactNode
  /** Dimmed: deleted, ended, expired. */
  rowFaint?: (row: Row) => boolean
  sort?: SortOrder
  density?: Density
  /** Keys of columns that the viewer hides (readHiddenColumns). */
  hidden?: readonly string[]
  /** Shown in place of rows when there are none: an EmptyState. */
  empty: ReactNode
  /** Boxes at the rows, and what appears when some are ticked (a client component that asks useSelection). */
  bulk?: ReactNode
  /** How many match the filter on all pages; offers "everything that matches". */
  matching?: { count: number; exact: boolean }
}

/** The product's table. Rows are drawn on the server; one small island adds keys and selection to them. */
export function DataTable<Row>({ label, columns, rows, rowKey, rowLabel, rowHref, rowMenu, rowFaint, sort, density = 'comfortable', hidden = [], empty, bulk, matching }: DataTableProps<Row>) {
  const shown = columns.filter((column, index) => index === 0 || column.fixed || !hidden.includes(column.key))
  const direction = (key: string | undefined) => (key !== undefined && sort?.by === key ? (sort.descending ? 'descending' : 'ascending') : null)
  const frame = { density, bulk, matching, onPage: rows.length, label }
  // Headings alone say nothing; without a link among them they would also be wider than a narrow window and out of the keyboard's reach.
  if (rows.length === 0 && !shown.some(({ sortable }) => sortable)) return <TableIsland {...frame}>{empty}</TableIsland>
  return (
    <TableIsland {...frame}>
      <table className="w-full border-separate border-spacing-0 text-left" aria-label={label}>
        <thead>
          <tr>
            {bulk ? (
              <th scope="col" className={classNames(head, 'w-9 pr-0')}>
                <input type="checkbox" className="tick align-middle" data-select-all aria-label="Select all on this page" />
              </th>
            ) : null}
            {shown.map((column, index) => (
              <th key={column.key} scope="col" aria-sort={column.sortable ? (direction(column.key) ?? direction(column.alsoSort?.key) ?? 'none') : undefined} className={classNames(head, column.width ?? (index === 0 && 'w-full min-w-[50vw] md:min-w-48'), column.align === 'end' && 'text-right', index === 0 && 'max-md:left-0 max-md:z-20')}>
                {column.sortable ? <SortLink label={column.header} by={column.key} direction={direction(column.key)} descendingFirst={column.descendingFirst} /> : column.header}
                {column.alsoSort ? (
                  <span className="ml-3">
                    <SortLink label={column.alsoSort.header} by={column.alsoSort.key} direction={direction(column.alsoSort.key)} />
                  </span>
                ) : null}
              </th>
            ))}
            {rowMenu ? (
              <th scope="col" className={classNames(head, 'w-10')}>
                <span className="sr-only">Actions</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-row tabIndex={-1} className={classNames(line, rowHref && 'cursor-pointer', rowFaint?.(row) && 'text-ink-3')}>
              {bulk ? (
                <td className={classNames(cell, 'pr-0')}>
                  <input type="checkbox" className="tick align-middle" data-select value={rowKey(row)} aria-label={`Select ${rowLabel(row)}`} />
                </td>
              ) : null}
              {shown.map((column, index) =>
                index === 0 ? (
                  <th key={column.key} scope="row" className={classNames(cell, 'font-normal max-md:sticky max-md:left-0 max-md:z-[1] max-md:bg-inherit', column.width ? 'max-w-80 truncate' : 'max-w-0')}>
                    {rowHref ? (
                      <Link href={rowHref(row)} data-row-link className="block truncate focus-visible:outline-none">
                        {column.cell(row)}
                      </Link>
                    ) : (
                      column.cell(row)
                    )}
                  </th>
                ) : (
                  <td key={column.key} className={classNames(cell, 'max-w-72 truncate', column.align === 'end' && 'text-right')}>
                    {column.cell(row)}
                  </td>
                ),
              )}
              {rowMenu ? <td className={classNames(cell, 'sticky right-0 bg-inherit py-0 pr-2 pl-0 text-right')}>{rowMenu(row)}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 ? empty : null}
    </TableIsland>
  )
}

const head = 'sticky top-0 z-10 h-8 border-b bg-sunken px-3 text-xs font-medium whitespace-nowrap text-ink-2'
// A name takes what the others leave (max-w-0 lets it shrink), and is cut off rather than pushing them out.
const cell = 'h-[var(--row)] border-b px-3 whitespace-nowrap'
const line = 'group/row bg-canvas -outline-offset-2 outline-accent-ink hover:bg-row-hover has-[[data-row-link]:focus-visible]:bg-row-hover has-[[data-row-link]:focus-visible]:outline-2 has-[[data-select]:checked]:bg-accent-soft'
