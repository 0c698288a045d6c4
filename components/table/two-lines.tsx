import { type ReactNode } from 'react'
import { classNames } from '@/components/ui/class-names'

/** Two lines in a comfortable row, one line in a compact one: a name and its address. A sentence (wrap) takes more lines on a narrow page instead of being cut. */
export function TwoLines({ first, second, aside, wrap = false }: { first: ReactNode; second?: ReactNode; aside?: ReactNode; wrap?: boolean }) {
  return (
    <span className="flex min-w-0 flex-col group-data-[density=compact]/table:flex-row group-data-[density=compact]/table:items-baseline group-data-[density=compact]/table:gap-2">
      <span className="flex min-w-0 items-center gap-1.5">
        <span className={classNames('truncate font-medium text-ink group-hover/row:underline group-hover/row:decoration-line-strong group-hover/row:underline-offset-2', wrap && 'max-md:py-1 max-md:whitespace-normal')}>{first}</span>
        {aside}
      </span>
      {second ? <span className="truncate text-xs text-ink-3 max-sm:group-data-[density=compact]/table:hidden">{second}</span> : null}
    </span>
  )
}
