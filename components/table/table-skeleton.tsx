import { Skeleton } from '@/components/ui/skeleton'
import { type Density } from '@/lib/format/preferences'

const widths = ['w-28', 'w-20', 'w-24', 'w-16', 'w-28', 'w-24']

/** The table before its rows are there, with rows of the same height, so that nothing moves when they come. */
export function TableSkeleton({ label, columns, rows = 20, density = 'comfortable' }: { label: string; columns: number; rows?: number; density?: Density }) {
  return (
    <div role="status" aria-label={`Loading ${label}`} aria-busy="true" data-density={density} className="table-region min-h-0 flex-1 overflow-hidden">
      <div className="h-8 border-b bg-sunken" />
      {Array.from({ length: rows }, (_row, row) => (
        <div key={row} className="flex h-[var(--row)] items-center gap-8 border-b px-3">
          {Array.from({ length: columns }, (_cell, column) => (
            <span key={column} className={column === 0 ? 'flex-1' : 'w-28'}>
              <Skeleton className={widths[(column + row) % widths.length]} />
            </span>
          ))}
        </div>
      ))}
    </div>
  )
}
