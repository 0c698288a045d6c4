'use client'

import { useSearchParams } from 'next/navigation'
import { classNames } from '@/components/ui/class-names'
import { Icon } from '@/components/ui/icon'
import { Link } from '@/components/ui/link'
import { changedQuery, SORT } from './query-string'

/** The head of a column one can sort by: first press one way, second press the other. The state itself is on the <th> (aria-sort). */
export function SortLink({ label, by, direction, descendingFirst = false }: { label: string; by: string; direction: 'ascending' | 'descending' | null; /** For times and counts: newest and most first. */ descendingFirst?: boolean }) {
  const params = useSearchParams()
  const descending = direction === null ? descendingFirst : direction === 'ascending'
  return (
    <Link href={changedQuery(params, { [SORT]: descending ? `-${by}` : by })} replace scroll={false} className="group -mx-1.5 inline-flex items-center gap-1 rounded-sm px-1.5 py-0.5 hover:bg-hover hover:text-ink">
      {label}
      <Icon name={direction === 'ascending' ? 'arrow-up' : direction === 'descending' ? 'arrow-down' : 'sort'} size={12} className={classNames(direction === null && 'opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100')} />
    </Link>
  )
}
