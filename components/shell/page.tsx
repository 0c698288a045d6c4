import { type ReactNode } from 'react'
import { classNames } from '@/components/ui/class-names'

/** A page that is not a list: margins, and a measure that stays readable. `wide` for pages with tables in them. */
export function Page({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  return <div className={classNames('grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6 px-4 pt-5 pb-16 md:px-6', wide ? 'max-w-6xl' : 'max-w-3xl')}>{children}</div>
}
