import { type ReactNode } from 'react'
import { classNames } from './class-names'

interface FactsProps {
  items: readonly { term: ReactNode; value: ReactNode }[]
  /** In a panel or a dialog, where the terms are one or two words. */
  narrow?: boolean
}

/** Names and values, one under the other: what is known about a person, a session, an event. */
export function Facts({ items, narrow = false }: FactsProps) {
  return (
    <dl className={classNames('grid grid-cols-1 items-baseline gap-y-2.5 sm:gap-x-6', narrow ? 'sm:grid-cols-[auto_minmax(0,1fr)]' : 'sm:grid-cols-[minmax(8rem,12rem)_1fr]')}>
      {items.map((item, index) => (
        <div key={index} className="contents">
          <dt className="text-ink-3">{item.term}</dt>
          <dd className="-mt-2 min-w-0 sm:mt-0">{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
